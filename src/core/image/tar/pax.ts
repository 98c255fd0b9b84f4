// The records of a PAX extended header (`25 path=some/long/name\n`): the few that an index needs. Source: POSIX pax, and GNU tar's manual for sparse files.

export interface PaxFacts {
  path: Uint8Array | null;
  linkpath: Uint8Array | null;
  size: number | null;
  uid: number | null;
  gid: number | null;
  /** The real size of a sparse file; null where it is none. */
  sparseSize: number | null;
  /** What is wrong with it; null where nothing is. */
  problem: string | null;
}

const MAX_RECORDS = 10_000;

const decimal = (bytes: Uint8Array): number => {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  return /^\d{1,19}(\.\d*)?$/.test(text) ? Math.trunc(Number(text)) : Number.NaN;
};

/** Never throws; what can't be read is left out, and said. */
export function readPax(bytes: Uint8Array): PaxFacts {
  const facts: PaxFacts = { path: null, linkpath: null, size: null, uid: null, gid: null, sparseSize: null, problem: null };
  let at = 0;
  for (let count = 0; at < bytes.length; count += 1) {
    if (bytes[at] === 0) break; // padding of careless writers
    if (count >= MAX_RECORDS) {
      facts.problem = `has more than ${MAX_RECORDS} records`;
      break;
    }
    let length = 0;
    let digits = at;
    while (digits < bytes.length && digits < at + 10 && (bytes[digits] ?? 0) >= 0x30 && (bytes[digits] ?? 0) <= 0x39) {
      length = length * 10 + ((bytes[digits] ?? 0) - 0x30);
      digits += 1;
    }
    const end = at + length;
    if (digits === at || bytes[digits] !== 0x20 || end > bytes.length || end <= digits + 1 || bytes[end - 1] !== 0x0a) {
      facts.problem = 'has a record that can not be read';
      break;
    }
    const equals = bytes.indexOf(0x3d, digits + 1);
    if (equals < 0 || equals >= end) {
      facts.problem = 'has a record without a value';
      break;
    }
    take(facts, Buffer.from(bytes.buffer, bytes.byteOffset + digits + 1, equals - digits - 1).toString('latin1'), bytes.subarray(equals + 1, end - 1));
    at = end;
  }
  return facts;
}

function take(facts: PaxFacts, key: string, value: Uint8Array): void {
  // An empty value takes the record back.
  switch (key) {
    case 'path':
    case 'GNU.sparse.name':
      if (value.includes(0)) facts.problem = 'has a NUL in its path';
      facts.path = value.length === 0 ? null : value;
      return;
    case 'linkpath':
      if (value.includes(0)) facts.problem = 'has a NUL in its link';
      facts.linkpath = value.length === 0 ? null : value;
      return;
    case 'size':
      facts.size = value.length === 0 ? null : decimal(value);
      return;
    case 'uid':
      facts.uid = decimal(value);
      return;
    case 'gid':
      facts.gid = decimal(value);
      return;
    case 'GNU.sparse.size':
    case 'GNU.sparse.realsize':
      facts.sparseSize = decimal(value);
      return;
    default:
  }
}
