// Where the name servers that a resolver takes stand in the text of a resolv.conf, and the same text with other addresses in their places: every other byte stays.
// Which of them it takes is said by its reader (core/dns/conf), by line and word.

/** Part of the text: UTF-16 offsets. */
export interface Place {
  from: number;
  to: number;
}

/** A server that was taken: line from 1, the word that was read as an address. */
export interface Taken {
  line: number;
  word: string;
}

/** The words in the text, in the order given; null for one that its line does not hold. */
export function placesOf(text: string, taken: readonly Taken[]): (Place | null)[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return taken.map(({ line, word }) => {
    const start = starts[line - 1];
    if (start === undefined || word === '') return null;
    const content = text.slice(start, starts[line] ?? text.length);
    // The keyword itself holds no address, but an address may stand in a comment behind it: the first one after the keyword is meant.
    const keyword = content.indexOf('nameserver');
    const at = content.indexOf(word, keyword < 0 ? 0 : keyword + 'nameserver'.length);
    return at < 0 ? null : { from: start + at, to: start + at + word.length };
  });
}

/** The text with `addresses[i]` in the i-th place; a null of either leaves it alone. */
export function rewriteNameservers(text: string, places: readonly (Place | null)[], addresses: readonly (string | null)[]): string {
  const changes = places.flatMap((place, index) => {
    const address = addresses[index] ?? null;
    return place === null || address === null ? [] : [{ place, address }];
  });
  changes.sort((a, b) => b.place.from - a.place.from);
  return changes.reduce((whole, { place, address }) => whole.slice(0, place.from) + address + whole.slice(place.to), text);
}
