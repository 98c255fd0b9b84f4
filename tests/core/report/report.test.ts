import { describe, expect, it } from 'vitest';
import { renderReport, type ReportInput } from '../../../src/core/report/index.ts';
import { block, code } from '../../../src/core/report/markdown.ts';
import { NONE } from '../../../src/shared/domain/axes.ts';
import type { Cell } from '../../../src/shared/domain/run.ts';
import { reportSchema } from '../../../src/shared/domain/documents.ts';
import { cell, difference, redCell, run, show } from '../../builders/documents.ts';
import { aFinding, aFix, aProof } from '../../builders/finding.ts';

const HOSTILE = '</pre></style><script>alert(1)</script><img src=x onerror=alert(1)>"\' onload=x \u001b[31m\u202e`` ``` | @octocat #1 [a](http://evil) &amp;';

function input(cells: Cell[], given: Partial<ReportInput> = {}): ReportInput {
  const nearest = cells.find((one) => one.green === true);
  return {
    run: { ...run(cells), origin: 'local', request: { secret: 'never' }, config: null, environment: {} },
    shows: cells.map((one) =>
      one.green === false && nearest
        ? show(one, {
            nearest: {
              number: nearest.number,
              key: nearest.key,
              apart: ['base'],
              differences: [difference(), difference({ fact: 'timesNs.build', a: 4_310_000_000, b: 1_000_000, weight: 1 })],
            },
          })
        : show(one),
    ),
    environment: { engine: 'docker 20.10.24, linux/amd64' },
    redacted: {},
    ...given,
  };
}

const hostileFix = aFix({
  id: HOSTILE,
  title: HOSTILE,
  tradeOffs: [HOSTILE],
  change: {
    axes: { [HOSTILE]: HOSTILE },
    env: { [HOSTILE]: HOSTILE },
    sources: [{ path: HOSTILE, find: HOSTILE, replace: HOSTILE }],
    run: { files: [{ path: HOSTILE, content: HOSTILE }], resolvConf: HOSTILE },
    manual: [HOSTILE],
  },
  proof: { run: HOSTILE, cell: 1, green: false, outcome: HOSTILE, at: HOSTILE },
});

const hostileProof = aProof({
  red: { run: HOSTILE, cell: 2, label: HOSTILE, outcome: HOSTILE },
  green: { run: HOSTILE, cell: 1, label: HOSTILE, outcome: HOSTILE, green: false },
  fix: hostileFix,
  differences: [difference({ fact: HOSTILE, a: HOSTILE, b: HOSTILE, text: HOSTILE })],
  sideEffects: [HOSTILE],
  patch: `# ${HOSTILE}\n\`\`\`\n</pre>\n`,
});

/** A cell whose every text is hostile, and everything around it. */
function hostile(): ReportInput {
  const evil = redCell(2, {
    reason: HOSTILE,
    axes: { base: HOSTILE, package: HOSTILE },
    expected: HOSTILE,
    toolchain: { provider: HOSTILE, image: HOSTILE, digest: HOSTILE },
    runImage: { image: HOSTILE, digest: HOSTILE },
    linkage: { asked: HOSTILE, got: HOSTILE + '2' },
    exit: { code: null, signal: HOSTILE, error: HOSTILE },
    truncated: [HOSTILE],
    timesNs: { [HOSTILE]: 5 },
    reproduce: [HOSTILE],
    artifact: { sha256: HOSTILE, size: 1 },
    outcome: 'signal',
    fixOf: HOSTILE,
    findings: [
      aFinding({
        id: 'lead',
        cause: HOSTILE,
        title: HOSTILE,
        next: HOSTILE,
        follows: 'lead',
        evidence: [{ source: 'log', line: 1, path: HOSTILE, text: HOSTILE }],
        against: [{ source: 'elf', path: HOSTILE, text: HOSTILE }],
        fixes: [hostileFix],
      }),
    ],
  });
  const made = input([cell(1), evil], { environment: { [HOSTILE]: HOSTILE }, redacted: { [HOSTILE]: 1 }, proofs: [hostileProof] });
  made.run.project.path = `/home/${HOSTILE}`;
  made.run.config = HOSTILE;
  made.run.endpoint = HOSTILE;
  made.run.origin = HOSTILE;
  const shown = made.shows[1]!;
  shown.logs = {
    build: { text: HOSTILE, bytes: 9, truncated: true },
    stdout: { text: `${HOSTILE}\n${HOSTILE}`, bytes: 9, truncated: false },
    stderr: { text: HOSTILE, bytes: 9, truncated: false },
  };
  shown.nearest = { number: 1, key: 'k', apart: [HOSTILE], differences: [difference({ fact: HOSTILE, a: HOSTILE, b: [HOSTILE, { [HOSTILE]: HOSTILE }], text: HOSTILE })] };
  shown.elf!.needed = [HOSTILE];
  shown.elf!.interp = HOSTILE;
  shown.elf!.go!.path = HOSTILE;
  shown.trace!.filesMissing = [HOSTILE];
  shown.facts.build = { errors: [HOSTILE] };
  return made;
}

