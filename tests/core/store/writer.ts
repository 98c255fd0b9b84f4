// A process that stores cells with evidence as fast as it can and prints the number of each that is stored, until it is killed.
import { writeSync } from 'node:fs';
import { openStore } from '../../../src/core/store/index.ts';
import { cells } from '../owner/cells.ts';

const [folder = '', id = ''] = process.argv.slice(2);
const store = openStore(folder);
const [template] = cells;
if (!template) throw new Error('no cell to copy');
store.insertRun(
  { id, startedAt: '2026-01-01T00:00:00Z', endpoint: 'none', project: { path: '/p', treeHash: 't' }, origin: 'local', owner: 'dead', request: null, config: null, environment: {} },
  [],
);
for (let number = 1; ; number += 1) {
  store.saveCell(id, { ...template, number });
  const blob = store.createBlob();
  for (let i = 0; i < 5; i += 1) blob.write(Buffer.alloc(300_000, `${number} ${i} `));
  store.setEvidence(id, number, 'stdout', blob.finish());
  writeSync(1, `${number}\n`);
}
