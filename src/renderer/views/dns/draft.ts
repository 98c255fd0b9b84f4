// What stands in the lab: a scenario, who reads it, what would be measured. As a value of an address and back. Pure.
import { z } from 'zod';
import type { ProcedureInput } from '../../../shared/api/contract.ts';
import { DNS_APIS, dnsScenarioSchema, dnsSubjectSchema, RESOLVERS, type DnsScenario } from '../../../shared/domain/dns.ts';

export type ResolverChoice = NonNullable<ProcedureInput<'dns.predict'>['resolvers'][number]>;

const draftSchema = z.object({
  scenario: dnsScenarioSchema,
  resolvers: z
    .array(z.object({ resolver: z.enum(RESOLVERS), version: z.string().max(100).nullable().default(null) }))
    .min(1)
    .max(20)
    .default(RESOLVERS.map((resolver) => ({ resolver, version: null }))),
  subjects: z
    .array(dnsSubjectSchema)
    .max(50)
    .default([
      { kind: 'lab', id: 'go' },
      { kind: 'lab', id: 'c-glibc' },
      { kind: 'lab', id: 'c-musl' },
    ]),
  rounds: z.number().int().min(1).max(100).default(1),
  budgetMs: z.number().int().min(1).max(86_400_000).nullable().default(5_000),
  failoverMs: z.number().int().min(0).max(86_400_000).nullable().default(1_000),
  latencyMs: z.number().int().min(0).max(60_000).default(0),
  loss: z.number().min(0).max(1).default(0),
  lossBudget: z.number().min(0).max(1).default(1),
});
export type Draft = z.output<typeof draftSchema>;

/** One of two servers is dead: what the lab opens with. */
export const FIRST_DRAFT: Draft = draftSchema.parse({
  scenario: {
    resolvConf: 'nameserver 10.0.0.53\nnameserver 10.0.1.53\nsearch svc.internal\noptions timeout:2 attempts:2 ndots:1\n',
    servers: [{ fault: 'silent' }, { fault: 'ok' }],
    name: 'db.internal',
  },
});

/** A draft of other things than what stands there. */
export const draftOf = (scenario: z.input<typeof dnsScenarioSchema>, rest: Partial<Draft> = {}): Draft => ({ ...draftSchema.parse({ scenario }), ...rest });

/** Without what is as it would be anyway: an address stays short. */
function brief(draft: Draft): unknown {
  const plain = draftSchema.parse({ scenario: { resolvConf: '' } });
  const { scenario, ...rest } = draft;
  return { scenario: changed(scenario, { ...plain.scenario, resolvConf: null }), ...changed(rest, plain) };
}

const changed = (value: object, from: object): Record<string, unknown> => {
  const before = new Map<string, unknown>(Object.entries(from));
  return Object.fromEntries(Object.entries(value).filter(([name, each]) => JSON.stringify(each) !== JSON.stringify(before.get(name))));
};

export const draftJson = (draft: Draft): string => JSON.stringify(brief(draft));

/** Null: it is none, or of another version. */
export function parseDraft(json: string): Draft | null {
  try {
    const found = draftSchema.safeParse(JSON.parse(json));
    return found.success ? found.data : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** base64url of its JSON: letters that every chat and terminal leaves as they are. */
export function encodeDraft(draft: Draft): string {
  const bytes = new TextEncoder().encode(draftJson(draft));
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** Null: cut off, changed on its way, or none. */
export function decodeDraft(text: string): Draft | null {
  if (!/^[\w-]+$/.test(text)) return null;
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    return parseDraft(new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(binary, (char) => char.charCodeAt(0))));
  } catch (error) {
    // atob and the decoder say so of what they can't read
    if (error instanceof DOMException || error instanceof TypeError) return null;
    throw error;
  }
}

/** Longer ones stay in the session: chats and proxies cut addresses. */
export const LONGEST_IN_ADDRESS = 4_000;

/** What the window's forms leave of a scenario that the workbench would refuse. */
export const isApi = (text: string): text is DnsScenario['api'] => DNS_APIS.some((api) => api === text);
