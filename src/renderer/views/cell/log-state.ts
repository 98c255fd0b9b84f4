// Where a log stands in the address: `line` (120 or 120-140), `q`, and `how` it is searched: `r` a regular expression, `c` with case.
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'wouter';
import type { LogStream } from '../../../shared/api/views.ts';
import { linesText, parseLines, type LogAddress } from '../../ui/log/index.ts';

export function useLogAddress(): [LogAddress, (next: LogAddress, stream?: LogStream) => void] {
  const [params, setParams] = useSearchParams();
  const [line, q, how] = [params.get('line') ?? '', params.get('q') ?? '', params.get('how') ?? ''];
  const address = useMemo<LogAddress>(
    () => ({ lines: parseLines(line), query: { text: q.slice(0, 1_000), regex: how.includes('r'), matchCase: how.includes('c') } }),
    [line, q, how],
  );
  const set = useCallback(
    ({ lines, query }: LogAddress, stream?: LogStream) =>
      setParams(
        (before) => {
          const after = new URLSearchParams(before);
          const put = (name: string, value: string): void => (value === '' ? after.delete(name) : after.set(name, value));
          if (stream !== undefined) put('stream', stream);
          put('line', linesText(lines));
          put('q', query.text);
          put('how', `${query.regex ? 'r' : ''}${query.matchCase ? 'c' : ''}`);
          return after;
        },
        { replace: true },
      ),
    [setParams],
  );
  return [address, set];
}
