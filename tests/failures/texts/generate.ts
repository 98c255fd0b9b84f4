// Controls that are made when they are read: long, or of bytes that no JSON file holds.
const bytes = (length: number, seed: number): Uint8Array => {
  const out = new Uint8Array(length);
  let state = seed >>> 0 || 1;
  for (let index = 0; index < length; index += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    out[index] = state >>> 24;
  }
  return out;
};

const lines = (count: number, line: (index: number) => string): string => Array.from({ length: count }, (_, index) => line(index)).join('\n');

const MADE: Record<string, () => string | Uint8Array> = {
  'random bytes': () => bytes(300_000, 7),
  'zero bytes': () => new Uint8Array(200_000),
  'an ELF head and garbage': () => {
    const out = bytes(65_536, 99);
    out.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]);
    return out;
  },
  'a gzip head and garbage': () => {
    const out = bytes(65_536, 5);
    out.set([0x1f, 0x8b, 8, 0]);
    return out;
  },
  'a line of a megabyte': () => `${'a1b2c3 '.repeat(150_000)}\n`,
  'fifty thousand access lines': () =>
    lines(
      50_000,
      (index) =>
        `203.0.113.${index % 250} - - [12/Mar/2025:10:${String(index % 60).padStart(2, '0')}:01 +0000] "GET /v1/items/${index} HTTP/1.1" ${index % 17 === 0 ? 404 : 200} ${index % 900}`,
    ),
  'twenty thousand passing tests': () => lines(20_000, (index) => `--- PASS: TestItem${index} (0.0${index % 10}s)`),
  'only line ends': () => '\n'.repeat(100_000),
  'only carriage returns': () => '\r'.repeat(100_000),
  'control characters': () => lines(2_000, (index) => `\u001b[2K\u001b[1G\u0007step ${index}\u0000\u0008`),
  'invalid utf-8': () => {
    const out = bytes(20_000, 11);
    return out.map((byte, index) => (index % 40 === 39 ? 10 : byte | 0x80));
  },
  'utf-16 text': () => {
    const text = '\ufeffBuild succeeded.\r\n    0 Warning(s)\r\n    0 Error(s)\r\n';
    const out = new Uint8Array(text.length * 2);
    for (let index = 0; index < text.length; index += 1) {
      out[index * 2] = text.charCodeAt(index) & 0xff;
      out[index * 2 + 1] = text.charCodeAt(index) >> 8;
    }
    return out;
  },
};

/** Throws for a name that is not known. */
export function generated(name: string): string | Uint8Array {
  const make = MADE[name];
  if (make === undefined) throw new Error(`no control is called ${JSON.stringify(name)}: there are ${Object.keys(MADE).join(', ')}`);
  return make();
}