/** The element names of an HTML text, read as a browser's tokenizer reads tags. */
const tags = (html: string): Set<string> => new Set([...html.replace(/<style>[\s\S]*?<\/style>/, '').matchAll(/<\/?([a-zA-Z][^\s/>]*)/g)].map((match) => match[1]!.toLowerCase()));
const OURS = [
  'html',
  'head',
  'meta',
  'title',
  'body',
  'main',
  'header',
  'p',
  'h1',
  'h2',
  'h3',
  'h4',
  'ul',
  'li',
  'b',
  'dl',
  'dt',
  'dd',
  'code',
  'div',
  'table',
  'thead',
  'tbody',
  'tr',
  'th',
  'td',
  'a',
  'small',
  'span',
  'section',
  'pre',
  'details',
  'summary',
  'footer',
];

describe('the HTML report', () => {
  it('is one file without script, network or anything from elsewhere', () => {
    const text = renderReport(input([cell(1), redCell(2)]), 'html');
    expect(text).toMatch(/^<!doctype html>/);
    expect(text).toContain("default-src 'none'");
    expect(text).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|https?:\/\//i);
    for (const href of text.matchAll(/href="([^"]*)"/g)) expect(href[1]).toMatch(/^#/);
  });

  it('points only at places that are there', () => {
    const text = renderReport(input([cell(1), redCell(2)]), 'html');
    for (const [, target] of text.matchAll(/href="#([^"]*)"/g)) expect(text).toContain(`id="${target}"`);
  });

  it('lets no hostile text become markup, whatever field it stands in', () => {
    const text = renderReport(hostile(), 'html');
    for (const tag of tags(text)) expect(OURS).toContain(tag);
    // No attribute of ours ever starts with "on", in any tag.
    expect(text.replace(/="[^"]*"/g, '')).not.toMatch(/<[a-z][^>]*\son[a-z]+=?/i);
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202a-\u202e\u2066-\u2069]/u);
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(text).toContain('\\x1b[31m\\u{202e}');
    expect(text.match(/<style>/g)).toHaveLength(1);
  });

  it('shows the grid first, then why red, then everything', () => {
    const text = renderReport(input([cell(1), redCell(2)]), 'html');
    const places = ['id="matrix"', 'id="red"', 'id="cells"', 'id="evidence"', 'id="environment"', 'id="redacted"'].map((id) => text.indexOf(id));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
  });

  it('says of a red cell its reason, its nearest green cell, what differs, and how to do it by hand', () => {
    const text = renderReport(input([cell(1), redCell(2)]), 'html');
    expect(text).toContain('the kernel found no loader');
    expect(text).toContain('Nearest green cell: <a href="#cell-1">#1</a>, differs in base');
    expect(text).toContain('musl 1.2.5');
    expect(text).toContain('4.31 s');
    expect(text).toContain('docker run --rm -v src:/app cgoscope/base:glibc /app/serve');
  });

  it('shows each item of a list that differs in a line of its own, and how many are left out', () => {
    const data = input([cell(1), redCell(2)]);
    const nearest = data.shows[1]?.nearest;
    if (!nearest) throw new Error('the red cell of the builder has a nearest green one');
    nearest.differences = [difference({ fact: 'trace.sought', a: ['time zone Europe/Berlin', 'CA roots'], b: Array.from({ length: 15 }, (_, i) => `/lib/${i}`) })];
    const text = renderReport(data, 'html');
    expect(text).toContain('<div><code>time zone Europe/Berlin</code></div><div><code>CA roots</code></div>');
    expect(text).toContain('<div class="soft">and 3 more</div>');
  });

  it('has every line to do it by hand in a line of its own, a recipe behind a link', () => {
    const reproduce = ['# the toolchain', 'docker image inspect cgoscope/go:1 >/dev/null 2>&1 || (', 'docker build -t cgoscope/go:1 .', ')', '# the sources', 'cd /src'];
    const text = renderReport(input([cell(1, { reproduce })]), 'html');
    expect(text).toContain('# the toolchain\n# where the engine does not have it, make <a href="#images">cgoscope/go:1</a> first (3 lines, below)\n# the sources\ncd /src');
  });

  it('never says green or red by colour alone', () => {
    const text = renderReport(input([cell(1), redCell(2), cell(3, { outcome: 'not-run', green: null, axes: { cgo: '0' } })]), 'html');
    for (const match of text.matchAll(/class="(?:box|tag) (green|red|grey)"[^>]*>(?:<b>)?(.)/g)) expect(match[2]).toBe({ green: '✓', red: '✗', grey: '○' }[match[1]!]);
  });

  it('names what was redacted, and says when nothing was', () => {
    expect(renderReport(input([cell(1)], { redacted: { token: 3 } }), 'html')).toContain('token ×3');
    expect(renderReport(input([cell(1)]), 'html')).toContain('Nothing had to be redacted');
  });

  it('says what is emulated, cached, cut, and linked otherwise than asked', () => {
    const text = renderReport(input([cell(1, { emulated: true, cached: true, truncated: ['stdout'], linkage: { asked: 'static', got: 'dynamic' } })]), 'html');
    for (const words of ['ran under an emulator', 'Go&#39;s build cache', 'cut: stdout', 'asked to link static, got dynamic']) expect(text).toContain(words);
  });

  it('keeps logs within bounds', () => {
    const made = input([redCell(1)]);
    made.shows[0]!.logs.stderr = { text: 'line of text\n'.repeat(100_000) + 'x'.repeat(1_000_000), bytes: 2_300_000, truncated: true };
    const text = renderReport(made, 'html');
    expect(text.length).toBeLessThan(200_000);
    expect(text).toContain('of 100001 lines are left out');
  });

  it('renders a run that has nothing yet', () => {
    const planned = cell(1, {
      state: 'planned',
      outcome: null,
      green: null,
      stage: null,
      toolchain: null,
      runImage: null,
      artifact: null,
      elf: null,
      exit: null,
      traceFactor: null,
      timesNs: {},
      reproduce: [],
    });
    const made = input([planned]);
    made.run.state = 'interrupted';
    expect(renderReport(made, 'html')).toContain('The run is interrupted');
    expect(renderReport({ ...made, run: { ...made.run, cells: [] }, shows: [] }, 'html')).toContain('0 cells');
  });
});

