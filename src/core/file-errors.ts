// What the codes of the file system mean, in words for a sentence: `/x/y: permission denied`.

const WHY: Record<string, string> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'a part of the path is not a folder',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  ELOOP: 'too many symbolic links',
  ENAMETOOLONG: 'the name is too long',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EMFILE: 'too many open files',
  ENXIO: 'it is a socket or a device without a reader',
};

/** The code of what fs threw; empty for anything else. */
export const fileErrorCode = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

/** Words for what fs threw; its own text where we have none. `words` says it better for a code in one place. */
export function fileErrorWhy(error: unknown, words: Record<string, string> = {}): string {
  const code = fileErrorCode(error);
  return words[code] ?? WHY[code] ?? (code === '' ? String(error) : code);
}
