// Real failures, really made: the sample of those that `npm run campaign -- failures` makes all. Each is told its cause with evidence, its control is not, and its fix turns it green.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engineReason } from '../helpers/engine-reason.ts';
import { listFailures } from './failures/list.ts';
import { prove } from './failures/prove.ts';
import { openWorkshop } from './failures/workshop.ts';

const reason = await engineReason();
const sample = (await listFailures()).filter(({ failure }) => failure.sample === true);

describe.skipIf(reason !== null)(`a failure that is made here${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  let workshop: Awaited<ReturnType<typeof openWorkshop>>;
  beforeAll(async () => {
    workshop = await openWorkshop();
  });
  afterAll(async () => {
    await workshop.close();
  });

  it.each(sample.map(({ failure }) => [failure.name, failure] as const))(
    '%s is made, explained, and mended where something can be applied',
    { timeout: 300_000 },
    async (_name, failure) => {
      const { made, explained, evidence, control, fix } = await prove(failure, workshop);
      expect(made).toBe(true);
      expect(explained).toBe(failure.cause);
      expect(evidence.all).toBeGreaterThan(0);
      expect(evidence.sound).toBe(evidence.all);
      expect(control).toBe(true);
      if (fix !== null) expect(fix).toBe(true);
    },
  );

  it('is there in every group', () => {
    expect([...new Set(sample.map(({ group }) => group))].sort()).toEqual(['build', 'go', 'runtime', 'start']);
  });
});
