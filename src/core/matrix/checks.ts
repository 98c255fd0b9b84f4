// What a schema can't say of a matrix file: values of axes, expressions, quotes in flags, names that an axis decides.
import { AXES, LIBCS, type Axis } from '../../shared/domain/axes.ts';
import { errorText } from '../../shared/domain/errors.ts';
import type { MatrixFile, RunSettings } from '../../shared/domain/matrix-file.ts';
import { checkExpression } from './expressions.ts';
import { label, type SchemaFault } from './faults.ts';
import { splitFlags } from './ldflags.ts';
import { LEVEL_VARIABLES } from './levels.ts';
import { normalPlatform } from './platforms.ts';
import { nearest, show } from './suggest.ts';
import { parseDuration, parseSize } from './units.ts';
import { axisValue, isImageReference, refusal } from './values.ts';
import type { Path } from './yaml.ts';

/** Signals of Linux that end or tell a program something. */
const SIGNALS = [
  'SIGABRT',
  'SIGALRM',
  'SIGCONT',
  'SIGHUP',
  'SIGINT',
  'SIGIO',
  'SIGKILL',
  'SIGPIPE',
  'SIGPROF',
  'SIGPWR',
  'SIGQUIT',
  'SIGTERM',
  'SIGTRAP',
  'SIGUSR1',
  'SIGUSR2',
  'SIGVTALRM',
  'SIGWINCH',
  'SIGXCPU',
  'SIGXFSZ',
];

/** Variables that an axis decides; setting them by hand would make the cell's name a lie. */
const DECIDED: Record<string, string> = {
  CGO_ENABLED: 'axis cgo',
  GOOS: 'axis platform',
  GOARCH: 'axis platform',
  GOTOOLCHAIN: 'axis go',
  GOENV: 'workbench (always off)',
  ...Object.fromEntries(LEVEL_VARIABLES.map((name) => [name, 'axis level'])),
};

const MAX_VALUES = 200;
/** Docker refuses containers with less: "Minimum memory limit allowed is 6MB", which are MiB. */
const LEAST_MEMORY = 6 << 20;

