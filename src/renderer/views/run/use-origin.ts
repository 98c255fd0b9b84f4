// Where a run came from: the lists know, the run's own document does not say.
import { useCall } from '../../api/client.tsx';

/** More runs than any data folder keeps. */
const ALL = 100_000;

/** `local`, or the bundle it was imported from; null while nobody knows. */
export function useOrigin(run: string): string | null {
  // The frame asks this for itself, so the usual case costs nothing.
  const recent = useCall('runs.list', { limit: 50 });
  const found = recent.data?.runs.find(({ id }) => id === run);
  const all = useCall('runs.list', { limit: ALL }, { enabled: recent.data !== undefined && found === undefined, keepFor: 0 });
  return (found ?? all.data?.runs.find(({ id }) => id === run))?.origin ?? null;
}
