import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { bytesSource, readTrace } from '../../../../src/core/evidence/index.ts';
import { countEvents } from '../../../../src/core/evidence/trace/index.ts';
import { textSteps } from '../../../../src/core/evidence/trace/filter/text.ts';

it('a text finds every event of a line that several threads wrote into', () => {
  const source = bytesSource(readFileSync(new URL('../../../fixtures/strace/many-qemu.strace', import.meta.url)));
  const { index, text } = readTrace(source);
  const steps = textSteps(index, source, 'CLOCK_REALTIME');
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  const plain = Array.from({ length: index.count }, (_, event) => event).filter((event) => `${text.line(event)}\n${text.resumedLine(event) ?? ''}`.includes('CLOCK_REALTIME'));
  expect(countEvents(step.value, index.count)).toBe(plain.length);
  expect(plain.length).toBeGreaterThan(3);
});
