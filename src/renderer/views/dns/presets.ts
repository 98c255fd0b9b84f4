// Situations that people know, until the list of the domain is there.
import type { DnsScenario } from '../../../shared/domain/dns.ts';
import { FIRST_DRAFT } from './draft.ts';

export const DNS_PRESETS: readonly { id: 'one-dead'; title: string; why: string; scenario: DnsScenario }[] = [
  { id: 'one-dead', title: '', why: '', scenario: FIRST_DRAFT.scenario },
];
