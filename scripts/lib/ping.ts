// Exits 0 when a container engine answers GET /_ping at the unix socket named by the first argument. Called by scripts/lib/engine.sh while it waits.
import { request } from 'node:http';

const socketPath = process.argv[2];
if (socketPath === undefined) throw new Error('usage: ping.ts SOCKET');
request({ socketPath, path: '/_ping', timeout: 3000 }, (response) => process.exit(response.statusCode === 200 ? 0 : 1))
  .on('timeout', () => process.exit(1))
  .on('error', () => process.exit(1))
  .end();
