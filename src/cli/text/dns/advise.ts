// Advice for people: now beside recommended, the diff, why, what else there is to choose from, what to beware of.
import type { DnsAdvice } from '../../../shared/domain/dns.ts';
import { shown } from '../../../shared/domain/text.ts';
import { counted } from '../../../shared/domain/units.ts';
import type { Paint } from '../paint.ts';
import { table, type TableCell } from '../table.ts';
import { wrapped } from '../wrap.ts';

const NAMES: Record<string, string> = { go: 'Go', glibc: 'glibc', musl: 'musl' };

export function adviceLines(advice: DnsAdvice, paint: Paint, columns: number | undefined): string[] {
  const { recommendation, now, impossible } = advice;
  const paragraph = (sign: string, text: string): string[] =>
    wrapped(`${sign} ${shown(text)}`, columns, '    ').map((line, index) => (index === 0 ? `  ${line.trimStart()}` : line));
  const lines = [paint.bold(headline(advice)), '', ...comparison(advice, paint, columns)];
  if (now.why.length > 0) lines.push('', ...now.why.flatMap((text) => paragraph('-', text)));
  if (recommendation !== null && recommendation.diff !== '') {
    lines.push('', ...diffLines(recommendation.diff, paint));
    for (const { line, before, after, reason } of recommendation.edits) {
      const where = line === null ? 'new' : `line ${line}${after === null ? ', removed' : ''}`;
      lines.push('', `  ${paint.dim(`${where}:`)} ${shown((after ?? before ?? '').trim())}`, ...wrapped(shown(reason), columns, '    '));
    }
  }
  if (impossible.length > 0) lines.push('', 'What would have to change:', ...impossible.flatMap((text) => paragraph('-', text)));
  lines.push(...frontLines(advice, paint, columns), ...proofLines(advice, paint, columns));
  if (advice.warnings.length > 0) lines.push('');
  for (const { text, line } of advice.warnings) {
    const [first = '', ...rest] = wrapped(`${typeof line === 'number' ? `line ${line}: ` : ''}${shown(text)}`, columns, '    ');
    lines.push(`${paint.yellow('  !')} ${first.trimStart()}`, ...rest);
  }
  return lines;
}

function headline({ now, recommendation }: DnsAdvice): string {
  if (recommendation === null) return 'No setting of this file meets the budget.';
  if (recommendation.diff === '') return 'The file meets the budget as it is.';
  const count = recommendation.edits.length;
  return now.meets ? `The budget is met; ${counted(count, 'line')} should change so that all read the file alike.` : `${counted(count, 'line')} to change.`;
}

const time = (ns: number | null): string => (ns === null ? 'never returns' : `${Number((ns / 1e9).toFixed(2))} s`);
const failover = (ns: number | null): string => (ns === null ? '-' : time(ns));
/** With as many nines as there are, up to nine places. */
const share = (value: number): string => {
  const rest = 1 - value;
  if (rest <= 1e-11) return '100 %';
  return `${Number((value * 100).toFixed(rest >= 1 ? 0 : Math.min(9, Math.max(1, Math.ceil(-Math.log10(rest * 100)) + 1))))} %`;
};

function comparison({ now, recommendation, budget, resolvers }: DnsAdvice, paint: Paint, columns: number | undefined): string[] {
  const row = (title: string, was: string, is: string | null, limit: string): (TableCell | string)[] => [title, was, ...(recommendation === null ? [] : [is ?? '']), limit];
  const perResolverThen = (kind: string): string => (recommendation?.perResolver === undefined ? '' : time(recommendation.perResolver[kind] ?? null));
  const rows = [
    row('all name servers silent', time(now.worstNs), recommendation === null ? null : time(recommendation.worstNs), budget.totalNs === null ? '' : time(budget.totalNs)),
    ...(resolvers.length < 2 ? [] : resolvers.map((kind) => row(`  ${NAMES[kind] ?? kind}`, time(now.perResolver[kind] ?? null), perResolverThen(kind), ''))),
    row(
      'one name server silent',
      failover(now.failoverNs),
      recommendation === null ? null : failover(recommendation.failoverNs),
      budget.failoverNs === null ? '' : failover(budget.failoverNs),
    ),
    row(`survives ${share(budget.loss)} of lost packets`, share(now.lossSurvival), recommendation === null ? null : share(recommendation.lossSurvival), ''),
  ];
  const right = { align: 'right' } as const;
  return table([{ title: '' }, { title: 'now', ...right }, ...(recommendation === null ? [] : [{ title: 'then', ...right }]), { title: 'budget', ...right }], rows, {
    columns,
    indent: '  ',
    head: paint.dim,
  });
}

function diffLines(diff: string, paint: Paint): string[] {
  const colour = (line: string): ((text: string) => string) =>
    line.startsWith('---') || line.startsWith('+++') || line.startsWith('@@') ? paint.dim : line.startsWith('+') ? paint.green : line.startsWith('-') ? paint.red : (text) => text;
  return diff
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => `  ${colour(line)(shown(line))}`);
}

const MOST_FRONT = 8;

function frontLines({ front, budget }: DnsAdvice, paint: Paint, columns: number | undefined): string[] {
  if (front.length === 0) return [];
  const right = { align: 'right' } as const;
  const rows = front
    .slice(0, MOST_FRONT)
    .map((point): (TableCell | string)[] => [
      { text: point.meets ? 'meets' : '', paint: paint.green },
      `timeout:${point.timeout} attempts:${point.attempts}${point.options.length === 0 ? '' : ` ${point.options.join(' ')}`}`,
      String(point.servers),
      String(point.search),
      String(point.ndots),
      time(point.worstNs),
      failover(point.failoverNs),
      share(point.lossSurvival),
      String(point.packets),
    ]);
  const titles = table(
    [
      { title: '' },
      { title: 'options' },
      { title: 'servers', ...right },
      { title: 'search', ...right },
      { title: 'ndots', ...right },
      { title: 'all silent', ...right },
      { title: 'one silent', ...right },
      { title: `at ${share(budget.loss)} loss`, ...right },
      { title: 'packets', ...right },
    ],
    rows,
    { columns, indent: '  ', head: paint.dim },
  );
  return [
    '',
    'Settings that no other beats in both time and loss:',
    ...titles,
    ...(front.length > MOST_FRONT ? [paint.dim(`  … ${counted(front.length - MOST_FRONT, 'more')}, with --json`)] : []),
  ];
}

function proofLines({ proof }: DnsAdvice, paint: Paint, columns: number | undefined): string[] {
  if (proof === null) return [];
  const rows = proof.rows.map(({ title, subject, text }): (TableCell | string)[] => [shown(subject), shown(title), shown(text)]);
  return [
    '',
    `${proof.proven ? paint.green('Proven') : paint.red('Not proven')} by measuring: ${shown(proof.before)} before, ${shown(proof.after)} after.`,
    ...table([{ title: '' }, { title: '', shrink: { min: 16 } }, { title: '' }], rows, { columns, indent: '  ' }),
  ];
}
