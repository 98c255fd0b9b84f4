// The report of a measurement as one HTML file: no script, no network. What happened first, then the packets, then everything that it stands on.
import { tookText } from '../../../shared/domain/summary.ts';
import type { DnsMeasurement, DnsSample } from '../../../shared/domain/dns.ts';
import { distributionOf, faultRows, pairsOf, type Pair } from '../../../shared/domain/dns-pairs.ts';
import { shown, shownLines } from '../../../shared/domain/text.ts';
import { counted, formatNs } from '../../../shared/domain/units.ts';
import { html, lines, type Markup } from '../../report/html/markup.ts';
import { page, reportHead } from '../../report/html/page.ts';
import { redactedText } from '../../report/markdown.ts';
import { distributionFigure, faultFigure, scatterFigure, waterfallFigure } from './figures.ts';
import { CHART_STYLE, PATTERNS } from './style.ts';
import type { DnsReportInput } from './types.ts';
import { lookupText, nameOf, pairWords, reproduceLines, serverLines, slowestOf, verdict } from './words.ts';

const MOST_ROWS = 2_000;
const MOST_WATERFALLS = 16;
const MOST_SCENARIOS = 40;

export function renderDnsHtml({ measurement, redacted }: DnsReportInput): string {
  const pairs = pairsOf(measurement);
  const name = nameOf(measurement);
  const took = tookText(measurement);
  const faults = faultFigure(faultRows(measurement, pairs));
  const scatter = scatterFigure(pairs);
  const distribution = distributionFigure(distributionOf(pairs));
  const meta: [string, Markup][] = [
    ['Measurement', html`<code>${measurement.id}</code>${measurement.state === 'done' ? '' : ` (${measurement.state})`}`],
    ['Looked up', html`${[...new Set(measurement.scenarios.map(lookupText))].slice(0, 5).map((text) => html`<code>${text}</code> `)}`],
    ['Started', html`${measurement.startedAt}${took === null ? ', not ended' : `, took ${took}`}`],
    [
      'Engine',
      html`${measurement.endpoint}${measurement.engine === null ? '' : `: Docker ${measurement.engine.version}, ${measurement.engine.platform}, kernel ${measurement.engine.kernel}, ${counted(measurement.engine.cpus, 'CPU')}`}`,
    ],
  ];
  const body = html`<main>
    ${PATTERNS}
    ${reportHead({
      kind: 'Cgoscope DNS lab report',
      name,
      verdict: verdict(measurement, pairs),
      counts: [
        html`<b>${measurement.scenarios.length}</b>${measurement.scenarios.length === 1 ? 'scenario' : 'scenarios'}`,
        html`<b>${measurement.subjects.length}</b>${measurement.subjects.length === 1 ? 'subject' : 'subjects'}`,
        html`<b>${measurement.samples.length}</b>of ${counted(measurement.planned, 'sample')}`,
      ],
      meta,
    })}
    <h2 id="pairs">Measured and predicted</h2>
    ${pairTable(measurement, pairs)}
    ${
      faults === null
        ? ''
        : html`<h2 id="faults">Every fault</h2>
            ${faults}`
    }
    <h2 id="packets">Packets over time</h2>
    ${waterfalls(measurement, pairs)}
    ${
      scatter === null
        ? ''
        : html`<h2 id="scatter">Predicted against measured</h2>
            ${scatter}`
    }
    ${
      distribution === null
        ? ''
        : html`<h2 id="distribution">Every lookup</h2>
            ${distribution}`
    }
    <h2 id="ran">Who really ran</h2>
    ${whoRan(measurement, pairs)}
    <h2 id="scenarios">${measurement.scenarios.length === 1 ? 'Scenario' : 'Scenarios'}</h2>
    ${scenarios(measurement, pairs)}
    <h2 id="trust">Can the times be trusted</h2>
    ${calibration(measurement)}
    ${
      measurement.notes.length === 0
        ? ''
        : html`<h2 id="notes">Notes</h2>
            <ul>
              ${measurement.notes.map((note) => html`<li>${note}</li>`)}
            </ul>`
    }
    <h2 id="reproduce">Measure it again</h2>
    <pre>${lines(reproduceLines(measurement).flatMap(shownLines))}</pre>
    <p class="soft">For bash or zsh: <code>&lt;(…)</code> hands the text of a file on.</p>
    <h2 id="redacted">What was redacted</h2>
    <p>${redactedText(redacted, shown)}</p>
    <footer>Made by Cgoscope from what it measured. Text of programs and files is shown with its control characters escaped.</footer>
  </main>`;
  return page(`${name}: what the lookup costs (Cgoscope DNS lab report)`, body, CHART_STYLE);
}

const subjectOf = (measurement: DnsMeasurement, pair: Pair): Markup => {
  const version = measurement.subjects[pair.subject]?.version ?? null;
  return html`<code>${pair.name}</code>${version === null ? '' : html` <small>${version}</small>`}`;
};

