// A log of strace as long as one likes, for browser tests and benches: a process whose every fourth call fails.
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

/** A program that opens, reads, closes and misses files, then exits: `events` of them in strace's own words. */
export async function writeTraceLog(file: string, events: number): Promise<void> {
  const out = createWriteStream(file);
  const at = (index: number): string => (1_790_000_000 + index / 100_000).toFixed(6);
  let piece = `7 ${at(0)} execve("/app", ["/app", "-v"], 0x7ffd1000 /* 3 vars */) = 0 <0.000300>\n`;
  for (let index = 1; index < events - 1; index += 1) {
    const calls = [
      `openat(AT_FDCWD</>, "/data/${index}.txt", O_RDONLY|O_CLOEXEC) = 3</data/${index}.txt> <0.000012>`,
      `read(3</data/${index - 1}.txt>, "hello\\n", 4096) = 6 <0.000009>`,
      `close(3</data/${index - 2}.txt>) = 0 <0.000005>`,
      `newfstatat(AT_FDCWD</>, "/lib/libmissing.so.${index}", 0x7ffd2000, 0) = -1 ENOENT (No such file or directory) <0.000011>`,
    ];
    piece += `7 ${at(index)} ${calls[(index - 1) % 4] ?? ''}\n`;
    if (piece.length > 1 << 20) {
      if (!out.write(piece)) await once(out, 'drain');
      piece = '';
    }
  }
  out.end(`${piece}7 ${at(events - 1)} +++ exited with 3 +++\n`);
  await once(out, 'close');
}
