// The report as one HTML file: no script, no network, no font of its own. The grid first, then why cells are red, then everything else.
import { runRequestSchema } from '../../shared/api/contract.ts';
import { NONE } from '../../shared/domain/axes.ts';
import { changeText } from '../../shared/domain/change-text.ts';
import { elfFacts, traceFacts, type NamedFact } from '../../shared/domain/describe.ts';
import type { Difference, Show } from '../../shared/domain/documents.ts';
import type { ProofDocument } from '../../shared/domain/explain.ts';
import { gridOf } from '../../shared/domain/grid.ts';
import { colourOf, outcomeText, type Cell } from '../../shared/domain/run.ts';
import { cellLabel, cellTimeNs, commonAxes, countColours, judgementText, linkageBroken, MARK_LEGEND, marksOf, SIGN, tookText, varyingAxes } from '../../shared/domain/summary.ts';
import { foldReproduce } from '../../shared/domain/reproduce.ts';
import { shown } from '../../shared/domain/text.ts';
import { counted, formatBytes, formatNs } from '../../shared/domain/units.ts';
import { excerpts, failingLines } from './excerpt.ts';
import { findingsSection } from './html/findings.ts';
import { tracedSection } from './html/traced.ts';
import { factValue } from './html/value.ts';
import { html, lines, type Markup } from './html/markup.ts';
import { page, reportHead } from './html/page.ts';
import { redactedText } from './markdown.ts';
import type { ReportInput } from './types.ts';

const FAILING_LINES = 24;
const DIFFERENCES = 14;
/** Log lines of each stream in a cell's own section, fewer where there are many cells: a report has to open from a mail. */
const logLines = (cells: number): number => (cells <= 40 ? 200 : cells <= 200 ? 60 : 20);

type Vary = ReturnType<typeof varyingAxes>;

