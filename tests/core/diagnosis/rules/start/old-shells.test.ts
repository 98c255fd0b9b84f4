// A program of another machine, read as a script by the shells of several years.
import { describe, expect, it } from 'vitest';
import { explainText } from '../../../../../src/core/diagnosis/index.ts';

describe('a program that a shell reads as a script', () => {
  it.each([
    './app: 1: Syntax error: "(" unexpected',
    './app: 1: ./app: Syntax error: "(" unexpected',
    '/srv/app: 2: /srv/app: Syntax error: Unterminated quoted string',
    './app: line 1: syntax error: unexpected "("',
  ])('is of another machine: %s', (text) => {
    expect(explainText(text).findings[0]?.cause).toBe('arch-mismatch');
  });

  it.each(['/run.sh: 12: /run.sh: Syntax error: "(" unexpected', './build.bash: line 3: syntax error: unexpected "("'])('is a script where its name says so: %s', (text) => {
    expect(explainText(text).findings).toEqual([]);
  });
});
