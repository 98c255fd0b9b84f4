// Reads a `doctor@0` document on stdin and prints what ./quickstart wants of it, one key=value a line. Called by scripts/lib/engine.sh.
import { doctorSchema } from '../../src/shared/domain/documents.ts';

const chunks: Buffer[] = [];
for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
const doctor = doctorSchema.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));

/** A value stands on one line and holds no control character: a shell reads it. */
const print = (key: string, value: string): void => console.log(`${key}=${value.replace(/\p{C}+/gu, ' ')}`);

const problem = doctor.problems.find((entry) => entry.level === 'error');
print('answers', doctor.engine ? '1' : '0');
print('host', doctor.endpoint?.host ?? '');
print('version', doctor.engine?.version ?? '');
print('platform', doctor.engine?.platform ?? '');
print('problem', problem?.text ?? '');
print('fix', problem?.fix ?? '');
print(
  'emulates',
  (doctor.emulators ?? [])
    .filter((entry) => entry.enabled && entry.flags.includes('F') && entry.platform)
    .map((entry) => entry.platform)
    .join(' '),
);
