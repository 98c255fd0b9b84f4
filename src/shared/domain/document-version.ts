// The version text of a document kind, `cgoscope/run@1`, read from its schema so that it is said in one place.
import { DOCUMENTS, type DocumentKind } from './documents.ts';

/** Kinds without a `schema` field are files of the user's or parts of other documents; they name their version here. */
const WITHOUT_FIELD: Partial<Record<DocumentKind, string>> = { facts: 'cgoscope/facts@0', matrix: 'cgoscope/matrix@1' };

export function documentVersion(kind: DocumentKind): string {
  const named = WITHOUT_FIELD[kind];
  if (named !== undefined) return named;
  const document = DOCUMENTS[kind];
  const shape = 'options' in document ? document.options[0].shape : document.shape;
  const field: unknown = 'schema' in shape ? shape.schema : undefined;
  if (typeof field === 'object' && field !== null && 'value' in field && typeof field.value === 'string') return field.value;
  throw new Error(`document kind ${kind} has no literal schema field`);
}
