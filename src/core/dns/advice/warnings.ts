// What is deadly in the file as it stands, whatever the budget.
import type { DnsWarning } from '../../../shared/domain/dns.ts';
import { dangersOf } from '../conf/index.ts';
import type { Reader } from './readers.ts';
import type { AdviceRequest } from './request.ts';
import { named } from './words.ts';

export function warningsOf({ scenario, failoverNs }: AdviceRequest, readers: readonly Reader[]): DnsWarning[] {
  const warnings: DnsWarning[] = [];
  const say = (code: string, text: string, line: number | null = null): void => {
    if (!warnings.some((each) => each.code === code && each.text === text)) warnings.push({ code, text, line });
  };
  for (const { kind, read, settings, pinned } of readers) {
    for (const { code, text, line, verdict } of [...read.notes, ...dangersOf(settings, read.notes, scenario.api)])
      if (verdict === 'dangerous' || code === 'attempts-uneven-musl') say(code, text, line);
    if (kind === 'glibc')
      say(
        'tcp-dropped-glibc',
        'glibc has no time-out for TCP: port 53 over TCP must be open or refused, never dropped; one truncated answer is enough for a lookup that never ends.',
      );
    if (pinned.size > 0) say('environment-decides', `The environment decides ${[...pinned].join(', ')} for ${named(kind)}: no edit of the file changes that.`);
  }
  if (failoverNs !== null && readers.every(({ settings }) => settings.servers.length < 2))
    say('nothing-to-fail-over-to', 'There is one name server: when it is dead no lookup succeeds, however long it waits.');
  return warnings;
}
