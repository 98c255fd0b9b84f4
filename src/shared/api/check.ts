// The schemas of the contract, applied at a boundary: what a caller sends, what an implementation answers.
import { z } from 'zod';
import { EVENTS, PROCEDURES } from './contract.ts';
import type { EventName, EventValue, ProcedureName, ProcedureOutput, ProcedureParsed } from './contract.ts';
import { InputError } from '../domain/errors.ts';

export const isProcedure = (name: string): name is ProcedureName => Object.hasOwn(PROCEDURES, name);
export const isEvent = (name: string): name is EventName => Object.hasOwn(EVENTS, name);

/** A page's input as {@link checkInput}, with what the shell knows of the environment: a page can't know it, and what it sends in its place is ignored. */
export const checkPageInput = <N extends ProcedureName>(name: N, input: unknown, env: Record<string, string>): ProcedureParsed<N> =>
  checkInput(name, takesEnv(name) && typeof input === 'object' && input !== null && !Array.isArray(input) ? { ...input, env } : input);

function takesEnv(name: ProcedureName): boolean {
  const { input }: { input: z.ZodType } = PROCEDURES[name];
  return input instanceof z.ZodObject && 'env' in input.shape;
}

const firstIssue = (error: z.ZodError): { place: string; text: string } => {
  const issue = error.issues[0];
  return { place: issue?.path.map(String).join('.') || 'the document', text: issue?.message ?? 'not valid' };
};

/** A procedure's input with its defaults filled in. Throws InputError naming the field. */
export function checkInput<N extends ProcedureName>(name: N, input: unknown): ProcedureParsed<N> {
  const parsed = PROCEDURES[name].input.safeParse(input);
  // TypeScript does not follow N through the table; the schema just parsed it
  if (parsed.success) return parsed.data as ProcedureParsed<N>;
  const { place, text } = firstIssue(parsed.error);
  throw new InputError(`${name}: ${place}: ${text}`, { input: name, place, expected: text });
}

/** What a procedure answered. A wrong answer is a bug of ours: a plain Error naming procedure and field. */
export function checkOutput<N extends ProcedureName>(name: N, output: unknown): ProcedureOutput<N> {
  const parsed = PROCEDURES[name].output.safeParse(output);
  // as above
  if (parsed.success) return parsed.data as ProcedureOutput<N>;
  const { place, text } = firstIssue(parsed.error);
  throw new Error(`a bug in Cgoscope: ${name} answered something else than its contract says, at ${place}: ${text}`);
}

export function checkEvent<N extends EventName>(name: N, value: unknown): EventValue<N> {
  const parsed = EVENTS[name].safeParse(value);
  if (parsed.success) return parsed.data;
  const { place, text } = firstIssue(parsed.error);
  throw new Error(`a bug in Cgoscope: an event "${name}" is something else than its contract says, at ${place}: ${text}`);
}
