// Procedures of the lab's measurements. A reader lists and reads what is stored; the owner measures.
import { InputError } from '../../../shared/domain/errors.ts';
import { createOnce } from '../../lab/once.ts';
import type { Handlers } from '../../procedures.ts';
import type { Store } from '../../store/types.ts';
import type { Measurements } from './measurements.ts';

export function storedMeasurementProcedures(store: Store): Pick<Handlers, 'dns.get' | 'dns.list'> {
  return {
    'dns.get': async ({ id, wait }) => {
      const document = store.measurements.get(id);
      if (wait && document.state === 'running')
        throw new InputError(`measurement ${document.id} is going on; only its owner can be waited for`, { input: id, expected: 'the owner of the data folder' });
      return document;
    },
    'dns.list': async ({ limit }) => ({ schema: 'cgoscope/dns-measurements@0', measurements: store.measurements.list(limit) }),
  };
}

export function measurementProcedures(measurements: Measurements, store: Store): Pick<Handlers, 'dns.measure' | 'dns.get' | 'dns.list' | 'dns.cancel' | 'dns.remove'> {
  const once = createOnce<{ id: string; samples: number; longestNs: number }>();
  return {
    'dns.list': async ({ limit }) => ({ schema: 'cgoscope/dns-measurements@0', measurements: measurements.list(limit) }),
    'dns.measure': ({ token, ...request }) => once(token, () => measurements.start(request)),
    'dns.get': async ({ id, wait }) => {
      // The id it has now: `last` may be another one later.
      const whole = store.measurements.resolve(id);
      if (wait) await measurements.wait(whole);
      return measurements.get(whole);
    },
    'dns.cancel': async ({ id }) => ({ cancelled: await measurements.cancel(id) }),
    'dns.remove': async ({ id }) => {
      measurements.remove(id);
      return { removed: true };
    },
  };
}