describe('findings, fixes and proofs', () => {
  const fix = aFix({ tradeOffs: ['NSS is not asked'], proof: { run: 'TRIED', cell: 1, green: true, outcome: 'pass', at: '2026-01-01T00:00:00Z' } });
  const untried = aFix({ id: 'by-hand', title: 'Ask the host', change: { manual: ['apt-get install it'] } });
  const red = redCell(2, { findings: [aFinding({ fixes: [fix, untried] }), aFinding({ id: 'f2', cause: 'user-db', follows: 'f1', title: 'No user' })] });
  const proofs = [
    aProof({
      red: { run: 'RED', cell: 2, label: 'cgo=1', outcome: 'start-failed' },
      fix,
      sideEffects: ['users are read from /etc/passwd'],
      patch: '# the patch\n-cgo: [1]\n+cgo: [0]\n',
    }),
  ];

  it.each(['html', 'md'] as const)('stand in the %s report with evidence, what they cost, and what became of those that were tried', (format) => {
    const text = renderReport(input([cell(1), red], { proofs }), format);
    for (const words of [
      'loader-missing',
      '95 % sure',
      'stderr:3',
      'follows from loader-missing',
      'cgo=0',
      'NSS is not asked',
      'proven: cell TRIED/1 is green (pass)',
      'apt-get install it',
      'users are read from /etc/passwd',
      '+cgo: [0]',
    ])
      expect(text).toContain(words);
  });

  it('stand in the JSON report as the documents that they are', () => {
    const value = reportSchema.parse(JSON.parse(renderReport(input([cell(1), red], { proofs }), 'json')));
    expect(value.proofs).toEqual(proofs);
    expect(value.run.cells[1]?.findings[0]?.fixes[0]?.proof?.green).toBe(true);
  });

  it('say what a run changed on its copy, and whose fix it tried', () => {
    const made = input([cell(1, { fixOf: 'RUN/2#cgo-off' })]);
    made.run.request = { change: { axes: { cgo: '0' }, env: { CC: null } }, purpose: 'RUN/2#cgo-off' };
    const text = renderReport(made, 'html');
    for (const words of ['Changed for this run', 'cgo=0', 'build environment: CC unset', 'RUN/2#cgo-off']) expect(text).toContain(words);
  });
});

