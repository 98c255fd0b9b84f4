// Members of a static library (ar(5), the GNU variant): objects as compilers write them.

/** Objects only: the symbol table and the table of long names are left out. */
export function* arMembers(bytes: Buffer): Generator<{ name: string; bytes: Buffer }> {
  let longNames = '';
  for (let at = 8; at + 60 <= bytes.length;) {
    const field = bytes.toString('latin1', at, at + 16).trimEnd();
    const size = Number(bytes.toString('latin1', at + 48, at + 58));
    if (!Number.isInteger(size)) return;
    const body = bytes.subarray(at + 60, at + 60 + size);
    if (field === '//') longNames = body.toString('latin1');
    else if (field !== '/' && field !== '/SYM64/') {
      const long = /^\/(\d+)$/.exec(field)?.[1];
      const name = long === undefined ? field : longNames.slice(Number(long), longNames.indexOf('\n', Number(long)));
      yield { name: name.replace(/\/$/, ''), bytes: body };
    }
    at += 60 + size + (size & 1);
  }
}
