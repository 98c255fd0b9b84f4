// The pictures of a measurement's report, from the geometry that the window draws too.
import { heat } from '../../../shared/charts/cells.ts';
import { distribution, spreadOf } from '../../../shared/charts/distribution.ts';
import { faultTable, timeRange } from '../../../shared/charts/fault-table.ts';
import { OUTCOME_SHAPES, shapeMarks, shapeOf, type OutcomeShape } from '../../../shared/charts/outcomes.ts';
import { disagreeMark, scatter, subjectMark } from '../../../shared/charts/scatter.ts';
import { line, rect } from '../../../shared/charts/scene.ts';
import { typeLook, waterfall, type WaterfallSet } from '../../../shared/charts/waterfall.ts';
import type { DnsExchange, DnsMeasurement, DnsSample } from '../../../shared/domain/dns.ts';
import { nearestOutcome, sampleWall, scatterPairs, type FaultRow, type Pair } from '../../../shared/domain/dns-pairs.ts';
import { withWaits } from '../../../shared/domain/dns-waits.ts';
import { shown } from '../../../shared/domain/text.ts';
import { counted, formatNs } from '../../../shared/domain/units.ts';
import { html, type Markup } from '../../report/html/markup.ts';
import { shade } from './style.ts';
import { sceneSvg, sign } from './svg.ts';
import { lanesOf, NEVER, RESULT, RESULT_SIGN, timeText } from './words.ts';

const WIDTH = 1060;
/** A picture of more is a block of colour; the JSON report holds all. */
const MOST_PACKETS = 3_000;
/** Rows of packets below a picture. */
const MOST_ROWS = 60;

const SHAPE: Record<OutcomeShape, string> = {
  answer: 'answer',
  empty: 'no such name, no record',
  error: 'error answer',
  timeout: 'time-out',
  unreachable: 'unreachable',
  truncated: 'truncated',
  unheard: 'nobody waited',
  never: 'never ends',
};

/** The packets of one sample above those that were predicted. */
export function waterfallFigure(measurement: DnsMeasurement, pair: Pair, sample: DnsSample, id: string): Markup {
  const scenario = measurement.scenarios[pair.scenario];
  const prediction = pair.agreement?.prediction ?? null;
  const predicted = prediction === null ? null : nearestOutcome(prediction.outcomes, sample);
  const set = (label: string, exchanges: readonly DnsExchange[], wallNs: number | null): WaterfallSet => ({
    label,
    exchanges: exchanges.slice(0, MOST_PACKETS).map((one) => ({ ...one, name: shown(one.name) })),
    wallNs,
    returned: wallNs === null ? `${label}: never returns` : `${label}: returns after ${formatNs(wallNs)}`,
  });
  const timeline = withWaits(sample);
  const sets = [set('measured', timeline, sampleWall(sample)), ...(predicted === null ? [] : [set('predicted', predicted.timeline, predicted.wallNs)])];
  const lanes = scenario === undefined ? [] : lanesOf(scenario, prediction).map(shown);
  const { scene } = waterfall({ sets, servers: lanes, width: WIDTH });
  const label = `Packets of ${pair.name} under ${pair.title}: ${counted(sample.packets, 'packet')}, ${sets.map(({ returned }) => returned).join('; ')}`;
  return html`<div class="figure">
    ${sceneSvg(scene, id, label)}
    <p class="legend">${waterfallLegend(sets)}</p>
    ${packetRows(timeline, lanes)}
  </div>`;
}

/** Only what occurs. */
function waterfallLegend(sets: readonly WaterfallSet[]): Markup[] {
  const all = sets.flatMap(({ exchanges }) => exchanges);
  const types = [...new Set(all.map(({ type }) => (type === 'A' || type === 'AAAA' ? type : 'other types')))].sort();
  const shapes = new Set(all.map(({ outcome, endNs }) => (endNs === null ? 'never' : shapeOf(outcome))));
  return [
    ...types.map((type) => {
      const { fill, paint } = typeLook(type);
      return sign([rect(0.5, 1.5, 17, 9, fill, { paint, width: 1 })], type);
    }),
    ...(all.some(({ protocol }) => protocol === 'tcp') ? [sign([rect(1, 2, 16, 8, null, { paint: 'text', width: 2 })], 'over TCP')] : []),
    ...OUTCOME_SHAPES.filter((shape) => shapes.has(shape)).map((shape) => sign(shapeMarks(shape, 6, 6, 4.5), SHAPE[shape], 12)),
    ...(sets.length > 1 ? [sign([rect(1, 2, 16, 8, { paint: 'panel' }, { paint: 'dim', width: 1.2, dash: [3, 2] })], 'predicted')] : []),
    sign([line([3, 0, 3, 12], { paint: 'text', width: 1.5 })], 'the call returns', 6),
  ];
}

