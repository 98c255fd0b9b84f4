// A finding with one piece of evidence and nothing else in it: what a test needs beside that, it says.
import type { Explain, Finding, Fix, ProofDocument } from '../../src/shared/domain/explain.ts';

export const aFix = (change: Partial<Fix> = {}): Fix => ({
  id: 'cgo-off',
  title: 'Build with CGO_ENABLED=0',
  change: { axes: { cgo: '0' } },
  tradeOffs: [],
  proof: null,
  ...change,
});

export const aFinding = (change: Partial<Finding> = {}): Finding => ({
  id: 'f1',
  rule: 'loader-missing',
  cause: 'loader-missing',
  title: 'The loader is not in the image',
  confidence: 0.95,
  evidence: [{ source: 'log', line: 3, text: 'exec /app: no such file or directory', path: 'stderr' }],
  fixes: [],
  see: [],
  follows: null,
  next: null,
  against: [],
  ...change,
});

export const anExplain = (change: Partial<Explain> = {}): Explain => ({ schema: 'cgoscope/explain@1', findings: [], likely: [], notes: [], ...change });

export const aProof = (change: Partial<ProofDocument> = {}): ProofDocument => ({
  schema: 'cgoscope/proof@0',
  red: { run: 'RED', cell: 2, label: 'libc=musl', outcome: 'start-failed' },
  green: { run: 'GREEN', cell: 1, label: 'cgo=0', outcome: 'pass', green: true },
  finding: null,
  fix: aFix(),
  proven: true,
  differences: [],
  sideEffects: [],
  patch: '',
  ...change,
});
