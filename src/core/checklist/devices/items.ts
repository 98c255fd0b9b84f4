// What the program wanted of /dev, /proc and /sys, as rows and items. Pure.
import type { Checklist, ChecklistItem } from '../../../shared/domain/checklist.ts';
import { itemsOf } from '../item.ts';
import type { Started } from '../program/start.ts';
import { optionOf, stateOf, type KernelConfig } from './options.ts';

type Device = Checklist['devices'][number];

const item = itemsOf('devices', ['C45']);

/** What every container has of Docker's and podman's making. */
const USUAL = /^\/dev(\/(null|zero|full|random|urandom|tty|console|ptmx|pts(\/\w*)?|shm(\/.*)?|mqueue|fd(\/\d*)?|stdin|stdout|stderr|core)?)?$/;
/** Nodes that programs and C libraries only try, and go on without. */
const TRIED = /^\/dev\/(tty|hugepages|shm\/.*|log|mqueue\/.*)$/;
const MOST = 200;

export function devicesOf(paths: Started['paths'], config: KernelConfig): Device[] {
  const rows: Device[] = [];
  for (const [path, { errno }] of paths) {
    if (!path.startsWith('/dev/') || rows.length >= MOST) continue;
    const option = optionOf(path);
    // Refused by the device cgroup or by its mode is there all the same.
    rows.push({
      path,
      error: errno,
      inContainer: errno !== 'ENOENT' && errno !== 'ENOTDIR',
      option: option?.option ?? null,
      optionState: option === null ? null : stateOf(option, config),
    });
  }
  return rows.sort((a, b) => (a.path < b.path ? -1 : 1));
}

const SOURCE: Readonly<Record<'y' | 'm' | 'n', string>> = { y: 'built into this kernel or loaded', m: 'a module of this kernel, not loaded', n: 'not in this kernel' };

export function deviceItems(started: Started | null, devices: Device[], config: KernelConfig): ChecklistItem[] {
  if (started === null) return [item('devices.nodes', 'Device nodes', 'unknown', 'the program was not started, so nothing shows which device nodes it opens', [])];
  const told = devices.filter(({ path }) => !USUAL.test(path));
  const items = told.map((device) => nodeItem(device, config));
  const usual = devices.filter(({ path, error }) => USUAL.test(path) && error === null).map(({ path }) => path);
  // Silence of a program that ended at once proves nothing.
  const silent = started.healthy ? '' : `; it ${started.ended}, so what it does when it works was not seen`;
  if (told.length === 0)
    items.push(
      item(
        'devices.nodes',
        'Device nodes',
        started.paths.size === 0 || !started.healthy ? 'unknown' : 'pass',
        started.paths.size === 0
          ? `nothing was seen of what it opens: it ${started.ended}`
          : `${usual.length === 0 ? 'it opened no device node' : `it opened only what every container has: ${usual.slice(0, 6).join(', ')}`}${silent}`,
        [{ source: 'trace', text: `${started.paths.size} paths looked at; the program ${started.ended}` }],
      ),
    );
  const refused = [...started.paths].filter(([path, { errno, opens }]) => /^\/(proc|sys)\//.test(path) && opens && errno !== null);
  if (started.paths.size > 0)
    items.push(
      refused.length === 0
        ? item('devices.files', 'Files of /proc and /sys', started.healthy ? 'pass' : 'unknown', `all it opened there was there${silent}`, [])
        : item(
            'devices.files',
            'Files of /proc and /sys',
            'warn',
            `${refused.length === 1 ? 'one file' : `${refused.length} files`} of the kernel could not be opened: ${refused[0]?.[0] ?? ''} (${refused[0]?.[1].errno ?? ''})`,
            refused.slice(0, 20).map(([path, { errno }]) => ({ source: 'trace', text: `${path}: ${errno ?? ''}` })),
          ),
    );
  return items;
}

function nodeItem({ path, error, option, optionState }: Device, config: KernelConfig): ChecklistItem {
  const evidence = [{ source: 'trace', text: error === null ? `${path}: opened` : `${path}: ${error}` }];
  const misc = optionOf(path)?.misc;
  if (option !== null)
    evidence.push({
      source: 'kernel',
      text:
        optionState === null
          ? `${option}: neither the host's kernel configuration nor its list of modules can be read`
          : `${option}=${optionState} (${config.source})${misc !== undefined && config.misc !== null ? `; ${misc} is ${config.misc.has(misc) ? '' : 'not '}in /proc/misc` : ''}`,
    });
  const title = `Device node ${path}`;
  const id = `devices.node.${path}`;
  if (error === null) return item(id, title, 'pass', 'opened', evidence);
  const state = optionState === 'y' || optionState === 'm' || optionState === 'n' ? optionState : null;
  // Built in is not there: a driver without its hardware registers nothing.
  const absent = state === 'y' && misc !== undefined && config.misc?.has(misc) === false;
  const kernel =
    option === null
      ? ''
      : state === null
        ? `; whether the kernel has ${option} is not known`
        : absent
          ? `; ${option} is built in, and the driver has registered no device on this host`
          : `; ${option} is ${SOURCE[state]}`;
  const hint = state === 'n' || absent ? '' : error === 'ENOENT' ? `: it has to be given with --device ${path}` : ': it is there and refused';
  return item(id, title, TRIED.test(path) ? 'warn' : 'fail', `${error}${hint}${kernel}`, evidence);
}
