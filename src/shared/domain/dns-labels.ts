// What scenarios of one measurement are called: by what is not the same in all of them. Used by the command line and by reports.
import type { DnsScenario } from './dns.ts';

/** One for each scenario; empty where nothing tells them apart. Strangers' text: to be shown escaped. */
export function scenarioLabels(scenarios: readonly DnsScenario[]): string[] {
  const facts = scenarios.map(({ title, resolvConf, servers, name, api }): Record<string, string> => {
    const words = resolvConf.split('\n').map((line) => line.trim().split(/\s+/));
    const options = words.filter(([word]) => word === 'options').flatMap(([, ...rest]) => rest);
    const numbers = Object.fromEntries(options.map((option): [string, string] => (option.includes(':') ? [option.slice(0, option.indexOf(':')), option] : [option, option])));
    return {
      ...(title === '' ? {} : { title }),
      ...numbers,
      servers: `n=${words.filter(([word]) => word === 'nameserver').length}`,
      search: `search=${
        words
          .filter(([word]) => word === 'search')
          .at(-1)
          ?.slice(1).length ?? 0
      }`,
      faults: serverFaults(servers),
      name,
      api,
    };
  });
  const keys = [...new Set(facts.flatMap((each) => Object.keys(each)))];
  const varying = keys.filter((key) => new Set(facts.map((each) => each[key] ?? '')).size > 1);
  return facts.map((each) => varying.flatMap((key) => each[key] || []).join(' '));
}

/** `silent` where all servers do the same, else `1=silent 2=ok`. */
export const serverFaults = (servers: readonly { fault: string }[]): string =>
  new Set(servers.map(({ fault }) => fault)).size === 1 ? (servers[0]?.fault ?? '') : servers.map(({ fault }, index) => `${index + 1}=${fault}`).join(' ');
