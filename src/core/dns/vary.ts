// Every combination of a grid's axes as a scenario of its own: the text of resolv.conf is edited, so that a measurement and a prediction read the same file.
import { parseFault } from '../../shared/domain/dns-faults.ts';
import type { DnsScenario, DnsServer, DnsVary } from '../../shared/domain/dns.ts';
import { InputError } from '../../shared/domain/errors.ts';
import { shown } from '../../shared/domain/text.ts';
import { parseResolvConf, serverCount, withNameservers, withOptions, withSearch } from './conf/index.ts';

/** The values of one combination; what is not an axis is absent. */
export interface VaryPoint {
  timeout?: number;
  attempts?: number;
  servers?: number;
  search?: number;
  ndots?: number;
  faults?: string;
  options?: string;
}

export interface Varied {
  scenario: DnsScenario;
  point: VaryPoint;
}

/** More is no grid that anybody looks at. */
export const MOST_POINTS = 20_000;

const AXES = ['servers', 'search', 'ndots', 'timeout', 'attempts', 'options', 'faults'] as const;

/** How many combinations there are; 1 without axes. */
export const varyCount = (vary: DnsVary): number => AXES.reduce((product, axis) => product * (vary[axis]?.length ?? 1), 1);

/** The first axis changes slowest. Throws InputError for a fault that is none, and beyond {@link MOST_POINTS}. An axis without a value gives no scenario. */
export function varied(scenario: DnsScenario, vary: DnsVary): Varied[] {
  const count = varyCount(vary);
  if (count > MOST_POINTS)
    throw new InputError(`a grid of ${count} points is too large; expected at most ${MOST_POINTS}`, { input: 'vary', expected: `at most ${MOST_POINTS} points` });
  let all: Varied[] = [{ scenario, point: {} }];
  for (const axis of AXES) {
    const values = vary[axis];
    if (values === undefined) continue;
    all = all.flatMap((each) => {
      const change = changer(each.scenario, axis);
      return values.map((value): Varied => ({ scenario: change(value), point: { ...each.point, [axis]: value } }));
    });
  }
  return all;
}

/** One axis of one scenario: what is the same for all of its values is read once. */
function changer(scenario: DnsScenario, axis: (typeof AXES)[number]): (value: number | string) => DnsScenario {
  const count = axis === 'faults' ? Math.min(serverCount(scenario.resolvConf), 3) : 0;
  return (value) => changed(scenario, axis, value, count);
}

function changed(scenario: DnsScenario, axis: (typeof AXES)[number], value: number | string, count: number): DnsScenario {
  const { resolvConf } = scenario;
  const withText = (text: string): DnsScenario => ({ ...scenario, resolvConf: text });
  switch (axis) {
    case 'timeout':
    case 'attempts':
    case 'ndots':
      return withText(withOptions(resolvConf, { [axis]: Number(value) }));
    case 'options':
      return withText(
        withOptions(
          resolvConf,
          {},
          String(value)
            .split(/\s+/)
            .filter((word) => word !== ''),
        ),
      );
    case 'search':
      return withText(withSearch(resolvConf, domains(parseResolvConf(resolvConf).search, Number(value))));
    case 'servers':
      return withText(withNameservers(resolvConf, addresses(parseResolvConf(resolvConf).nameservers, Number(value))));
    case 'faults':
      return { ...scenario, servers: faultsOf(scenario.servers, String(value), count) };
  }
}

/** The first of the file; where it has fewer, made-up ones that nobody owns (RFC 2606). */
const domains = (given: readonly string[], count: number): string[] => Array.from({ length: count }, (_, index) => given[index] ?? `s${index + 1}.example`);

/** The first of the file; where it has fewer, those for documentation (RFC 5737). */
function addresses(given: readonly string[], count: number): string[] {
  const spare = Array.from({ length: count + given.length }, (_, index) => `192.0.2.${index + 1}`).filter((address) => !given.includes(address));
  return Array.from({ length: count }, (_, index) => given[index] ?? spare[index - given.length] ?? '192.0.2.53');
}

/** `silent` for all servers, or `1=silent 2=ok`: those that are not named keep theirs. */
function faultsOf(servers: readonly DnsServer[], text: string, count: number): DnsServer[] {
  const words = text.trim().split(/\s+/);
  const single = words.every((word) => /^[1-3]=/.test(word)) ? new Map<number, string>() : null;
  if (single === null) parseFault(text);
  else
    for (const word of words) {
      const index = Number(word.slice(0, 1));
      if (single.has(index)) throw new InputError(`"${shown(text)}" names server ${index} twice; expected each server once`, { input: text, expected: '1=FAULT 2=FAULT' });
      parseFault(word.slice(2));
      single.set(index, word.slice(2));
    }
  const length = Math.max(count, servers.length, ...(single?.keys() ?? []));
  return Array.from({ length }, (_, index) => ({
    exists: servers[index]?.exists ?? null,
    fault: single === null ? text.trim() : (single.get(index + 1) ?? servers[index]?.fault ?? 'ok'),
  }));
}
