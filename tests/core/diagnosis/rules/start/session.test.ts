// A pasted session holds its own facts: what somebody looked up beside the failure decides what the words leave open.
import { describe, expect, it } from 'vitest';
import { explainText } from '../../../../../src/core/diagnosis/index.ts';

const first = (...lines: string[]): string | null => explainText(lines.join('\n')).findings[0]?.cause ?? null;
const sureness = (cause: string, ...lines: string[]): number => explainText(lines.join('\n')).findings.find((each) => each.cause === cause)?.confidence ?? 0;

describe('a file that was looked at', () => {
  it('is there, so its loader is not', () => {
    const words = ['bash: ./srv: No such file or directory'];
    const looked = ['dev@box:~$ ls -l srv', '-rwxr-xr-x 1 dev dev 9412 Jun  3 10:11 srv'];
    expect(first(...words, ...looked)).toBe('loader-missing');
    expect(sureness('loader-missing', ...words, ...looked)).toBeGreaterThan(sureness('loader-missing', ...words));
    expect(first('$ ./tools/gcc -v', 'sh: ./tools/gcc: not found', '$ ls -l ./tools/gcc', '-rwxr-xr-x 1 0 0 91 May 1 2020 ./tools/gcc')).toBe('loader-missing');
  });
  it('is not the file that another listing shows', () => {
    const words = 'bash: ./srv: No such file or directory';
    expect(sureness('file-missing', words, '$ ls -l other', '-rwxr-xr-x 1 dev dev 9412 Jun  3 10:11 other')).toBe(sureness('file-missing', words));
  });
  it('is a script whose interpreter nobody has', () => {
    const text = ['exec user process caused "no such file or directory"', '$ head -n1 start.sh', '#!/usr/bin/python3', '# which python3', '# exit'];
    expect(first(...text)).toBe('script-interpreter');
    expect(sureness('script-interpreter', ...text)).toBeGreaterThan(0.9);
  });
  it('is of a fish that says both in one sentence', () =>
    expect(
      first("Failed to execute process './tool'. Reason:", "The file './tool' does not exist or could not be executed.", '> ls -l tool', '-rwxr-xr-x 1 me me 7 Jan 2 2020 tool'),
    ).toBe('loader-missing'));
});

describe('what cured it', () => {
  const refused = 'standard_init_linux.go:228: exec user process caused: exec format error';
  it('is an emulator that was registered below the failure, and not one of the set-up above it', () => {
    expect(first(refused, '$ sudo update-binfmts --enable qemu-aarch64')).toBe('binfmt-missing');
    expect(first('$ sudo update-binfmts --enable qemu-aarch64', refused)).toBe('arch-mismatch');
  });
  it('is sed, which took carriage returns out', () => {
    const words = '/bin/sh: /srv/run.sh: No such file or directory';
    expect(first(words, "# sed -i 's/\\r$//' run.sh and it runs")).toBe('script-interpreter');
    expect(first("RUN sed -i 's/\\r$//' /srv/run.sh", words)).toBe('file-missing');
  });
});

it('a registration that the kernel refused counts beside a failure only', () => {
  const warning = 'update-binfmts: warning: unable to close /proc/sys/fs/binfmt_misc/register: Invalid argument';
  expect(first(warning, 'exec /bin/sh: exec format error')).toBe('binfmt-missing');
  expect(first('Setting up qemu-user-static ...', warning, 'Processing triggers for man-db ...')).toBeNull();
});
