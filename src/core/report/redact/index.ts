// The redactor's face: what leaves this machine goes through it.
export { addCounts, createRedactor } from './redactor.ts';
export type { RedactionCounts, Redactor, RedactorOptions } from './redactor.ts';
export { redactJson, redactJsonText } from './json.ts';
export type { RedactionKind } from './spans.ts';
