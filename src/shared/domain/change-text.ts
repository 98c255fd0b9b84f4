// What a fix changes, each thing in one line; values as they stand (whoever shows them makes them harmless). For reports and the command line.
import type { Change } from './explain.ts';

const set = (name: string, value: string | null): string => (value === null ? `${name} unset` : `${name}=${value}`);

/** In the order of a build and a start; empty where only a person can do something. */
export function changeText(change: Change): string[] {
  const run = change.run ?? {};
  return [
    ...Object.entries(change.axes ?? {}).map(([axis, value]) => (value.startsWith('+') ? `${axis}: ${value.slice(1)} added` : `${axis}=${value}`)),
    ...Object.entries(change.env ?? {}).map(([name, value]) => `build environment: ${set(name, value)}`),
    ...(change.goflags === undefined ? [] : [set('GOFLAGS', change.goflags)]),
    ...(change.ldflags === undefined ? [] : [set('-ldflags', change.ldflags)]),
    ...(change.packages === undefined || change.packages.length === 0 ? [] : [`C libraries added: ${change.packages.join(' ')}`]),
    ...Object.entries(change.modules ?? {}).map(([name, value]) => `modules.${name}=${value ?? ''}`),
    ...(change.sources ?? []).map((edit) =>
      'find' in edit
        ? `${edit.path}: ${JSON.stringify(edit.find)} becomes ${JSON.stringify(edit.replace)}`
        : edit.content === null
          ? `${edit.path} removed`
          : `${edit.path} written`,
    ),
    ...Object.entries(run.env ?? {}).map(([name, value]) => `environment of the program: ${set(name, value)}`),
    ...(['user', 'workdir', 'network', 'profile', 'time', 'memory'] as const).flatMap((name) => {
      const value = run[name];
      return value === undefined ? [] : [`run.${set(name, value)}`];
    }),
    ...(run.args === undefined ? [] : [`run.args=${JSON.stringify(run.args)}`]),
    ...(run.files ?? []).map((file) => ('from' in file ? `${file.path} of the run image ${file.from} put into the container` : `${file.path} put into the container`)),
    ...(run.resolvConf === undefined ? [] : [`/etc/resolv.conf: ${run.resolvConf.trim().split('\n').join(' · ')}`]),
  ];
}
