// Reads a `plan@0` document on stdin and prints what ./quickstart wants of it, one key=value a line. Called by scripts/lib/sample.sh.
import { planSchema } from '../../src/shared/domain/plan.ts';
import { formatBytes, formatNs } from '../../src/shared/domain/units.ts';

const chunks: Buffer[] = [];
for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
const plan = planSchema.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
console.log(`cells=${plan.cells.length}`);
console.log(`download=${formatBytes(plan.estimate.downloadBytes)}`);
console.log(`disk=${formatBytes(plan.estimate.diskBytes)}`);
console.log(`downloadBytes=${plan.estimate.downloadBytes}`);
console.log(`time=${formatNs(plan.estimate.timeNs)}`);