/** The same packets in words. */
function packetRows(timeline: readonly DnsExchange[], lanes: readonly string[]): Markup {
  if (timeline.length === 0) return html`<p class="soft">No packet was sent.</p>`;
  const rows = [...timeline].sort((a, b) => a.tNs - b.tNs).slice(0, MOST_ROWS);
  return html`<details>
    <summary>${counted(timeline.length, 'packet')} as a table</summary>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th class="n">sent</th>
            <th class="n">ended</th>
            <th>to</th>
            <th>over</th>
            <th>type</th>
            <th>name</th>
            <th>outcome</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ tNs, endNs, server, protocol, type, name, outcome }) =>
              html`<tr>
                <td class="n">${formatNs(tNs)}</td>
                <td class="n">${endNs === undefined ? '' : timeText(endNs)}</td>
                <td>${lanes[server - 1] ?? `server ${server}`}</td>
                <td>${protocol}</td>
                <td>${type}</td>
                <td><code>${name}</code></td>
                <td>${outcome}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${timeline.length > rows.length ? html`<p class="soft">${timeline.length - rows.length} more are in the JSON report.</p>` : ''}
  </details>`;
}

/** Every fault against every subject; null where there is one set of faults only. */
export function faultFigure(rows: readonly FaultRow[]): Markup | null {
  const { faults, subjects, cell } = faultTable(rows);
  if (faults.length < 2) return null;
  const { leastNs, mostNs } = timeRange(rows);
  return html`<div class="scroll">
    <table class="faults">
      <thead>
        <tr>
          <th>fault</th>
          ${subjects.map((subject) => html`<th scope="col">${subject}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${faults.map(
          (fault) =>
            html`<tr>
              <th scope="row">${fault}</th>
              ${subjects.map((subject) => {
                const row = cell(fault, subject);
                if (row === null) return html`<td></td>`;
                const least = row.minNs ?? row.wallNs;
                const range =
                  least === row.wallNs || least === null || formatNs(least) === timeText(row.wallNs) ? timeText(row.wallNs) : `${formatNs(least)} … ${timeText(row.wallNs)}`;
                return html`<td style="${shade(heat(row.wallNs, leastNs, mostNs)).text}">
                  <b>${range}</b>${RESULT_SIGN[row.result]} ${RESULT[row.result]} · ${counted(row.packets, 'packet')}
                </td>`;
              })}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** Predicted against measured; null where hardly anything was predicted. */
export function scatterFigure(pairs: readonly Pair[]): Markup | null {
  const marks = scatterPairs(pairs);
  if (marks.length < 3) return null;
  const subjects = [...new Set(marks.map(({ subject }) => subject))];
  const { scene } = scatter(
    marks.map((mark) => ({ ...mark, subject: subjects.indexOf(mark.subject) })),
    { predicted: 'predicted', measured: 'measured', residual: 'measured − predicted', never: NEVER },
    760,
  );
  const agreed = marks.filter(({ agrees }) => agrees === true).length;
  return html`<div class="figure">
    ${sceneSvg(scene, 'scatter', `Predicted against measured: ${agreed} of ${marks.length} agree`)}
    <p class="legend">
      ${subjects.map((subject, index) => sign([subjectMark(index, 6, 6, 4, false)], subject, 12))}
      ${sign([rect(0, 2, 18, 8, { paint: 'green', opacity: 0.25 })], 'the same time: within 50 ms or 2 %')}
      ${marks.some(({ nondeterministic }) => nondeterministic) ? sign([subjectMark(3, 6, 6, 4, true, 'dim')], 'hollow: the model gives several outcomes', 12) : ''}
      ${marks.some(({ agrees }) => agrees === false) ? sign([disagreeMark(8, 6, 2.8)], 'framed: disagrees', 16) : ''}
    </p>
  </div>`;
}

const MOST_SAMPLES = 30;

/** Every lookup of what was looked up more than once; null: nothing was. */
export function distributionFigure(samples: readonly { label: string; wallNs: (number | null)[] }[]): Markup | null {
  if (samples.length === 0) return null;
  const rows = samples.slice(0, MOST_SAMPLES).map(({ label, wallNs }) => ({ label: shown(label), wallNs, summary: spreadText(wallNs) }));
  const { scene } = distribution(rows, NEVER, WIDTH);
  return html`<div class="figure">
    ${sceneSvg(scene, 'distribution', rows.map(({ label, summary }) => `${label}: ${summary}`).join('. '))}
    ${samples.length > MOST_SAMPLES ? html`<p class="soft">${samples.length - MOST_SAMPLES} more are in the JSON report.</p>` : ''}
  </div>`;
}

export function spreadText(wallNs: readonly (number | null)[]): string {
  const { count, never, minNs, medianNs, maxNs, modes } = spreadOf(wallNs);
  const end = never === 0 ? '' : ` · ${never} never returned`;
  if (minNs === null || medianNs === null || maxNs === null) return `${counted(count, 'lookup')}${end}`;
  const at =
    modes.length < 2
      ? ''
      : ` · at ${[...modes]
          .sort((a, b) => b.count - a.count)
          .slice(0, 5)
          .map((mode) => `${formatNs(mode.ns)} ×${mode.count}`)
          .join(', ')}`;
  return `${counted(count, 'lookup')} · fastest ${formatNs(minNs)}, median ${formatNs(medianNs)}, slowest ${formatNs(maxNs)}${at}${end}`;
}
