// A line that begins a message thousands of times costs no more than its length.
import { expect, it } from 'vitest';
import { explainText } from '../../../../../src/core/diagnosis/index.ts';
import { GO_RULES } from '../../../../../src/core/diagnosis/rules/go/index.ts';

it.each(['./a.go:1:2: ', 'x.go:1: undefined (type ', 'proxy.golang.org/@v/ ', 'GOARCH=amd64 ', 'header version 1 '])('%s, again and again', (seed) => {
  const line = seed.repeat(Math.ceil(60_000 / seed.length));
  const before = process.cpuUsage();
  explainText(`${line}\n`, {}, GO_RULES);
  const { user, system } = process.cpuUsage(before);
  // Where places and words multiplied each other, this took five seconds.
  expect((user + system) / 1e6).toBeLessThan(2.5);
});
