import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { shellQuote } from '../../../src/core/lab/reproduce.ts';
import { runs } from '../../helpers/runs.ts';

describe('shell quoting', () => {
  it('leaves plain words as people write them', () => {
    expect(shellQuote('./cmd/x')).toBe('./cmd/x');
    expect(shellQuote('CGO_ENABLED=1')).toBe('CGO_ENABLED=1');
    expect(shellQuote('-ldflags=-linkmode=external -extldflags=-static')).toBe("'-ldflags=-linkmode=external -extldflags=-static'");
  });

  it('gives every word back unchanged through a real shell', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom(...'a,b,c, ,\',",$,`,\\,\n,!,*,?,~,;,&,|,<,>,(,),[,],{,},#,=,%,-,ü'.split(',')) }), { minLength: 1, maxLength: 5 }),
        (words) => {
          const out = execFileSync('/bin/sh', ['-c', `printf '%s\\0' ${words.map(shellQuote).join(' ')}`]).toString('utf8');
          expect(out.split('\0').slice(0, -1)).toEqual(words.map((word) => word));
        },
      ),
      { numRuns: runs(50) },
    );
  });
});
