// `last/3` means another cell tomorrow: once it is known what it is, the address says that, so that it can be handed on as a link.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useUrlList } from '../../app/url-state.ts';

/** One item of the address, what it turned out to be, and the answers that were read under its old name. */
export interface Named {
  item: string;
  known: string;
  answers: readonly { from: readonly unknown[]; to: readonly unknown[] }[];
}

/** `named`: null while it is not known. */
export function useCanonicalAddress(named: readonly Named[] | null): void {
  const client = useQueryClient();
  const [, setItems] = useUrlList('with');
  const stale = named !== null && named.some(({ item, known }) => item !== known);
  useEffect(() => {
    if (named === null || !stale) return;
    // What was read is not read again.
    for (const { answers } of named) for (const { from, to } of answers) if (client.getQueryData(to) === undefined) client.setQueryData(to, client.getQueryData(from));
    setItems(named.map(({ known }) => known));
  }, [client, named, stale, setItems]);
}
