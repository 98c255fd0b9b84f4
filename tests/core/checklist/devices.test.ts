import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deviceItems, devicesOf } from '../../../src/core/checklist/devices/items.ts';
import { optionOf, parseKernelConfig, parseMisc, parseModules, stateOf, type KernelConfig } from '../../../src/core/checklist/devices/options.ts';
import { readEmulatorLog } from '../../../src/core/checklist/program/emulator-log.ts';
import type { Started } from '../../../src/core/checklist/program/start.ts';

const config = (options: Record<string, string> | null, misc: string[] | null = null): KernelConfig => ({
  options: options === null ? null : new Map(Object.entries(options)),
  misc: misc === null ? null : new Set(misc),
  modules: null,
  source: '/proc/config.gz',
});
const program = (paths: Record<string, string | null>): Started => ({
  ended: 'ended with code 0',
  healthy: true,
  calls: new Set(),
  paths: new Map(Object.entries(paths).map(([path, errno]) => [path, { errno, opens: true }])),
  notes: [],
});
const items = (paths: Record<string, string | null>, kernel: KernelConfig) => {
  const started = program(paths);
  return deviceItems(started, devicesOf(started.paths, kernel), kernel);
};

describe('the option behind a device node', () => {
  it.each([
    ['/dev/kvm', 'CONFIG_KVM'],
    ['/dev/net/tun', 'CONFIG_TUN'],
    ['/dev/fuse', 'CONFIG_FUSE_FS'],
    ['/dev/vfio/vfio', 'CONFIG_VFIO'],
    ['/dev/loop3', 'CONFIG_BLK_DEV_LOOP'],
  ])('%s is %s', (node, option) => expect(optionOf(node)?.option).toBe(option));

  it('is none for a node that no option of the kernel makes', () => expect(optionOf('/dev/nvidia0')).toBeNull());

  const kvm = { option: 'CONFIG_KVM', misc: 'kvm' };
  it('is read from the kernel configuration', () => {
    expect(stateOf(kvm, config({ CONFIG_KVM: 'y' }))).toBe('y');
    expect(stateOf(kvm, config({ CONFIG_KVM: 'm' }))).toBe('m');
    expect(stateOf(kvm, config({ CONFIG_TUN: 'y' }))).toBe('n');
  });
  it('is read from the lists of modules where there is no configuration', () => {
    const modules = parseModules({
      builtin: 'kernel/fs/fuse/fuse.ko\nkernel/drivers/vhost/vhost_net.ko\n',
      order: 'kernel/arch/arm64/kvm/kvm.ko.xz\nkernel/drivers/md/dm-mod.o\n',
    });
    const state = (node: string) => stateOf(optionOf(node) ?? { option: 'none' }, { ...config(null), modules });
    expect([state('/dev/fuse'), state('/dev/vhost-net'), state('/dev/kvm'), state('/dev/mapper/control'), state('/dev/net/tun')]).toEqual(['y', 'y', 'm', 'm', 'n']);
    // A node whose driver's file is not known here stays unknown.
    expect(state('/dev/watchdog')).toBeNull();
  });
  it('is known by the driver that is there where the configuration is not readable', () => {
    expect(stateOf(kvm, config(null, ['kvm']))).toBe('y');
    expect(stateOf(kvm, config(null, ['fuse']))).toBeNull();
    expect(stateOf(kvm, config(null))).toBeNull();
  });
});

describe('the kernel’s own words', () => {
  it('give options; a text that is no configuration gives none', () => {
    const text = `${Array.from({ length: 30 }, (_, i) => `CONFIG_A${i}=y`).join('\n')}\nCONFIG_TUN=m\n# CONFIG_KVM is not set\n`;
    expect(parseKernelConfig(text)?.get('CONFIG_TUN')).toBe('m');
    expect(parseKernelConfig(text)?.has('CONFIG_KVM')).toBe(false);
    expect(parseKernelConfig('')).toBeNull();
    fc.assert(
      fc.property(fc.string(), (any) => {
        parseKernelConfig(any);
        parseMisc(any);
      }),
    );
  });
  it('give drivers that are there', () => {
    expect(parseMisc('232 kvm\n 10 fuse\n')).toEqual(new Set(['kvm', 'fuse']));
    expect(parseMisc('')).toBeNull();
  });
});

describe('what the program wanted', () => {
  it('fails for a node that the container lacks, and says whether the kernel could have it', () => {
    const [first] = items({ '/dev/kvm': 'ENOENT' }, config({ CONFIG_KVM: 'y' }, ['kvm']));
    expect(first).toMatchObject({ id: 'devices.node./dev/kvm', status: 'fail', text: expect.stringContaining('--device /dev/kvm') as string });
    const [without] = items({ '/dev/kvm': 'ENOENT' }, config({ CONFIG_TUN: 'y' }));
    expect(without?.text).toContain('CONFIG_KVM is not in this kernel');
    expect(without?.text).not.toContain('--device');
    const [dead] = items({ '/dev/kvm': 'ENOENT' }, config({ CONFIG_KVM: 'y' }, ['fuse']));
    expect(dead?.text).toContain('registered no device');
  });

  it('passes for the same node where it opened', () => expect(items({ '/dev/kvm': null }, config(null))[0]).toMatchObject({ status: 'pass' }));

  it('passes for a program that opens what every container has', () => {
    expect(items({ '/dev/null': null, '/dev/urandom': null, '/etc/hosts': null }, config(null))).toMatchObject([
      { id: 'devices.nodes', status: 'pass' },
      { id: 'devices.files', status: 'pass' },
    ]);
  });

  it('knows a node that is there and refused from one that is not there', () => {
    const rows = devicesOf(program({ '/dev/fuse': 'EPERM', '/dev/kvm': 'ENOENT' }).paths, config(null));
    expect(rows.map(({ path, inContainer }) => [path, inContainer])).toEqual([
      ['/dev/fuse', true],
      ['/dev/kvm', false],
    ]);
  });

  it('warns of files of the kernel that could not be opened', () => {
    const item = items({ '/proc/sys/vm/overcommit_memory': 'EACCES' }, config(null)).find(({ id }) => id === 'devices.files');
    expect(item).toMatchObject({ status: 'warn', text: expect.stringContaining('EACCES') as string });
  });

  it('does not take the silence of a program that ended at once for a good sign', () => {
    const started = { ...program({ '/dev/null': null }), healthy: false, ended: 'ended with code 1' };
    expect(deviceItems(started, devicesOf(started.paths, config(null)), config(null)).map(({ status }) => status)).toEqual(['unknown', 'unknown']);
  });

  it('says nothing of a program that was not started, or not seen', () => {
    expect(deviceItems(null, [], config(null))).toMatchObject([{ status: 'unknown' }]);
    expect(items({}, config(null))).toMatchObject([{ id: 'devices.nodes', status: 'unknown' }]);
  });
});

describe('the log of an emulator', () => {
  it('names the guest’s calls, also those that it does not know and those in the middle of another’s line', () => {
    const log =
      '1 openat(AT_FDCWD,"/dev/kvm",O_RDWR) = -1 errno=2 (No such file or directory)\n1 nanosleep(274878037752,0)1 exit_group(0)\n1 Unknown syscall 437\n7 gettid() = 7\n';
    const { names, unknownNumbers } = readEmulatorLog(log);
    expect([...names]).toEqual(['openat', 'nanosleep', 'exit_group', 'gettid']);
    expect([...unknownNumbers]).toEqual([437]);
  });
  it('may be anything', () => fc.assert(fc.property(fc.string(), (text) => void readEmulatorLog(text))));
});
