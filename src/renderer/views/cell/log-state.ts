// Where a log stands in the address: `line` (120 or 120-140), `q`, and `how` it is searched: `r` a regular expression, `c` with case.
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'wouter';
import { putValue, useChangeQuery } from '../../app/url-state.ts';
import type { LogStream } from '../../../shared/api/views.ts';
import { linesText, parseLines, type LogAddress } from '../../ui/log/index.ts';

export function useLogAddress(): [LogAddress, (next: LogAddress, stream?: LogStream) => void] {
  const [params] = useSearchParams();
  const changeQuery = useChangeQuery();
  const [line, q, how] = [params.get('line') ?? '', params.get('q') ?? '', params.get('how') ?? ''];
  const address = useMemo<LogAddress>(
    () => ({ lines: parseLines(line), query: { text: q.slice(0, 1_000), regex: how.includes('r'), matchCase: how.includes('c') } }),
    [line, q, how],
  );
  const set = useCallback(
    ({ lines, query }: LogAddress, stream?: LogStream) =>
      changeQuery((values) => {
        if (stream !== undefined) putValue(values, 'stream', stream);
        putValue(values, 'line', linesText(lines));
        putValue(values, 'q', query.text);
        putValue(values, 'how', `${query.regex ? 'r' : ''}${query.matchCase ? 'c' : ''}`);
      }),
    [changeQuery],
  );
  return [address, set];
}
