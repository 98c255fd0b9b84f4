// The texts of both halves and the controls, and how an answer to one is judged. The bench prints what comes of it; a unit test holds it to a floor.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { CAUSES, isCause, type Cause } from '../../../src/shared/domain/causes.ts';
import type { Explain, FindingEvidence } from '../../../src/shared/domain/explain.ts';
import type { Facts } from '../../../src/shared/domain/facts.ts';
import { factsFrom } from '../../../src/core/diagnosis/index.ts';
import { generated } from './generate.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));
/** Rules were written from the first; the second was not looked at while they were, its verdicts were; the third was gathered after them, by somebody who had seen neither, and the fourth so once more. */
export const HALVES = ['learn', 'held-out', 'blind', 'blind-2'] as const;
/** Those that bring controls of their own. */
const WITH_CONTROLS: readonly string[] = ['blind', 'blind-2'] satisfies Half[];
export type Half = (typeof HALVES)[number];

/** A text as somebody posted it, or (`composed`) as the situation of that thread gives it where nothing is printed at all. */
const textSchema = z.object({
  text: z.string(),
  source: z.string().min(1),
  tool: z.string().optional(),
  cause: z.string().refine(isCause),
  /** Causes that name the same fault of it, and are right as well. */
  also: z.array(z.string().refine(isCause)).optional(),
  facts: z.unknown().optional(),
  why: z.string().optional(),
  composed: z.boolean().optional(),
});
const controlSchema = z.object({
  text: z.string().optional(),
  /** Name of a text that is made: too long or too odd for a JSON file. */
  generate: z.string().optional(),
  source: z.string().min(1),
  why: z.string().optional(),
  facts: z.unknown().optional(),
  /** Causes that may honestly be named. */
  allowed: z.array(z.string().refine(isCause)),
});

export interface Sample {
  /** `held-out/oom-killed #3`. */
  name: string;
  text: string | Uint8Array;
  facts: Facts;
  source: string;
  /** What must come first; null of a control. */
  cause: Cause | null;
  also?: readonly Cause[];
  allowed: readonly string[];
}

const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

/** All texts of a half, by cause. Throws where a file is not of the shape. */
export function samplesOf(half: Half): Sample[] {
  const folder = `${HERE}${half}`;
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json') && file !== 'controls.json')
    .sort()
    .flatMap((file) =>
      z
        .array(textSchema)
        .parse(read(`${folder}/${file}`), { error: () => `${half}/${file}: not a list of texts` })
        .map((each, index) => ({
          name: `${half}/${file.slice(0, -5)} #${index + 1}`,
          text: each.text,
          facts: each.facts === undefined ? {} : factsFrom(each.facts),
          source: each.source,
          cause: each.cause,
          ...(each.also === undefined ? {} : { also: each.also }),
          allowed: [],
        })),
    );
}

/** Logs in which nothing may be blamed; without a half the first two. Those who write rules may look at the odd ones; the even ones are held out. */
export function controls(half?: Half): Sample[] {
  const own = half !== undefined && WITH_CONTROLS.includes(half);
  return z
    .array(controlSchema)
    .parse(read(own ? `${HERE}${half}/controls.json` : `${HERE}controls.json`))
    .map((each, index) => ({
      name: `control #${index + 1} (${each.source})`,
      text: each.generate === undefined ? (each.text ?? '') : generated(each.generate),
      facts: each.facts === undefined ? {} : factsFrom(each.facts),
      source: each.source,
      cause: null,
      allowed: each.allowed,
    }))
    .filter((_, index) => half === undefined || own || (index % 2 === 0) === (half === 'learn'));
}

/** Causes of the vocabulary that have fewer than `least` texts in a half. */
export function shortOf(samples: readonly Sample[], least: number): string[] {
  return Object.keys(CAUSES).filter((cause) => cause !== 'difference' && samples.filter((sample) => sample.cause === cause).length < least);
}

