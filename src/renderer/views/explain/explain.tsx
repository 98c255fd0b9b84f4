// Anything that went wrong, given by hand: a log, a binary, an image, a trace, facts. Explained at once, with the lines that decide marked in the text itself.
import { useQuery } from '@tanstack/react-query';
import { Button } from '@mantine/core';
import { useCallback, useEffect, useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import { shown } from '../../../shared/domain/text.ts';
import { useApi } from '../../api/client.tsx';
import { useTakeDrops } from '../../app/drop-taker.ts';
import { putValue, useChangeQuery } from '../../app/url-state.ts';
import { commandLine } from '../../ui/command-line.ts';
import { CopyCommand } from '../../ui/copy.tsx';
import { Page } from '../../ui/page.tsx';
import { decidingLines } from '../findings/order.ts';
import css from './explain.module.css';
import { GiveEmpty, GivenBar } from './give.tsx';
import { commandOf, isNothing, NOTHING, requestOf, useGiven } from './given.ts';
import { givenPlaces } from './given-places.ts';
import { Result } from './result.tsx';
import { useTaking } from './take.ts';
import { TextPane } from './text-pane.tsx';

export function ExplainView(): ReactNode {
  const { t } = useTranslation('explain');
  const api = useApi();
  const { given, stamp, change } = useGiven();
  const taking = useTaking();
  useNamedInAddress();
  usePasted(taking.text);
  const { files } = taking;
  useTakeDrops(useMemo(() => ({ title: t('give.drop'), take: (data: DataTransfer) => void files([...data.files]) }), [files, t]));
  const nothing = isNothing(given);
  const explained = useQuery({
    queryKey: ['explain.given', stamp],
    queryFn: async ({ signal }) => api.call('explain.make', await requestOf(given), { signal }),
    enabled: !nothing,
  });
  const explain = explained.data ?? null;
  const [params] = useSearchParams();
  const look = given.log !== null && (params.get('look') !== 'trace' || given.trace === null) ? 'log' : 'trace';
  const source = look === 'log' ? given.log : given.trace;
  const deciding = useMemo(() => {
    // A pasted trace is read as a log.
    const of = look === 'log' || given.trace?.path === null ? 'log' : 'trace';
    const lines = decidingLines(
      { findings: explain?.findings ?? [], likely: explain?.findings.length === 0 ? explain.likely : [] },
      ({ source: from }) => from === of,
      t('likely.mark'),
    );
    return new Map([...lines].map(([line, said]) => [line, shown(said)]));
  }, [explain, look, given.trace, t]);
  const placeOf = useMemo(() => givenPlaces(given), [given]);
  return (
    <Page
      fill
      title={t('title')}
      actions={nothing ? undefined : <Button onClick={() => change(NOTHING)}>{t('give.clear')}</Button>}
      {...(nothing ? {} : { command: commandOf(given) })}
    >
      {nothing ? (
        <GiveEmpty taking={taking} />
      ) : (
        <>
          <GivenBar taking={taking} />
          <div className={css['split']} data-text={source !== null}>
            {source === null ? null : (
              <div className={css['text']}>
                <TextPane key={`${look} ${stamp}`} blob={source.blob} look={look} both={given.log !== null && given.trace !== null} deciding={explain === null ? null : deciding} />
              </div>
            )}
            <section className={css['result']} aria-label={t('text.result')} tabIndex={0}>
              <Result explain={explain} error={explained.error} retry={() => void explained.refetch()} placeOf={placeOf} />
              <CommandShown argv={commandOf(given)} />
            </section>
          </div>
        </>
      )}
    </Page>
  );
}

/** The same in a terminal. */
function CommandShown({ argv }: { argv: readonly string[] }): ReactNode {
  return (
    <p className={css['command']}>
      <CopyCommand argv={argv} icon />
      <code>{commandLine(argv)}</code>
    </p>
  );
}

/** A binary and an image can stand in the address, so that other views lead here with them; what is given stands there in turn. */
function useNamedInAddress(): void {
  const [params] = useSearchParams();
  const changeQuery = useChangeQuery();
  const { given, change } = useGiven();
  const [elf, image] = [params.get('elf'), params.get('image')];
  useEffect(() => {
    // Only what the view was opened with: afterwards the address follows what is given.
    if (elf !== null && elf !== useGiven.getState().given.elf?.path) change({ elf: { name: elf.slice(elf.lastIndexOf('/') + 1), path: elf, blob: null } });
    if (image !== null && image !== useGiven.getState().given.image) change({ image });
  }, []);
  const [path, ref] = [given.elf?.path ?? null, given.image];
  useEffect(() => {
    changeQuery((query) => {
      putValue(query, 'elf', path);
      putValue(query, 'image', ref);
    });
  }, [path, ref, changeQuery]);
}

/** What is pasted where nothing takes it is given. */
function usePasted(take: (text: string) => Promise<void>): void {
  const paste = useCallback(
    (event: ClipboardEvent) => {
      if (event.defaultPrevented || (event.target instanceof Element && event.target.closest('input, textarea') !== null)) return;
      const text = event.clipboardData?.getData('text/plain') ?? '';
      if (text === '') return;
      event.preventDefault();
      void take(text);
    },
    [take],
  );
  useEffect(() => {
    const until = new AbortController();
    document.addEventListener('paste', paste, { signal: until.signal });
    return () => until.abort();
  }, [paste]);
}
