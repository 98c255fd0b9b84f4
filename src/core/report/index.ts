// The report room's face: a run as one file to hand on. A format is one module and one line here.
import { renderHtml } from './html.ts';
import { renderJson } from './json.ts';
import { renderMarkdown } from './markdown.ts';
import type { Renderer, ReportFormat, ReportInput } from './types.ts';

const RENDERERS: Record<ReportFormat, Renderer> = { html: renderHtml, md: renderMarkdown, json: renderJson };

/** The whole file as text. Pure: the same input gives the same bytes; redaction runs over them afterwards. */
export const renderReport = (input: ReportInput, format: ReportFormat): string => RENDERERS[format](input);

export type { ReportFormat, ReportInput } from './types.ts';
