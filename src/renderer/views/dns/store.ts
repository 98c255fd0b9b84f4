// The draft of the lab while the window is open: in the address where it is short enough, always in the session, so that a reload and a look elsewhere keep it.
import { useEffect, useState } from 'react';
import { useSearchParams } from 'wouter';
import { create } from 'zustand';
import type { DnsScenario } from '../../../shared/domain/dns.ts';
import { putValue, useChangeQuery } from '../../app/url-state.ts';
import { decodeDraft, draftJson, encodeDraft, FIRST_DRAFT, LONGEST_IN_ADDRESS, parseDraft, type Draft } from './draft.ts';

const STORED = 'cgoscope.dns.draft';

interface DraftStore {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  scenario: (part: Partial<DnsScenario>) => void;
}

/** What this window last put into the address, or took from it. */
let written: string | null = null;

export const useDraft = create<DraftStore>((set) => ({
  draft: parseDraft(storage()?.getItem(STORED) ?? '') ?? FIRST_DRAFT,
  change: (part) => set(({ draft }) => ({ draft: { ...draft, ...part } })),
  scenario: (part) => set(({ draft }) => ({ draft: { ...draft, scenario: { ...draft.scenario, ...part } } })),
}));

/** None in tests of plain logic. */
function storage(): Storage | null {
  return typeof sessionStorage === 'undefined' ? null : sessionStorage;
}

const WRITE_MS = 250;

/** Address and session follow the draft a moment after the last change; an address that says something else (a link, a way back) becomes the draft. */
export function useDraftInAddress(): void {
  const [params] = useSearchParams();
  const changeQuery = useChangeQuery();
  const draft = useDraft((state) => state.draft);
  const said = params.get('s');
  // What the view is opened with is there before anything is asked about what stood there before.
  useState(() => take(said));
  useEffect(() => {
    take(said);
  }, [said]);
  useEffect(() => {
    const timer = setTimeout(() => {
      const json = draftJson(draft);
      try {
        storage()?.setItem(STORED, json);
      } catch (error) {
        // A session that is full keeps what it has; the draft is still in the window.
        if (!(error instanceof DOMException)) throw error;
      }
      const text = encodeDraft(draft);
      const next = text.length > LONGEST_IN_ADDRESS || draft === FIRST_DRAFT ? null : text;
      written = next;
      changeQuery((query) => putValue(query, 's', next));
    }, WRITE_MS);
    return () => clearTimeout(timer);
  }, [draft, changeQuery]);
}

/** A text that is no draft (cut off on its way) changes nothing. */
function take(said: string | null): void {
  if (said === null || said === written) return;
  written = said;
  const given = decodeDraft(said);
  if (given !== null) useDraft.setState({ draft: given });
}