export function renderHtml(input: ReportInput): string {
  const { run, shows, environment, redacted, proofs = [] } = input;
  const vary = varyingAxes(run.cells);
  const counts = countColours(run.cells);
  const red = shows.filter((show) => show.cell.green === false);
  const name =
    run.project.path
      .split('/')
      .filter((part) => part !== '')
      .at(-1) ?? run.project.path;
  const took = tookText(run);
  const meta: [string, Markup][] = [
    ['Project', html`<code>${run.project.path}</code>`],
    ['Sources', html`<code>${run.project.treeHash}</code>`],
    ['Run', html`<code>${run.id}</code>${run.state === 'done' ? '' : ` (${run.state})`}${run.origin === 'local' ? '' : `, imported from ${run.origin}`}`],
    ['Started', html`${run.startedAt}${took === null ? ', not ended' : `, took ${took}`}`],
    ['Engine', html`${run.endpoint}`],
    ...changeOf(run.request).map((line): [string, Markup] => ['Changed for this run', html`<code>${line}</code>`]),
    ...commonAxes(run.cells).map(([axis, value]): [string, Markup] => [`Every cell: ${axis}`, html`<code>${value}</code>`]),
  ];
  const body = html`<main>
    ${reportHead({
      kind: 'Cgoscope build matrix report',
      name,
      verdict: verdict(input),
      counts: [
        html`<b>${counts.cells}</b>${counts.cells === 1 ? 'cell' : 'cells'}`,
        html`<b class="tag green">✓ ${counts.green}</b>green`,
        html`<b class="tag red">✗ ${counts.red}</b>red`,
        html`<b class="tag">○ ${counts.grey}</b>grey: neither`,
      ],
      meta,
    })}
    <h2 id="matrix">Matrix</h2>
    ${grid(run.cells)} ${legend(run.cells)}
    <h2 id="red">Why red</h2>
    ${red.length === 0 ? html`<p>No cell is red: every cell that ran ended as expected.</p>` : red.map((show) => whyRed(show, vary, proofs))} ${expectedFailures(run.cells, vary)}
    <h2 id="cells">All cells</h2>
    ${cellTable(run.cells, vary)}
    <h2 id="evidence">Evidence of each cell</h2>
    ${shows.map((show) => cellSection(show, vary, logLines(shows.length), proofs))} ${images(run.cells)}
    <h2 id="environment">Environment</h2>
    ${
      Object.keys(environment).length === 0
        ? html`<p class="soft">Nothing was recorded.</p>`
        : html`<div class="scroll">
            <table>
              <tbody>
                ${Object.entries(environment).map(
                  ([key, value]) =>
                    html`<tr>
                      <td class="nowrap">${key}</td>
                      <td class="wrap"><code>${value}</code></td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`
    }
    ${
      run.config === null
        ? html`<p class="soft">No matrix file: the default matrix was run.</p>`
        : html`<h4>Matrix file</h4>
            <pre>${lines(run.config.replace(/\n$/, '').split('\n').map(shown))}</pre>`
    }
    <h2 id="redacted">What was redacted</h2>
    <p>${redactedText(redacted, shown)}</p>
    <footer>Made by Cgoscope from what it observed. Text of programs, logs and images is shown with its control characters escaped.</footer>
  </main>`;
  return page(`${name}: ${counts.red} of ${counted(counts.cells, 'cell')} red (Cgoscope report)`, body);
}

/** What the run changed of project and matrix, on a copy: a fix that was tried, a step of a bisect. */
function changeOf(request: unknown): string[] {
  const change = runRequestSchema.partial().safeParse(request).data?.change;
  return change === null || change === undefined ? [] : changeText(change);
}

function verdict({ run }: ReportInput): string {
  const { cells, green, red, grey } = countColours(run.cells);
  const unfinished = run.state === 'done' ? '' : ` The run is ${run.state}; what had ended is here.`;
  const neither = grey === 0 ? '' : ` ${grey} ${grey === 1 ? 'is' : 'are'} grey: not run here, or not supported.`;
  const expected = run.cells.filter((cell) => cell.green === true && cell.expected !== 'pass').length;
  const asExpected = expected === 0 ? '' : ` ${expected} of the green ones fail${expected === 1 ? 's' : ''}, as the matrix file expects.`;
  const rest = `${neither}${asExpected}${unfinished}`;
  if (cells === 1 && grey === 0) return `The one cell is ${red === 1 ? 'red' : 'green'}.${rest}`;
  if (red === 0) return `${green === cells ? `All ${cells} cells are green` : `${green} of ${counted(cells, 'cell')} ${green === 1 ? 'is' : 'are'} green, none is red`}.${rest}`;
  return `${red} of ${cells} cells ${red === 1 ? 'is' : 'are'} red.${rest}`;
}

const marks = (cell: Cell): Markup => html`${marksOf(cell).map((mark) => html` <span class="mark" title="${mark.text}">${mark.sign}</span>`)}`;

const expectation = (cell: Cell): string => (cell.expected === 'pass' ? '' : cell.green === true ? 'as expected' : `expected ${cell.expected}`);

function grid(cells: Cell[]): Markup {
  const { columnAxes, rowAxes, columns, rows } = gridOf(cells);
  const headRows = columnAxes.map(
    (axis, i) =>
      html`<tr>
        ${i === 0 ? rowAxes.map((rowAxis) => html`<th rowspan="${columnAxes.length}" scope="col">${rowAxis}</th>`) : ''}${columns.map((values) => html`<th scope="col">${axis} ${values[i] ?? NONE}</th>`)}
      </tr>`,
  );
  return html`<div class="scroll">
    <table class="grid">
      <thead>
        ${headRows}
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.values.map((value) => html`<th scope="row">${value}</th>`)}${row.cells.map((cell) =>
                cell === null
                  ? html`<td class="empty" title="this combination is the same as another, or was left out">&nbsp;</td>`
                  : html`<td>
                      <a class="box ${colourOf(cell)}" href="#cell-${cell.number}"
                        ><b>${SIGN[colourOf(cell)]} ${outcomeText(cell)}</b>${marks(cell)}<small
                          >#${cell.number}${cellTimeNs(cell) > 0 ? ` · ${formatNs(cellTimeNs(cell))}` : ''}${expectation(cell) === '' ? '' : ` · ${expectation(cell)}`}</small
                        ></a
                      >
                    </td>`,
              )}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function legend(cells: Cell[]): Markup {
  const signs = [...new Set(cells.flatMap((cell) => marksOf(cell).map((mark) => mark.sign)))];
  return html`<p class="legend">
    <span>✓ green: ended as expected</span> <span>✗ red: did not</span>
    <span>○ grey: neither (not run here, unsupported, not ended)</span>${signs.map((sign) => html` <span><span class="mark">${sign}</span> ${MARK_LEGEND[sign]}</span>`)}
  </p>`;
}

const axesText = (cell: Cell, vary: Vary): string => cellLabel(cell.axes, vary);

function whyRed(show: Show, vary: Vary, proofs: readonly ProofDocument[]): Markup {
  const { cell, nearest } = show;
  const failing = failingLines(show, FAILING_LINES);
  const judged = judgementText(cell);
  return html`<section class="card red">
    <h3><a href="#cell-${cell.number}">#${cell.number}</a> <code>${axesText(cell, vary)}</code> <span class="tag red">✗ ${outcomeText(cell)}</span>${marks(cell)}</h3>
    ${cell.reason === null ? '' : html`<p class="reason">${cell.reason}</p>`} ${cell.expected === 'pass' ? '' : html`<p class="soft">Expected: ${cell.expected}</p>`}
    ${judged === null ? '' : html`<p class="soft">Judged before the start: ${judged}</p>`} ${findingsSection(cell.number, cell.findings, proofs)}
    ${
      failing.length === 0
        ? ''
        : html`<h4>${cell.outcome === 'build-failed' ? 'Failing lines of the build log' : 'Its last words'}</h4>
            <pre class="failing">${lines(failing)}</pre>`
    }
    ${tracedSection(show)}
    ${
      nearest === null
        ? html`<h4>Nearest green cell</h4>
            <p class="soft">No cell of this run is green.</p>`
        : html`<h4>Nearest green cell: <a href="#cell-${nearest.number}">#${nearest.number}</a>, differs in ${nearest.apart.join(', ')}</h4>
            ${differences(nearest.differences, cell.number, nearest.number)}`
    }
    ${reproduce(cell)}
  </section>`;
}

function differences(all: Difference[], a: number, b: number): Markup {
  if (all.length === 0) return html`<p class="soft">No fact that is known differs.</p>`;
  const kept = all.slice(0, DIFFERENCES);
  return html`<div class="scroll">
      <table>
        <thead>
          <tr>
            <th>fact</th>
            <th>#${a} (red)</th>
            <th>#${b} (green)</th>
            <th>meaning</th>
          </tr>
        </thead>
        <tbody>
          ${kept.map(
            (one) =>
              html`<tr${one.weight >= 50 ? html` class="heavy"` : ''}><td>${one.fact}</td><td class="wrap">${factValue(one.a, one.fact, 400)}</td><td class="wrap">${factValue(one.b, one.fact, 400)}</td><td class="wrap">${one.text}</td></tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${all.length > kept.length ? html`<p class="soft">${all.length - kept.length} lighter differences are left out.</p>` : ''}`;
}

/** As it is: in a text of its own it would be shown as `\n`. */
const NEW_LINE = lines(['', '']);

const reproduce = (cell: Cell): Markup =>
  cell.reproduce.length === 0
    ? html``
    : html`<h4>By hand, with docker alone</h4>
        <pre>
${foldReproduce(cell.reproduce).map((part, i) => html`${i > 0 ? NEW_LINE : ''}${part.kind === 'lines' ? lines(part.lines.map(shown)) : html`# where the engine does not have it, make <a href="#images">${part.image}</a> first (${part.lines.length} lines, below)`}`)}</pre>`;

/** Green cells that fail as the matrix file says: what a reader would otherwise take for a mistake of ours. */
function expectedFailures(cells: Cell[], vary: Vary): Markup {
  const failing = cells.filter((cell) => cell.green === true && cell.outcome !== 'pass');
  if (failing.length === 0) return html``;
  return html`<h2 id="expected">Failures that were expected</h2>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th class="n">#</th>
            <th>cell</th>
            <th>outcome</th>
            <th>reason</th>
          </tr>
        </thead>
        <tbody>
          ${failing.map(
            (cell) =>
              html`<tr>
                <td class="n"><a href="#cell-${cell.number}">${cell.number}</a></td>
                <td><code>${axesText(cell, vary)}</code></td>
                <td><span class="tag green">✓ ${outcomeText(cell)}</span></td>
                <td class="wrap">${cell.reason ?? ''}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

/** The recipes of the images, each once: they are the same in many cells. */
function images(cells: Cell[]): Markup {
  const recipes = new Map<string, string[]>();
  for (const cell of cells) for (const part of foldReproduce(cell.reproduce)) if (part.kind === 'recipe') recipes.set(part.image, part.lines);
  if (recipes.size === 0) return html``;
  return html`<h2 id="images">How the images were made</h2>
    ${[...recipes].map(
      ([image, recipe]) =>
        html`<details>
          <summary><code>${image}</code> <span class="soft">${recipe.length} lines</span></summary>
          <div><pre>${lines(recipe.map(shown))}</pre></div>
        </details>`,
    )}`;
}

function cellTable(cells: Cell[], vary: Vary): Markup {
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          <th class="n">#</th>
          ${vary.map((axis) => html`<th>${axis}</th>`)}
          <th>outcome</th>
          <th class="n">time</th>
          <th class="n">size</th>
          <th>linkage</th>
          <th>glibc floor</th>
          <th>interp</th>
        </tr>
      </thead>
      <tbody>
        ${cells.map(
          (cell) =>
            html`<tr>
              <td class="n"><a href="#cell-${cell.number}">${cell.number}</a></td>
              ${vary.map((axis) => axisCell(cell.axes[axis] ?? NONE))}
              <td><span class="tag ${colourOf(cell)}">${SIGN[colourOf(cell)]} ${outcomeText(cell)}</span>${marks(cell)}</td>
              <td class="n">${cellTimeNs(cell) > 0 ? formatNs(cellTimeNs(cell)) : ''}</td>
              <td class="n">${cell.artifact ? formatBytes(cell.artifact.size) : ''}</td>
              <td>${linkage(cell)}</td>
              <td>${cell.elf?.glibcFloor ?? ''}</td>
              ${axisCell(cell.elf?.interp ?? '')}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** Short values stay in one piece; a long one (a package path, an image reference) may break. */
const axisCell = (value: string): Markup => html`<td${value.length <= 30 ? html` class="nowrap"` : ''}><code>${value}</code></td>`;

const linkage = (cell: Cell): string => (cell.linkage.got === null ? '' : linkageBroken(cell.linkage) ? `${cell.linkage.got}, asked ${cell.linkage.asked}` : cell.linkage.got);

const factTable = (facts: NamedFact[]): Markup =>
  html`<div class="scroll">
    <table>
      <tbody>
        ${facts.map(
          ([name, text]) =>
            html`<tr>
              <td class="nowrap soft">${name}</td>
              <td class="wrap">${text}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;

function cellSection(show: Show, vary: Vary, mostLines: number, proofs: readonly ProofDocument[]): Markup {
  const { cell } = show;
  const colour = colourOf(cell);
  const judged = judgementText(cell);
  const about: NamedFact[] = [
    ['axes', cellLabel(cell.axes, [])],
    ['expected', cell.expected],
    ...(cell.fixOf === null ? [] : [['a try of the fix', cell.fixOf] as NamedFact]),
    ...(cell.reason === null ? [] : [['reason', cell.reason] as NamedFact]),
    ...(judged === null ? [] : [['judged before the start', judged] as NamedFact]),
    ...(cell.exit === null
      ? []
      : [
          [
            'exit',
            [cell.exit.code === null ? '' : `code ${cell.exit.code}`, cell.exit.signal ?? '', cell.exit.error ?? ''].filter((part) => part !== '').join(', ') || 'not known',
          ] as NamedFact,
        ]),
    ...(cell.toolchain === null ? [] : [['toolchain', `${cell.toolchain.image} (${cell.toolchain.provider}, ${cell.toolchain.digest})`] as NamedFact]),
    ...(cell.runImage === null ? [] : [['run image', `${cell.runImage.image} (${cell.runImage.digest}), profile ${cell.profile}`] as NamedFact]),
    ...(Object.keys(cell.timesNs).length === 0
      ? []
      : [
          [
            'times',
            Object.entries(cell.timesNs)
              .map(([name, ns]) => `${name} ${formatNs(ns)}`)
              .join(' · '),
          ] as NamedFact,
        ]),
    ...(cell.traceFactor === null ? [] : [['trace', `${cell.traceFactor.toFixed(1)} times slower than untraced`] as NamedFact]),
    ...(cell.artifact === null ? [] : [['artefact', `${formatBytes(cell.artifact.size)}, sha256:${cell.artifact.sha256}`] as NamedFact]),
    ...marksOf(cell).map((mark): NamedFact => ['mark', mark.text]),
  ];
  return html`<details id="cell-${cell.number}">
    <summary><b>#${cell.number}</b> <span class="tag ${colour}">${SIGN[colour]} ${outcomeText(cell)}</span> <code>${axesText(cell, vary)}</code>${marks(cell)}</summary>
    <div>
      ${factTable(about)}
      ${
        show.elf === null
          ? ''
          : html`<h4>Binary</h4>
              ${factTable(elfFacts(show.elf))}`
      }
      ${
        show.trace === null
          ? ''
          : html`<h4>System calls</h4>
              ${factTable(traceFacts(show.trace))}`
      }
      ${excerpts(show, mostLines).map(
        (log) =>
          html`<h4>${log.title}</h4>
            ${log.left === '' ? '' : html`<p class="soft">${log.left}</p>`}
            <pre>${lines(log.lines)}</pre>`,
      )}
      ${cell.green === false ? '' : html`${findingsSection(cell.number, cell.findings, proofs)} ${reproduce(cell)}`}
    </div>
  </details>`;
}