describe('the Markdown report', () => {
  it('fits a GitHub issue however large the run is, and says what is left out', () => {
    const many = Array.from({ length: 400 }, (_, i) => redCell(i + 1, { axes: { tags: `tag${i}` } }));
    const text = renderReport(input([cell(999, { axes: { tags: NONE } }), ...many]), 'md');
    expect(text.length).toBeLessThanOrEqual(65_536);
    expect(text).toContain('400 of 401 cells red');
    expect(text).toMatch(/are left out here|more red cells are in the HTML report/);
  });

  it('keeps text of strangers inside code', () => {
    const text = renderReport(hostile(), 'md');
    // What is left when code spans and fences are taken out, by the rules of CommonMark: a run of backticks is closed by one of the same length.
    const outside = text.replace(/^(`{3,})[^\n]*\n[\s\S]*?^\1$/gm, '').replace(/(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, '');
    expect(outside).not.toContain('<script');
    expect(outside).not.toContain('@octocat');
    expect(outside).not.toContain('](http');
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202a-\u202e]/u);
  });

  it('keeps every row of a table in its columns', () => {
    const text = renderReport(hostile(), 'md');
    const rows = text.split('\n').filter((line) => line.startsWith('| '));
    const columns = rows.map((line) => line.replace(/\\\|/g, '').split('|').length);
    expect(new Set(columns.slice(0, 4)).size).toBe(1);
  });

  it.each([
    ['plain', '`plain`'],
    ['a`b', '``a`b``'],
    ['`', '`` ` ``'],
    ['``x', '``` ``x ```'],
    ['', ''],
  ])('code(%j)', (text, expected) => {
    expect(code(text)).toBe(expected);
  });

  it('fences with more backticks than the text has', () => {
    expect(block(['a', '````'])).toEqual(['`````', 'a', '````', '`````']);
  });
});

describe('the JSON report', () => {
  it('holds the run document and every show, and not the request', () => {
    const text = renderReport(input([cell(1), redCell(2)]), 'json');
    const value = reportSchema.parse(JSON.parse(text));
    expect([value.run.cells.length, value.shows.length]).toEqual([2, 2]);
    expect(text).not.toContain('never');
  });
});
