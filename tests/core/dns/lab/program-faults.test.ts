// One list of faults in two languages: read here from the source of the lab's program, so that it is held together also where no engine is (program.int.test.ts asks the program itself).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { labFolder } from '../../../../src/core/dns/lab/sources.ts';
import { FAULTS } from '../../../../src/shared/domain/dns-faults.ts';

it("the lab's program lists the faults of dns-faults.ts, with their parameters, in their order", () => {
  const source = readFileSync(join(labFolder(), 'internal/faults/faults.go'), 'utf8');
  const list = /var Kinds = \[\]Kind\{\n([\s\S]*?)\n\}/.exec(source)?.[1] ?? '';
  const kinds = [...list.matchAll(/\{"([a-z-]+)", (None|Ms|Count|Probability)\}/g)].map(([, name, parameter]) => ({ name, parameter: parameter?.toLowerCase() }));
  expect(kinds).toEqual(FAULTS.map(({ name, parameter }) => ({ name, parameter })));
});