export interface Judged {
  sample: Sample;
  /** The first finding's cause, or `none`. */
  got: string;
  right: boolean;
  /** Causes that may not be named and were: of a control all, of a text none. */
  blamed: string[];
  /** Pieces of evidence, those that really are in what was given, and the others in words. */
  evidence: { all: number; sound: number; wrong: string[] };
  explain: Explain;
  ms: number;
}

export function judge(sample: Sample, explain: (sample: Sample) => Explain): Judged {
  const began = performance.now();
  const answer = explain(sample);
  const ms = performance.now() - began;
  const got = answer.findings[0]?.cause ?? 'none';
  const blamed = sample.cause === null ? [...new Set(answer.findings.map(({ cause }) => cause))].filter((cause) => !sample.allowed.includes(cause)) : [];
  const pieces = answer.findings.flatMap((finding) => [...finding.evidence, ...finding.against].map((piece) => ({ finding, piece })));
  const wrong = pieces.flatMap(({ finding, piece }) => {
    const said = unsound(piece, sample);
    return said === null ? [] : [`${finding.rule}: ${said}`];
  });
  return {
    sample,
    got,
    right: sample.cause === null ? blamed.length === 0 : got === sample.cause || sample.also?.some((cause) => cause === got) === true,
    blamed,
    evidence: { all: pieces.length, sound: pieces.length - wrong.length, wrong },
    explain: answer,
    ms,
  };
}

/** Above this a line may be cut around what matched. */
const LONG = 2_000;

/** Why a piece of evidence is not in what was given, or null where it is: of a log by number and byte for byte, of facts by path and value. */
function unsound(piece: FindingEvidence, sample: Sample): string | null {
  if (piece.source === 'log') {
    if (piece.line === undefined || piece.text === undefined) return `a log line without ${piece.line === undefined ? 'number' : 'text'}`;
    const lines = linesOf(sample.text);
    // A message that was wrapped or cut by its terminal is quoted over several lines.
    const span = piece.text.split('\n').length;
    const there = lines.slice(piece.line - 1, piece.line - 1 + span).join('\n');
    if (there === piece.text) return null;
    if (there.length > LONG && piece.text.length > 0 && there.includes(piece.text.replace(/^…|…$/g, ''))) return null;
    return `line ${piece.line} is ${JSON.stringify(there.slice(0, 200))}, not ${JSON.stringify(piece.text.slice(0, 200))}`;
  }
  if (piece.path === undefined) return `${piece.source} without a path`;
  let value: unknown = sample.facts;
  for (const key of piece.path.split('.')) value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined; // own data, walked by name
  if (value === undefined) return `${piece.path} is not among the facts`;
  if (piece.text === undefined) return null;
  const written = typeof value === 'string' ? value : JSON.stringify(value);
  return written === piece.text || (piece.text.length > 0 && written.includes(piece.text)) ? null : `${piece.path} is ${written.slice(0, 200)}, not ${piece.text.slice(0, 200)}`;
}

const split = new WeakMap<object, string[]>();
/** As the reader counts them: by line feeds, a carriage return before one being part of the line end. */
function linesOf(text: string | Uint8Array): string[] {
  if (typeof text === 'string') return text.split('\n').map((line) => line.replace(/\r$/, ''));
  const known = split.get(text);
  if (known) return known;
  const lines = new TextDecoder()
    .decode(text)
    .split('\n')
    .map((line) => line.replace(/\r$/, ''));
  split.set(text, lines);
  return lines;
}

/** Expected against got, only what is not zero: `[expected, got, how often]`, the wrong ones first. */
export function confusion(judged: readonly Judged[]): [string, string, number][] {
  const counts = new Map<string, [string, string, number]>();
  for (const { sample, got } of judged) {
    const key = `${sample.cause} ${got}`;
    const row = counts.get(key) ?? [sample.cause ?? 'control', got, 0];
    row[2] += 1;
    counts.set(key, row);
  }
  return [...counts.values()].sort((a, b) => Number(a[0] === a[1]) - Number(b[0] === b[1]) || b[2] - a[2] || a[0].localeCompare(b[0]));
}
