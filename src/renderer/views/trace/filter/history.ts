// The filters that were used last, on this computer.
const STORED = 'cgoscope.trace.filters';
const MOST = 20;
const LONGEST = 500;

export function lastFilters(storage: Pick<Storage, 'getItem'>): string[] {
  try {
    const value: unknown = JSON.parse(storage.getItem(STORED) ?? '[]');
    return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string').slice(0, MOST) : [];
  } catch (error) {
    if (error instanceof SyntaxError) return []; // written by something else: begun anew
    throw error;
  }
}

/** Put first; of filters that grew letter by letter only the last stays, as each is remembered when it is left. */
export function rememberFilter(storage: Pick<Storage, 'getItem' | 'setItem'>, filter: string): void {
  const text = filter.trim();
  if (text === '' || text.length > LONGEST) return;
  storage.setItem(STORED, JSON.stringify([text, ...lastFilters(storage).filter((one) => one !== text)].slice(0, MOST)));
}
