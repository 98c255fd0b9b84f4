// Every look at a trace, by its name in the address.
import type { ComponentType } from 'react';
import type { TraceLook } from '../../app/routes.ts';
import { EventsLook } from './events/events-look.tsx';
import type { LookProps } from './look-props.ts';
import { AddressesLook } from './parts/addresses-look.tsx';
import { FilesLook } from './parts/files-look.tsx';
import { ProcessesLook } from './parts/processes-look.tsx';
import { SearchedLook } from './parts/searched-look.tsx';
import { SummaryLook } from './parts/summary-look.tsx';
import { RawLook } from './raw/raw-look.tsx';
import { TimelineLook } from './timeline-look.tsx';

export const LOOKS: Record<TraceLook, ComponentType<LookProps>> = {
  events: EventsLook,
  summary: SummaryLook,
  files: FilesLook,
  addresses: AddressesLook,
  processes: ProcessesLook,
  searched: SearchedLook,
  timeline: TimelineLook,
  raw: RawLook,
};
