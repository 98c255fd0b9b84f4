// Every layering rule is proven by a tree with one bad import for it: a rule that reports nothing there guards nothing.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cruise, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const { forbidden } = createRequire(import.meta.url)('../.dependency-cruiser.cjs') as { forbidden: (IForbiddenRuleType & { name: string })[] }; // its own type annotation says so

/** file -> text. The path of the importing file and the rule that must catch it. */
const BAD: { rule: string; file: string; text: string }[] = [
  { rule: 'shared-is-pure', file: 'src/shared/domain/a.ts', text: "import { readFileSync } from 'node:fs';\nexport const a = readFileSync;\n" },
  { rule: 'shared-is-pure', file: 'src/shared/domain/b.ts', text: "import { store } from '../../core/store/index.ts';\nexport const b = store;\n" },
  { rule: 'shared-is-pure', file: 'src/shared/domain/b2.ts', text: "import type { Face } from '../../core/engine/types.ts';\nexport type B = Face;\n" },
  { rule: 'core-knows-no-shell', file: 'src/core/lab/c.ts', text: "import { shell } from '../../cli/good.ts';\nexport const c = shell;\n" },
  { rule: 'core-knows-no-shell', file: 'src/core/lab/d.ts', text: "import { Command } from 'commander';\nexport const d = Command;\n" },
  { rule: 'core-speaks-no-http', file: 'src/core/cell/e.ts', text: "import { createServer } from 'node:http';\nexport const e = createServer;\n" },
  { rule: 'pure-rooms', file: 'src/core/evidence/f.ts', text: "import { store } from '../store/index.ts';\nexport const f = store;\n" },
  { rule: 'pure-rooms', file: 'src/core/dns/models/g.ts', text: "import { store } from '../../store/index.ts';\nexport const g = store;\n" },
  { rule: 'pure-rooms-without-node', file: 'src/core/compare/h.ts', text: "import { hostname } from 'node:os';\nexport const h = hostname;\n" },
  { rule: 'shells-through-the-workbench', file: 'src/cli/i.ts', text: "import { store } from '../core/store/index.ts';\nexport const i = store;\n" },
  { rule: 'shells-through-the-workbench', file: 'src/server/j.ts', text: "import type { Face } from '../core/engine/types.ts';\nexport type J = Face;\n" },
  { rule: 'shells-apart', file: 'src/main/k.ts', text: "import { shell } from '../cli/good.ts';\nexport const k = shell;\n" },
  { rule: 'shells-apart', file: 'src/cli/serve.ts', text: "export const serve = () => import('../server/index.ts');\n" },
  {
    rule: 'one-way-from-the-entry-to-the-server',
    file: 'src/cli/main.ts',
    text: "import { inside } from '../server/inside.ts';\nexport const entry = [inside, () => import('../server/index.ts')];\n",
  },
  { rule: 'server-is-thin', file: 'src/server/u.ts', text: "import { Command } from 'commander';\nexport const u = Command;\n" },
  { rule: 'window-knows-shared-only', file: 'src/renderer/l.ts', text: "import { workbench } from '../core/workbench.ts';\nexport const l = workbench;\n" },
  { rule: 'only-the-shell-imports-electron', file: 'src/server/m.ts', text: "import { app } from 'electron';\nexport const m = app;\n" },
  { rule: 'only-the-engine-room-imports-dockerode', file: 'src/core/cell/n.ts', text: "import Docker from 'dockerode';\nexport const n = Docker;\n" },
  { rule: 'only-store-and-owner-import-the-database', file: 'src/core/report/o.ts', text: "export const o = () => import('better-sqlite3');\n" },
  { rule: 'rooms-through-their-face', file: 'src/core/cell/p.ts', text: "import { inside } from '../engine/inside.ts';\nexport const p = inside;\n" },
  { rule: 'no-circles', file: 'src/core/lab/q.ts', text: "import { r } from './r.ts';\nexport const q = (): unknown => r;\n" },
  { rule: 'resolvable', file: 'src/core/lab/s.ts', text: "import { nothing } from './not-there.ts';\nexport const s = nothing;\n" },
  { rule: 'no-development-packages', file: 'src/core/lab/t.ts', text: "import { z } from 'a-dev-package';\nexport const t = z;\n" },
];

