// Procedures of the bisect.
import type { Handlers } from '../../procedures.ts';
import { createOnce } from '../once.ts';
import type { Bisects } from './bisect.ts';

export function bisectProcedures(bisects: Bisects): Pick<Handlers, 'bisect.start' | 'bisect.get' | 'bisect.cancel'> {
  const once = createOnce<{ id: string }>();
  return {
    'bisect.start': ({ token, ...input }) => once(token, () => bisects.start(input)),
    'bisect.get': async ({ id, wait }) => {
      if (wait) await bisects.wait(id);
      return bisects.get(id);
    },
    'bisect.cancel': async ({ id }) => ({ cancelled: bisects.cancel(id) }),
  };
}
