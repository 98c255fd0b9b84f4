// What the report of a measurement has beside the style of reports: colours of charts, and patterns that tell them apart without colour.
import { PAINTS, type Paint } from '../../../shared/charts/scene.ts';
import { Markup } from '../../report/html/markup.ts';

const VARIABLE: Record<Paint, string> = {
  text: '--ink',
  dim: '--soft',
  line: '--line',
  strong: '--grey-line',
  panel: '--card',
  sunken: '--faint',
  accent: '--link',
  amber: '--mark',
  'amber-ground': '--mark-bg',
  grey: '--grey',
  green: '--green',
  red: '--red',
  'red-ground': '--red-bg',
};

export const CHART_STYLE = `
${PAINTS.map((paint) => `.f-${paint}{fill:var(${VARIABLE[paint]})}.s-${paint}{stroke:var(${VARIABLE[paint]})}`).join('\n')}
.f-none{fill:none}.f-stripes-amber{fill:url(#stripes-amber)}.f-dots-grey{fill:url(#dots-grey)}
svg.chart{display:block;max-width:100%;height:auto;font-family:system-ui,-apple-system,"Segoe UI",Roboto,Arial,"DejaVu Sans",sans-serif}
svg text.mono{font-family:var(--mono)}
svg.patterns{position:absolute}
.sign{display:inline-flex;align-items:center;gap:5px;margin-right:12px}
.figure{margin:14px 0 20px;break-inside:avoid}
table.faults td{min-width:120px;border:1px solid var(--card)}
table.faults th[scope=row]{font-family:var(--mono);text-transform:none;color:var(--ink);font-weight:400;font-size:12.5px}
table.faults b{display:block;font-family:var(--mono);font-size:12.5px}
td small,th small{color:var(--soft);font-size:11.5px}
.diff-no{color:var(--red);font-weight:650}
@media print{:root{--link:#123f8a}svg.chart{max-width:100%}}
`;

/** Once in the document: what the classes above refer to. */
export const PATTERNS = new Markup(
  '<svg class="patterns" width="0" height="0" aria-hidden="true"><defs>' +
    '<pattern id="stripes-amber" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="f-panel" width="6" height="6"/><rect class="f-amber" width="3" height="6"/></pattern>' +
    '<pattern id="dots-grey" width="5" height="5" patternUnits="userSpaceOnUse"><rect class="f-panel" width="5" height="5"/><circle class="f-grey" cx="2.5" cy="2.5" r="1.4"/></pattern>' +
    '</defs></svg>',
);

/** The ground of a cell: longer is darker, and the number stands in it. */
export const shade = (level: number): Markup => new Markup(`background:color-mix(in oklab, var(--link) ${Math.round(3 + 37 * level)}%, var(--card))`);
