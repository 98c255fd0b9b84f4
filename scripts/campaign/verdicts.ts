// `npm run campaign -- verdicts`: programs of all kinds and levels, started in images of all kinds beside their verdicts. CI takes those that build fast.
import { spawnSync } from 'node:child_process';
import { ROOT } from '../lib/cgoscope.ts';

const { status } = spawnSync('npx', ['vitest', 'run', '--project', 'integration', 'tests/core/verdict/started.int.test.ts'], {
  cwd: ROOT,
  stdio: 'inherit',
  env: { ...process.env, CGOSCOPE_CAMPAIGN: 'verdicts' },
});
process.exit(status ?? 1);
