// What a prediction warns of: what is deadly in the file, what is never asked, and what is not as the person may think.
import type { DnsScenario, DnsWarning, Resolver } from '../../shared/domain/dns.ts';
import { choiceOf, dangersOf } from './conf/index.ts';
import type { ScenarioInput } from './input.ts';
import type { ModelAnswer } from './models/types.ts';

export function warningsOf(scenario: DnsScenario, resolver: Resolver, { input, read }: ScenarioInput, answer: ModelAnswer): DnsWarning[] {
  const { settings } = input;
  const dangers = [...read.notes, ...dangersOf(settings, read.notes, scenario.api)].filter(({ verdict, code }) => verdict === 'dangerous' || code === 'attempts-uneven-musl');
  const warnings: DnsWarning[] = dangers.map(({ code, text, line }) => ({ code, text, line }));
  warnings.push(...neverAsked(scenario, input.servers.length));
  if (resolver === 'go') {
    const { resolver: takes, rule } = choiceOf(scenario, settings.version);
    if (takes === 'cgo') warnings.push({ code: 'cgo-takes-libc', text: `A Go program built with cgo asks libc here, not Go's resolver. ${rule}` });
  }
  if (settings.kind === 'musl' && differentNames(scenario) && settings.servers.length > 1)
    warnings.push({
      code: 'musl-first-answer-wins',
      text: 'The name servers know different names: musl asks all of them at once, and the first that says there is no such name is believed.',
    });
  const said = new Set(warnings.map(({ code }) => code));
  return [...warnings, ...answer.warnings.filter(({ code }) => !said.has(code))];
}

function neverAsked({ servers }: DnsScenario, count: number): DnsWarning[] {
  return servers.slice(count).map((_, index) => ({
    code: 'server-never-asked',
    text: `Server ${count + index + 1} is never asked: the resolver takes ${count === 1 ? 'one name server' : `${count} name servers`} from the file.`,
  }));
}

const differentNames = ({ servers }: DnsScenario): boolean =>
  new Set(servers.map(({ exists }) => (exists === null ? '' : JSON.stringify(exists.map((name) => name.toLowerCase()).sort())))).size > 1;