/** What is allowed, so that a rule that reports everything is caught as well. */
const GOOD: Record<string, string> = {
  'package.json': JSON.stringify({
    name: 'planted',
    type: 'module',
    dependencies: { zod: '*', dockerode: '*', 'better-sqlite3': '*', commander: '*', ws: '*' },
    devDependencies: { 'a-dev-package': '*' },
  }),
  'node_modules/zod/package.json': JSON.stringify({ name: 'zod', version: '1.0.0', main: 'index.js' }),
  'node_modules/zod/index.js': 'module.exports = {};\n',
  'node_modules/dockerode/package.json': JSON.stringify({ name: 'dockerode', version: '1.0.0', main: 'index.js' }),
  'node_modules/dockerode/index.js': 'module.exports = {};\n',
  'node_modules/better-sqlite3/package.json': JSON.stringify({ name: 'better-sqlite3', version: '1.0.0', main: 'index.js' }),
  'node_modules/better-sqlite3/index.js': 'module.exports = {};\n',
  'node_modules/commander/package.json': JSON.stringify({ name: 'commander', version: '1.0.0', main: 'index.js' }),
  'node_modules/commander/index.js': 'module.exports = {};\n',
  'node_modules/ws/package.json': JSON.stringify({ name: 'ws', version: '1.0.0', main: 'index.js' }),
  'node_modules/ws/index.js': 'module.exports = {};\n',
  'node_modules/a-dev-package/package.json': JSON.stringify({ name: 'a-dev-package', version: '1.0.0', main: 'index.js' }),
  'node_modules/a-dev-package/index.js': 'module.exports = {};\n',
  'src/shared/domain/good.ts': "import { z } from 'zod';\nexport const good = z;\n",
  'src/core/engine/index.ts':
    "import Docker from 'dockerode';\nimport { request } from 'node:http';\nimport { inside } from './inside.ts';\nexport const engine = [Docker, request, inside];\n",
  'src/core/engine/types.ts': 'export interface Face { a: string }\n',
  'src/core/engine/inside.ts': 'export const inside = 1;\n',
  'src/core/store/index.ts': "import Database from 'better-sqlite3';\nexport const store = Database;\n",
  'src/core/evidence/index.ts':
    "import type { Face } from '../engine/types.ts';\nimport { good } from '../../shared/domain/good.ts';\nimport { join } from 'node:path/posix';\nexport const evidence = (face: Face): unknown => [face, good, join];\n",
  'src/core/compare/index.ts': "import { evidence } from '../evidence/index.ts';\nexport const compare = evidence;\n",
  'src/core/lab/r.ts': "import { q } from './q.ts';\nexport const r = (): unknown => q;\n",
  'src/core/workbench.ts': "import { engine } from './engine/index.ts';\nexport const workbench = engine;\n",
  'src/cli/good.ts':
    "import { Command } from 'commander';\nimport { workbench } from '../core/workbench.ts';\nimport { good } from '../shared/domain/good.ts';\nexport const shell = [Command, workbench, good];\n",
  'src/server/index.ts': "import { WebSocketServer } from 'ws';\nimport { createServer } from 'node:http';\nexport const server = [WebSocketServer, createServer];\n",
  'src/server/inside.ts': 'export const inside = 1;\n',
  'src/renderer/good.ts': "import { good } from '../shared/domain/good.ts';\nexport const window = good;\n",
};

describe('layering', () => {
  let folder = '';
  let violations: { rule: string; from: string }[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'cgoscope-layers-'));
    for (const [file, text] of [...Object.entries(GOOD), ...BAD.map(({ file, text }) => [file, text] as const)]) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    }
    const { output } = await cruise(['src'], { baseDir: folder, validate: true, ruleSet: { forbidden }, doNotFollow: { path: 'node_modules' }, tsPreCompilationDeps: true });
    violations = (output as ICruiseResult).summary.violations.map((violation) => ({ rule: violation.rule.name, from: violation.from })); // without an outputType the result is an object
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('has a planted bad import for every rule', () => {
    expect([...new Set(BAD.map(({ rule }) => rule))].sort()).toEqual(forbidden.map((rule) => rule.name).sort());
  });

  it.each(BAD)('$rule reports $file', ({ rule, file }) => {
    expect(violations).toContainEqual({ rule, from: file });
  });

  it('reports nothing of what is allowed', () => {
    const allowed = new Set(Object.keys(GOOD));
    // r.ts is the innocent half of the planted circle.
    expect(violations.filter(({ from }) => allowed.has(from) && from !== 'src/core/lab/r.ts')).toEqual([]);
  });
});
