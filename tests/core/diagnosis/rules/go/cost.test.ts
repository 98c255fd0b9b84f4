// A line that begins a message thousands of times costs no more than its length.
import { expect, it } from 'vitest';
import { explainText } from '../../../../../src/core/diagnosis/index.ts';
import { GO_RULES } from '../../../../../src/core/diagnosis/rules/go/index.ts';

it.each(['./a.go:1:2: ', 'x.go:1: undefined (type ', 'proxy.golang.org/@v/ ', 'GOARCH=amd64 ', 'header version 1 '])('%s, again and again', (seed) => {
  // Where places and words multiplied each other, each such line took five seconds: these would not end within the time of a test.
  const line = seed.repeat(Math.ceil(60_000 / seed.length));
  const log = Array.from({ length: 12 }, (_, index) => `${line}${index}\n`).join('');
  expect(explainText(log, {}, GO_RULES).findings).toEqual([]);
});