function pairTable(measurement: DnsMeasurement, pairs: readonly Pair[]): Markup {
  const several = measurement.scenarios.length > 1;
  const why = [...new Set(pairs.flatMap(({ agreement }) => (agreement === null || agreement.why === null ? [] : [agreement.why])))];
  return html`<div class="scroll">
      <table>
        <thead>
          <tr>
            ${several ? html`<th>scenario</th>` : ''}
            <th>subject</th>
            <th class="n">measured</th>
            <th class="n">predicted</th>
            <th class="n">packets</th>
            <th class="n">predicted</th>
            <th>result</th>
            <th>as predicted</th>
            <th>ran</th>
          </tr>
        </thead>
        <tbody>
          ${pairs.slice(0, MOST_ROWS).map((pair) => {
            const words = pairWords(pair);
            return html`<tr>
              ${several ? html`<td>${pair.title}</td>` : ''}
              <td class="nowrap">${subjectOf(measurement, pair)}</td>
              <td class="n"><b>${words.measured}</b></td>
              <td class="n">${words.predicted}</td>
              <td class="n">${words.packets}</td>
              <td class="n">${words.predictedPackets}</td>
              <td class="nowrap">${words.result}</td>
              <td>${words.agrees === 'NO' ? html`<span class="diff-no">✗ no</span>` : words.agrees === 'yes' ? '✓ yes' : words.agrees}</td>
              <td>${words.ran}</td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>
    ${pairs.length > MOST_ROWS ? html`<p class="soft">${pairs.length - MOST_ROWS} more pairs are in the JSON report.</p>` : ''}
    <p class="legend">Times are of the call itself; packets are queries that arrived at a name server of the lab. As predicted: as many packets, and within 50 ms or 2 %.</p>
    ${why.map((text) => html`<p class="soft">Not predicted: ${text}</p>`)}`;
}

/** The pairs that one looks at first: those that are not as predicted, then the slowest of each subject, then what there is. */
function chosenPairs(pairs: readonly Pair[], most: number): Pair[] {
  const withPackets = pairs.filter(({ samples }) => samples.some(({ state }) => state === 'done'));
  if (withPackets.length <= most) return withPackets;
  const slow = (pair: Pair): number => {
    const ns = slowestOf(pair);
    return ns === null ? Number.POSITIVE_INFINITY : (ns ?? -1);
  };
  const slowest = [...Map.groupBy(withPackets, ({ subject }) => subject).values()].flatMap((own) => [...own].sort((a, b) => slow(b) - slow(a)).slice(0, 1));
  const chosen = new Set([...withPackets.filter(({ agreement }) => agreement?.agrees === false), ...slowest, ...withPackets].slice(0, most * 50));
  return withPackets.filter((pair) => [...chosen].slice(0, most).includes(pair));
}

/** The slowest sample of a pair: what one has to be ready for. */
const slowestSample = ({ samples, wallNs }: Pair): DnsSample | null => {
  const done = samples.filter(({ state }) => state === 'done');
  const never = wallNs.indexOf(null);
  const at = never >= 0 ? never : wallNs.reduce<number>((best, ns, index) => ((ns ?? 0) > (wallNs[best] ?? 0) ? index : best), 0);
  return done[at] ?? null;
};

function waterfalls(measurement: DnsMeasurement, pairs: readonly Pair[]): Markup {
  const chosen = chosenPairs(pairs, MOST_WATERFALLS);
  const all = pairs.filter(({ samples }) => samples.some(({ state }) => state === 'done')).length;
  if (chosen.length === 0) return html`<p class="soft">Nothing was measured to its end.</p>`;
  return html`${chosen.map((pair, index) => {
    const sample = slowestSample(pair);
    return sample === null
      ? ''
      : html`<h3>
            ${subjectOf(measurement, pair)}${measurement.scenarios.length > 1 ? html` <small>${pair.title}</small>` : ''}${pair.samples.length > 1 ? html` <small>the slowest of ${pair.samples.length} samples</small>` : ''}
          </h3>
          ${waterfallFigure(measurement, pair, sample, `w${index}`)}`;
  })}
  ${all > chosen.length ? html`<p class="soft">Shown are those that are not as predicted and the slowest of each subject; ${all - chosen.length} more are in the JSON report.</p>` : ''}`;
}

function whoRan(measurement: DnsMeasurement, pairs: readonly Pair[]): Markup {
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          <th>subject</th>
          <th>meant to run</th>
          <th>ran</th>
          <th>proof</th>
          <th>built from</th>
        </tr>
      </thead>
      <tbody>
        ${measurement.subjects.map(({ name, resolver, version, origin }, subject) => {
          const samples = pairs.filter((pair) => pair.subject === subject).flatMap((pair) => pair.samples.filter(({ state }) => state === 'done'));
          const ran = [...Map.groupBy(samples, (sample) => sample.resolver.ran)].map(
            ([who, own]) => `${who}${own.length === samples.length ? '' : ` in ${own.length} of ${samples.length} samples`}`,
          );
          const proof = [...new Set(samples.flatMap((sample) => sample.resolver.proof))];
          return html`<tr>
            <td class="nowrap"><code>${name}</code></td>
            <td>${resolver === null ? 'not known before' : resolver}${version === null ? '' : ` ${version}`}</td>
            <td>${ran.length === 0 ? '–' : html`<b>${ran.join(', ')}</b>`}</td>
            <td class="wrap">${proof.slice(0, 4).map((text) => html`<div>${text}</div>`)}${proof.length > 4 ? html`<div class="soft">and ${proof.length - 4} more</div>` : ''}</td>
            <td class="wrap">${origin}</td>
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}

