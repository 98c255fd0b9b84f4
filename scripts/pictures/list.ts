// Every picture of README.md and docs, in one description: what it is called, where the window stands, what must be seen before it is taken.
import { routes } from '../../src/renderer/app/routes.ts';
import { traceName } from '../../src/renderer/views/trace/which.ts';
import { PLACES, type Stage } from './stage.ts';

type Live = NonNullable<Stage['live']>;
interface Look {
  /** Of the window; or the report of a run, as a file. */
  readonly at: string | { readonly report: string };
  /** Texts that must stand there, visible, before it is taken. */
  readonly shows: readonly string[];
  /** CSS selectors or `text=…` of Playwright, clicked one after the other before that. */
  readonly clicks?: readonly string[];
  /** Texts that must not stand there: what would spoil it. */
  readonly without?: readonly string[];
}
interface Named {
  readonly name: string;
  readonly theme: 'light' | 'dark';
  /** Of the page; by default 1280x800. */
  readonly size?: string;
}
/** What one is of: an engine's work of today, or what needs none. */
export type Picture = Named & ({ readonly engine: true; readonly look: (live: Live) => Look } | { readonly engine: false; readonly look: (stage: Stage) => Look });

export const PICTURES: readonly Picture[] = [
  { name: 'run-light', theme: 'light', engine: true, look: ({ run }) => ({ at: routes.run(run), shows: ['loader-missing', 'start-failed', 'build-failed'] }) },
  { name: 'run-dark', theme: 'dark', engine: true, look: ({ run }) => ({ at: routes.run(run), shows: ['loader-missing', 'start-failed', 'build-failed'] }) },
  { name: 'matrix-light', theme: 'light', engine: true, look: () => ({ at: routes.matrix({ path: PLACES.sample }), shows: ['Run 20 cells', 'cell 20'] }) },
  { name: 'cell-dark', theme: 'dark', engine: true, look: ({ run }) => ({ at: routes.cell(run, 7), shows: ['loader-missing', 'Nearest green cell', 'trace.firstExec.error'] }) },
  {
    name: 'findings-light',
    theme: 'light',
    engine: true,
    look: ({ run }) => ({ at: routes.cell(run, 7, { tab: 'findings' }), shows: ['Stands on', 'As it was', 'With the fix', 'Save the patch'] }),
  },
  {
    name: 'bisect-light',
    theme: 'light',
    size: '1280x440',
    engine: true,
    look: ({ bisect }) => ({ at: routes.bisect(bisect), shows: ['Steps from green to red', 'the step that turns it red'] }),
  },
  { name: 'compare-light', theme: 'light', engine: true, look: ({ run }) => ({ at: routes.compare([`${run}/6`, `${run}/5`]), shows: ['libcVersion', '2.31', 'filesMissing'] }) },
  {
    name: 'against-light',
    theme: 'light',
    engine: true,
    look: ({ run, images }) => ({
      at: `${routes.binary({ kind: 'cell', run, cell: 5 }, { tab: 'against', against: images['glibc-old-amd64'] ?? '' })}&q=cgoscope/run&ours=1&judge=all`,
      shows: ['Judge again', 'Versions', 'asks libc.so.6 for GLIBC_2.34'],
    }),
  },
  {
    name: 'audit-light',
    theme: 'light',
    engine: true,
    look: ({ images }) => ({ at: routes.image(images['glibc-old-amd64'] ?? ''), shows: ['No root certificates', 'No time zones', 'Loader and C library'] }),
  },
  {
    name: 'size-light',
    theme: 'light',
    engine: true,
    look: ({ run }) => ({ at: routes.binary({ kind: 'cell', run, cell: 17 }, { tab: 'size' }), shows: ['Whole file', '.gopclntab', '.text'] }),
  },
  { name: 'log-dark', theme: 'dark', size: '1280x440', engine: true, look: ({ run }) => ({ at: routes.cell(run, 20, { tab: 'log' }), shows: ['fatal error'] }) },
  {
    name: 'strip-light',
    theme: 'light',
    engine: true,
    look: () => ({ at: `${routes.runs({ q: `${PLACES.sample} red` })}&view=strip`, shows: ['fixed', 'Only cells that changed'] }),
  },
  { name: 'doctor-dark', theme: 'dark', engine: true, look: () => ({ at: routes.doctor(), shows: ['linux/amd64'] }) },
  { name: 'dns-lab-light', theme: 'light', engine: false, look: () => ({ at: routes.dns(), shows: ['Packets over time', 'What it amounts to'] }) },
  {
    name: 'dns-measurement-dark',
    theme: 'dark',
    engine: true,
    look: ({ measurement }) => ({
      at: routes.measurement(measurement, { pair: '0.0' }),
      shows: ['Measured beside predicted', 'Packets over time: measured', 'Resolver that ran'],
      without: ['The machine was overloaded'],
    }),
  },
  {
    name: 'trace-events-light',
    theme: 'light',
    engine: true,
    look: ({ recording }) => ({
      at: routes.trace({ kind: 'recording', id: recording }, { q: 'path:*.go call:openat,read' }),
      clicks: ['[role=row] >> nth=2'],
      shows: ['Descriptor'],
    }),
  },
  {
    name: 'trace-compare-dark',
    theme: 'dark',
    engine: false,
    look: () => ({
      at: routes.tracesCompare(traceName({ kind: 'file', path: `${PLACES.traces}/broken.strace` }), traceName({ kind: 'file', path: `${PLACES.traces}/working.strace` }), {
        tab: 'side',
      }),
      shows: ['A looks for /etc/ssl/certs/ca-certificates.crt and does not find it (ENOENT); B opens it', 'Side by side'],
    }),
  },
  { name: 'report', theme: 'light', size: '1000x1400', engine: false, look: (stage) => ({ at: { report: stage.recorded }, shows: ['as expected'] }) },
];
