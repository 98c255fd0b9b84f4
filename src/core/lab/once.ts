// One start for one request, however often it arrives: a window that lost the answer asks again with the same token.

/** How long a token is remembered; who has lost an answer asks again within seconds. */
const KEPT_MS = 5 * 60_000;

/** Answers of a token's first request, also while it is under way. One that failed is forgotten: nothing was started. */
export function createOnce<T>(now: () => number = () => performance.now()): (token: string | undefined, start: () => Promise<T>) => Promise<T> {
  const known = new Map<string, { answer: Promise<T>; at: number }>();
  return async (token, start) => {
    if (token === undefined) return start();
    for (const [old, { at }] of known) if (now() - at > KEPT_MS) known.delete(old);
    const before = known.get(token);
    if (before !== undefined) return before.answer;
    const answer = start();
    known.set(token, { answer, at: now() });
    answer.catch(() => known.delete(token));
    return answer;
  };
}
