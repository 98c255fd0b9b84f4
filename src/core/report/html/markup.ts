// HTML that can't be broken out of: a template tag that escapes whatever is not markup of ours. Called by every part of the HTML report.
import { shown } from '../../../shared/domain/text.ts';

/** Markup made by {@link html}; the only thing that is not escaped again. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Part = Markup | string | number | null | false | readonly Part[];

const ENTITY: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as HTML text or attribute value (always within double quotes here): controls shown, the five characters as entities. */
export const escaped = (text: string): string => shown(text).replace(/[&<>"']/g, (char) => ENTITY[char] ?? char);

const render = (part: Part): string => {
  if (part === null || part === false) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'string') return escaped(part);
  if (typeof part === 'number') return String(part);
  return part.map(render).join('');
};

/** `html\`<b>${anything}</b>\``: strings are escaped, Markup and lists of it stand as they are, null and false are nothing. */
export const html = (strings: TemplateStringsArray, ...parts: Part[]): Markup => new Markup(strings.reduce((text, string, i) => text + render(parts[i - 1] ?? null) + string));

/** Lines that are shown already (controls escaped), one below the other. */
export const lines = (text: readonly string[]): Markup => new Markup(text.map((line) => line.replace(/[&<>"']/g, (char) => ENTITY[char] ?? char)).join('\n'));
