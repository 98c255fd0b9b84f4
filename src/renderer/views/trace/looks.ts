// Every look at a trace, by its name in the address.
import type { ComponentType } from 'react';
import type { TraceLook } from '../../app/routes.ts';
import type { LookProps } from './look-props.ts';
import { TimelineLook } from './timeline-look.tsx';

const Nothing = (): null => null;

export const LOOKS: Record<TraceLook, ComponentType<LookProps>> = {
  events: Nothing,
  summary: Nothing,
  files: Nothing,
  addresses: Nothing,
  processes: Nothing,
  searched: Nothing,
  timeline: TimelineLook,
  raw: Nothing,
};
