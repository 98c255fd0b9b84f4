// The owner process: holds the data folder's lock, executes runs, serves the shells over the local socket. Started by the first shell that needs it.
import { parseArgs } from 'node:util';
import { runOwnerProcess } from '../owner/index.ts';
import { createOwner } from '../workbench.ts';

const { values } = parseArgs({ options: { data: { type: 'string' } } });
if (values.data === undefined) throw new Error('owner: --data FOLDER is missing');
const folder = values.data;

const env: Record<string, string> = {};
for (const [name, value] of Object.entries(process.env)) if (value !== undefined) env[name] = value;

await runOwnerProcess({ folder, createApi: (lock, cut) => Promise.resolve(createOwner(lock, folder, env, (text) => process.stderr.write(`${text}\n`), cut)) });
