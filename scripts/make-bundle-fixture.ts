// Writes tests/fixtures/bundle/v<N>.cgoscope: a bundle as the current version makes it, of the run in the store's fixture with evidence of every kind.
// Run once when a version is added; older fixtures stay as they are. node scripts/make-bundle-fixture.ts
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exportBundle } from '../src/core/report/bundle/index.ts';
import { VERSION } from '../src/core/report/bundle/format.ts';
import { createRedactor } from '../src/core/report/redact/index.ts';
import { DATABASE, openStore } from '../src/core/store/index.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'cgoscope-fixture-'));
copyFileSync(here('../tests/fixtures/store/v1.db'), join(folder, DATABASE));
const store = openStore(folder);
const id = store.resolveRunId('last');
store.setEvidence(id, 1, 'stdout', store.putBlob(Buffer.from('hello from the fixture\n')));
store.setEvidence(id, 2, 'build-log', store.putBlob(Buffer.from('go build -x\n# fetched from https://ann:hunter2@example.org/\n')));
store.setEvidence(id, 2, 'facts', store.putBlob(Buffer.from(JSON.stringify({ elf: { interp: '/lib/ld-musl-x86_64.so.1', needed: ['libc.musl-x86_64.so.1'] } }))));
store.setEvidence(id, 2, 'artifact', store.putBlob(Buffer.from('\x7fELF is not really one')));
mkdirSync(here('../tests/fixtures/bundle'), { recursive: true });
const target = here(`../tests/fixtures/bundle/v${VERSION}.cgoscope`);
await exportBundle(store, id, target, { artifacts: false, redactor: createRedactor({ secrets: [] }), createdBy: 'cgoscope 0.1.0' });
store.close();
rmSync(folder, { recursive: true });
process.stdout.write(`${target}\n`);
