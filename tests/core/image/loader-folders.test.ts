// The folders that glibc's loader was built with, from its bytes.
import { describe, expect, it } from 'vitest';
import { bytesSource } from '../../../src/core/evidence/index.ts';
import { loaderFoldersOf } from '../../../src/core/image/loader-folders.ts';

const folders = (text: string, soname: string | null = 'ld-linux-x86-64.so.2') => loaderFoldersOf(bytesSource(Buffer.from(text, 'latin1')), soname);

describe('the default folders of a loader', () => {
  it('are the longest row of folders of libraries in it', () => {
    const debian = '/lib/x86_64-linux-gnu/\0/usr/lib/x86_64-linux-gnu/\0/lib/\0/usr/lib/\0';
    expect(folders(`\0/proc/\0/etc/ld.so.cache\0/usr/lib/\0x\0${debian}/etc/suid-debug\0`)).toEqual(['/lib/x86_64-linux-gnu', '/usr/lib/x86_64-linux-gnu', '/lib', '/usr/lib']);
    expect(folders('\0/lib64/\0/usr/lib64/\0')).toEqual(['/lib64', '/usr/lib64']);
    expect(folders('\0/nix/store/abc-glibc-2.40/lib/\0')).toEqual(['/nix/store/abc-glibc-2.40/lib']);
  });
  it('are asked of loaders alone, and may not be there', () => {
    expect(folders('\0/lib64/\0/usr/lib64/\0', 'libc.so.6')).toBeNull();
    expect(folders('\0/lib64/\0', null)).toBeNull();
    expect(folders('nothing')).toBeNull();
  });
  it('end with bytes made to be slow', () => {
    expect(folders('/a'.repeat(500_000))).toBeNull();
    expect(folders(`${'/a'.repeat(400_000)}\0/lib64/\0/usr/lib64/\0`)).toEqual(['/lib64', '/usr/lib64']);
  });
});
