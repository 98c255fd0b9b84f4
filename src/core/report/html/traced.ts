// What the traces of a red cell say in the HTML report: where it parts from its nearest green cell, and the calls that decide how it ended.
import type { Show } from '../../../shared/domain/documents.ts';
import { capped } from '../../../shared/domain/text.ts';
import { tracedTold, type TracedLine } from '../traced.ts';
import { html, type Markup } from './markup.ts';

const TEXT = 600;

export function tracedSection(show: Show): Markup {
  const told = tracedTold(show);
  if (told === null) return html``;
  const { parting, deciding } = told;
  return html`${
    parting === null
      ? ''
      : html`<h4>Where its trace parts from the nearest green cell's</h4>
          <p>${capped(parting.sentence, TEXT)}</p>
          ${calls(parting.calls)}`
  }${
    deciding.length === 0
      ? ''
      : html`<h4>Calls that decide how it ended</h4>
          ${calls(deciding)}`
  }`;
}

const calls = (lines: readonly TracedLine[]): Markup =>
  html`<div class="scroll">
    <table>
      <tbody>
        ${lines.map(
          ({ place, text }) =>
            html`<tr>
              <td class="nowrap soft">${place}</td>
              <td class="wrap"><code>${capped(text, TEXT)}</code></td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