function scenarios(measurement: DnsMeasurement, pairs: readonly Pair[]): Markup {
  const one = measurement.scenarios.length === 1;
  const parts = measurement.scenarios.slice(0, MOST_SCENARIOS).map((scenario, index) => {
    const title = pairs.find((pair) => pair.scenario === index)?.title ?? `#${index + 1}`;
    const servers = serverLines(scenario);
    const files = [
      { file: '/etc/resolv.conf', text: scenario.resolvConf },
      { file: '/etc/nsswitch.conf', text: scenario.nsswitch },
      { file: '/etc/hosts', text: scenario.hosts },
      {
        file: 'environment',
        text:
          Object.entries(scenario.env).length === 0
            ? null
            : Object.entries(scenario.env)
                .map(([key, value]) => `${key}=${value}`)
                .join('\n'),
      },
    ];
    const inside = html`<p>Looked up: <code>${lookupText(scenario)}</code></p>
      ${files.map(({ file, text }) =>
        text === null
          ? ''
          : html`<h3>${file}</h3>
              <pre>${text === '' ? html`<span class="soft">empty</span>` : lines(shownLines(text.replace(/\n$/, '').slice(0, 20_000)))}</pre>`,
      )}
      ${
        servers.length === 0
          ? html`<p class="soft">Every name server answers as it should.</p>`
          : html`<h3>Name servers</h3>
              <div class="scroll">
                <table>
                  <thead>
                    <tr>
                      <th class="n">server</th>
                      <th>fault</th>
                      <th>over UDP</th>
                      <th>over TCP</th>
                      <th>knows</th>
                    </tr>
                  </thead>
                  <tbody>
                    ${servers.map(
                      ({ server, fault, udp, tcp, knows }) =>
                        html`<tr>
                          <td class="n">${server}</td>
                          <td><code>${fault}</code></td>
                          <td>${udp}</td>
                          <td>${tcp}</td>
                          <td class="wrap">${knows}</td>
                        </tr>`,
                    )}
                  </tbody>
                </table>
              </div>`
      }`;
    return one
      ? inside
      : html`<details>
          <summary>${title}</summary>
          <div>${inside}</div>
        </details>`;
  });
  const more = measurement.scenarios.length - parts.length;
  return html`${parts}${more > 0 ? html`<p class="soft">${more} more are in the JSON report.</p>` : ''}`;
}

function calibration({ calibration: known, timesNs }: DnsMeasurement): Markup {
  const times = [
    ...(timesNs.prepare === null ? [] : [`the lab was ready after ${formatNs(timesNs.prepare)}`]),
    ...(timesNs.longest === null ? [] : [`the longest sample took ${formatNs(timesNs.longest)}`]),
    ...(timesNs.whole === null ? [] : [`all in all ${formatNs(timesNs.whole)}`]),
  ].join(', ');
  if (known === null) return html`<p class="soft">No known delay was measured along.${times === '' ? '' : ` ${times}.`}</p>`;
  return html`<p>${known.overloaded ? html`<span class="diff-no">✗</span> ` : '✓ '}${known.text}</p>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th class="n">known delay</th>
            <th class="n">measured</th>
            <th class="n">least</th>
            <th class="n">most</th>
          </tr>
        </thead>
        <tbody>
          ${known.delays.map(
            ({ expectedNs, measuredNs }) =>
              html`<tr>
                <td class="n">${formatNs(expectedNs)}</td>
                <td class="n">${measuredNs.length} times</td>
                <td class="n">${measuredNs.length === 0 ? '–' : formatNs(measuredNs.reduce((least, ns) => Math.min(least, ns)))}</td>
                <td class="n">${measuredNs.length === 0 ? '–' : formatNs(measuredNs.reduce((most, ns) => Math.max(most, ns)))}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <p class="soft">
      Timers of the lab fired late by ${formatNs(known.lagNs.p50)} (median), ${formatNs(known.lagNs.p99)} (99 of 100), ${formatNs(known.lagNs.max)} at
      most${times === '' ? '' : `; ${times}`}.
    </p>`;
}
