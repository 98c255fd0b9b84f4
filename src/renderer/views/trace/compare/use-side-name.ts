// What a side is called: a recording by its title, anything else as the comparison names it. Not yet fit to be shown.
import type { TraceSource } from '../../../../shared/api/contract.ts';
import { useCall } from '../../../api/client.tsx';
import { recordingTitle } from '../recordings/titles.ts';

export function useSideName(source: TraceSource, name: string): string {
  const id = source.kind === 'recording' ? source.id : '';
  const recording = useCall('trace.recording', { id }, { enabled: id !== '' });
  return recording.data === undefined ? name : recordingTitle(recording.data);
}
