// A fact's value in a table of differences: the items of a list each in a line of its own, as items can hold spaces.
import { valueText } from '../../../shared/domain/describe.ts';
import { capped } from '../../../shared/domain/text.ts';
import { html, type Markup } from './markup.ts';

/** Items of one list that are shown. */
const ITEMS = 12;

/** `most`: characters of one text. */
export function factValue(value: unknown, fact: string, most: number): Markup {
  if (!Array.isArray(value) || value.length < 2) return html`<code>${capped(valueText(value, fact), most)}</code>`;
  const items: unknown[] = value.slice(0, ITEMS);
  const left = value.length - items.length;
  return html`${items.map((item) => html`<div><code>${capped(valueText(item, fact), most)}</code></div>`)}${left === 0 ? '' : html`<div class="soft">and ${left} more</div>`}`;
}