/** Every fault that the schema does not see, in the order of the file's keys. */
export function furtherFaults(file: MatrixFile): SchemaFault[] {
  const faults: SchemaFault[] = [];
  const fault = (path: Path, text: string, about: 'key' | 'value' = 'value'): void => void faults.push({ path, about, text });
  const attempt = (path: Path, check: () => unknown): void => {
    try {
      check();
    } catch (error) {
      fault(path, `${label(path)}: ${errorText(error)}`);
    }
  };
  const flags = (path: Path, text: string | undefined): void => {
    if (text === undefined) return;
    if (text.includes('\0')) fault(path, `${label(path)} holds a zero byte; expected flags`);
    else attempt(path, () => splitFlags(text.replace(/^[^-'"\s][^=]*=/, '')));
  };
  const env = (path: Path, record: Record<string, unknown> | undefined, build: boolean): void => {
    for (const name of Object.keys(record ?? {})) {
      const here = [...path, name];
      if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) fault(here, `${show(name)} is no name of a variable; expected letters, digits and _`, 'key');
      else if (build && name in DECIDED) fault(here, `${label(here)} is decided by the ${DECIDED[name] ?? ''}; expected it there`, 'key');
      if (String(record?.[name]).includes('\0')) fault(here, `${label(here)} holds a zero byte; expected text`);
    }
  };
  const memory = (path: Path, text: string | number | undefined): void => {
    if (text === undefined) return;
    attempt(path, () => {
      if (parseSize(text) < LEAST_MEMORY) fault(path, `${label(path)} is ${show(String(text))}; expected at least 6MiB, the least that an engine takes`);
    });
  };
  const run = (path: Path, settings: RunSettings | undefined): void => {
    if (settings === undefined) return;
    env([...path, 'env'], settings.env, false);
    settings.args?.forEach((argument, index) => {
      if (String(argument).includes('\0')) fault([...path, 'args', index], `${label([...path, 'args', index])} holds a zero byte; expected text`);
    });
    for (const target of Object.keys(settings.files ?? {})) {
      const source = settings.files?.[target] ?? '';
      const here = [...path, 'files', target];
      if (!target.startsWith('/')) fault(here, `${show(target)} is not absolute; expected a path in the container such as /etc/app.conf`, 'key');
      if (source.startsWith('/') || source.split('/').includes('..')) fault(here, `${label(here)} is ${show(source)}; expected a path below the project`);
    }
    const limits = settings.limits ?? {};
    if (limits.time !== undefined) attempt([...path, 'limits', 'time'], () => parseDuration(limits.time ?? ''));
    memory([...path, 'limits', 'memory'], limits.memory);
    for (const name of ['output', 'trace'] as const) attempt([...path, 'limits', name], () => limits[name] === undefined || parseSize(limits[name]));
    if (settings.workdir !== undefined && !settings.workdir.startsWith('/'))
      fault([...path, 'workdir'], `${label([...path, 'workdir'])} is ${show(settings.workdir)}; expected an absolute path in the container such as /data`);
    const { ready } = settings;
    if (ready !== undefined && 'http' in ready && !httpTarget(ready.http))
      fault([...path, 'ready', 'http'], `${label([...path, 'ready', 'http'])} is ${show(ready.http)}; expected a port and a path such as 8080/healthz`);
    if (ready !== undefined && 'log' in ready && ready.log === '')
      fault([...path, 'ready', 'log'], `${label([...path, 'ready', 'log'])} is empty, which every line contains; expected a text`);
    if (ready !== undefined && 'after' in ready) attempt([...path, 'ready', 'after'], () => parseDuration(ready.after));
    const { stop } = settings;
    if (stop !== undefined && !SIGNALS.includes(stop)) {
      const near = nearest(stop, SIGNALS);
      fault([...path, 'stop'], `${label([...path, 'stop'])} is ${show(stop)};${near === null ? '' : ` did you mean ${near}?`} expected one of ${SIGNALS.join(', ')}`);
    }
  };

  for (const axis of AXES) axisFaults(axis, file.axes?.[axis], fault);
  if (typeof file.toolchain === 'object' && !isImageReference(file.toolchain.image))
    fault(['toolchain', 'image'], `toolchain.image is ${show(file.toolchain.image)}; expected an image reference such as golang:1.24`);
  env(['env'], file.env, true);
  flags(['ldflags'], file.ldflags);
  flags(['gcflags'], file.gcflags);
  flags(['goflags'], file.goflags);
  for (const where of Object.keys(file.packages ?? {})) {
    const [libc = '', platform, ...rest] = where.trim().split(/\s+/);
    if (!(LIBCS as readonly string[]).includes(libc) || rest.length > 0 || (platform !== undefined && !normalPlatform(platform).ok))
      fault(['packages', where], `packages.${show(where)} is not known; expected ${LIBCS.join(' or ')}, or one of them with a platform such as "musl linux/arm64"`, 'key');
    file.packages?.[where]?.forEach((name, index) => {
      // Debian policy 5.6.1, with room for the names of other distributions.
      if (!/^[a-zA-Z0-9][a-zA-Z0-9+._-]*$/.test(name)) fault(['packages', where, index], `${show(name)} is no name of a package`);
    });
  }
  file.sources?.exclude?.forEach((pattern, index) => {
    if (pattern.includes('\0')) fault(['sources', 'exclude', index], `${label(['sources', 'exclude', index])} holds a zero byte; expected a pattern`);
  });
  const limits = file.build?.limits ?? {};
  if (limits.time !== undefined) attempt(['build', 'limits', 'time'], () => parseDuration(limits.time ?? ''));
  memory(['build', 'limits', 'memory'], limits.memory);
  run(['run'], file.run);
  file.cells?.forEach((rule, index) => {
    attempt(['cells', index, 'when'], () => checkExpression(rule.when));
    run(['cells', index, 'run'], rule.run);
    env(['cells', index, 'env'], rule.env, true);
    flags(['cells', index, 'ldflags'], rule.ldflags);
  });
  file.expect?.forEach((rule, index) => {
    attempt(['expect', index, 'when'], () => checkExpression(rule.when));
    if (rule.code !== undefined && rule.outcome !== 'exit')
      fault(['expect', index, 'code'], `${label(['expect', index, 'code'])} says nothing with outcome ${rule.outcome}; expected it with outcome exit`, 'key');
    if (rule.code === 0) fault(['expect', index, 'code'], `${label(['expect', index, 'code'])} is 0, which is outcome pass; expected 1 to 255`);
  });
  file.include?.forEach((text, index) => attempt(['include', index], () => checkExpression(text)));
  file.exclude?.forEach((text, index) => attempt(['exclude', index], () => checkExpression(text)));
  return faults;
}

function axisFaults(axis: Axis, given: NonNullable<MatrixFile['axes']>[Axis], fault: (path: Path, text: string) => void): void {
  if (given === undefined) return;
  const path: Path = ['axes', axis];
  const values = Array.isArray(given) ? given : [given];
  if (values.length === 0) fault(path, `${label(path)} is an empty list; expected at least one value, or the key left out`);
  if (values.length > MAX_VALUES) fault(path, `${label(path)} has ${values.length} values; expected at most ${MAX_VALUES}`);
  values.slice(0, MAX_VALUES).forEach((value, index) => {
    const here = Array.isArray(given) ? [...path, index] : path;
    const checked = axisValue(axis, String(value));
    if (!checked.ok) fault(here, `${label(here)}: ${refusal(axis, show(String(value)), checked)}`);
  });
}

function httpTarget(text: string): boolean {
  const found = /^(\d{1,5})(\/[^\s]*)?$/.exec(text);
  return found !== null && Number(found[1]) >= 1 && Number(found[1]) <= 65535;
}
