// Which option of the kernel stands behind a device node, and what the kernel at hand says of it. Sources: Documentation/admin-guide/devices.txt and the
// Kconfig files of the drivers that make the nodes. Never a list of module dependencies: those name what a module needs, not what a program does (C45).

interface NodeOption {
  node: RegExp;
  option: string;
  /** Its name in /proc/misc, where the driver registers one. */
  misc?: string;
  /** The module's file without `.ko`, where it can be one: known by modules.builtin and modules.order. */
  module?: string;
}

/** One line per kind of node. */
const NODES: readonly NodeOption[] = [
  { node: /^\/dev\/kvm$/, option: 'CONFIG_KVM', misc: 'kvm', module: 'kvm' },
  { node: /^\/dev\/net\/tun$/, option: 'CONFIG_TUN', misc: 'tun', module: 'tun' },
  { node: /^\/dev\/fuse$/, option: 'CONFIG_FUSE_FS', misc: 'fuse', module: 'fuse' },
  { node: /^\/dev\/cuse$/, option: 'CONFIG_CUSE', misc: 'cuse', module: 'cuse' },
  { node: /^\/dev\/vfio\//, option: 'CONFIG_VFIO', misc: 'vfio', module: 'vfio' },
  { node: /^\/dev\/iommu$/, option: 'CONFIG_IOMMUFD', misc: 'iommu' },
  { node: /^\/dev\/vhost-net$/, option: 'CONFIG_VHOST_NET', misc: 'vhost-net', module: 'vhost_net' },
  { node: /^\/dev\/vhost-vsock$/, option: 'CONFIG_VHOST_VSOCK', misc: 'vhost-vsock', module: 'vhost_vsock' },
  { node: /^\/dev\/vsock$/, option: 'CONFIG_VSOCKETS', misc: 'vsock', module: 'vsock' },
  { node: /^\/dev\/loop(-control|\d+)$/, option: 'CONFIG_BLK_DEV_LOOP', misc: 'loop-control', module: 'loop' },
  { node: /^\/dev\/mapper\//, option: 'CONFIG_BLK_DEV_DM', misc: 'device-mapper', module: 'dm-mod' },
  { node: /^\/dev\/nbd\d+$/, option: 'CONFIG_BLK_DEV_NBD', module: 'nbd' },
  { node: /^\/dev\/zram\d+$/, option: 'CONFIG_ZRAM', module: 'zram' },
  { node: /^\/dev\/btrfs-control$/, option: 'CONFIG_BTRFS_FS', misc: 'btrfs-control', module: 'btrfs' },
  { node: /^\/dev\/ppp$/, option: 'CONFIG_PPP', module: 'ppp_generic' },
  { node: /^\/dev\/uinput$/, option: 'CONFIG_INPUT_UINPUT', misc: 'uinput', module: 'uinput' },
  { node: /^\/dev\/uhid$/, option: 'CONFIG_UHID', misc: 'uhid', module: 'uhid' },
  { node: /^\/dev\/hidraw\d+$/, option: 'CONFIG_HIDRAW' },
  { node: /^\/dev\/input\//, option: 'CONFIG_INPUT_EVDEV' },
  { node: /^\/dev\/snd\//, option: 'CONFIG_SND', module: 'snd' },
  { node: /^\/dev\/dri\//, option: 'CONFIG_DRM', module: 'drm' },
  { node: /^\/dev\/fb\d+$/, option: 'CONFIG_FB' },
  { node: /^\/dev\/video\d+$/, option: 'CONFIG_VIDEO_DEV' },
  { node: /^\/dev\/bus\/usb\//, option: 'CONFIG_USB' },
  { node: /^\/dev\/ttyUSB\d+$/, option: 'CONFIG_USB_SERIAL' },
  { node: /^\/dev\/ttyACM\d+$/, option: 'CONFIG_USB_ACM' },
  { node: /^\/dev\/ttyAMA\d+$/, option: 'CONFIG_SERIAL_AMBA_PL011' },
  { node: /^\/dev\/ttyS\d+$/, option: 'CONFIG_SERIAL_8250' },
  { node: /^\/dev\/i2c-\d+$/, option: 'CONFIG_I2C_CHARDEV' },
  { node: /^\/dev\/spidev/, option: 'CONFIG_SPI_SPIDEV' },
  { node: /^\/dev\/gpiochip\d+$/, option: 'CONFIG_GPIO_CDEV' },
  { node: /^\/dev\/rtc\d*$/, option: 'CONFIG_RTC_INTF_DEV' },
  { node: /^\/dev\/watchdog\d*$/, option: 'CONFIG_WATCHDOG', misc: 'watchdog' },
  { node: /^\/dev\/hwrng$/, option: 'CONFIG_HW_RANDOM', misc: 'hw_random' },
  { node: /^\/dev\/hpet$/, option: 'CONFIG_HPET', misc: 'hpet' },
  { node: /^\/dev\/ptp\d+$/, option: 'CONFIG_PTP_1588_CLOCK' },
  { node: /^\/dev\/tpm(rm)?\d+$/, option: 'CONFIG_TCG_TPM' },
  { node: /^\/dev\/sev(-guest)?$/, option: 'CONFIG_SEV_GUEST', misc: 'sev-guest' },
  { node: /^\/dev\/tdx_guest$/, option: 'CONFIG_TDX_GUEST_DRIVER', misc: 'tdx_guest' },
  { node: /^\/dev\/userfaultfd$/, option: 'CONFIG_USERFAULTFD', misc: 'userfaultfd' },
  { node: /^\/dev\/mem$/, option: 'CONFIG_DEVMEM' },
  { node: /^\/dev\/kmsg$/, option: 'CONFIG_PRINTK' },
  { node: /^\/dev\/hugepages/, option: 'CONFIG_HUGETLBFS' },
  { node: /^\/dev\/mqueue/, option: 'CONFIG_POSIX_MQUEUE' },
];

export const optionOf = (node: string): NodeOption | null => NODES.find((each) => each.node.test(node)) ?? null;

/** What the engine's host says of its kernel; each null where it does not let itself be read. */
export interface KernelConfig {
  /** Option -> `y`, `m`; one that is not set is not in it. */
  options: ReadonlyMap<string, string> | null;
  /** Names in /proc/misc: drivers that are there now, built in or loaded. */
  misc: ReadonlySet<string> | null;
  /** File names without `.ko` of what is built in, and of what is a module of the running kernel. */
  modules: { builtin: ReadonlySet<string>; loadable: ReadonlySet<string> } | null;
  /** Where it was read. */
  source: string;
}

/** The text of a kernel's `.config`. Null where it is none. */
export function parseKernelConfig(text: string): Map<string, string> | null {
  const options = new Map<string, string>();
  for (const [, name = '', value = ''] of text.matchAll(/^(CONFIG_[A-Za-z0-9_]{1,80})=(.{1,200})$/gm)) if (options.size < 50_000) options.set(name, value);
  return options.size < 20 ? null : options;
}

/** /proc/misc: ` 232 kvm`. */
export function parseMisc(text: string): Set<string> | null {
  const names = [...text.matchAll(/^\s*\d+ (\S{1,64})$/gm)].slice(0, 2_000).map(([, name = '']) => name);
  return names.length === 0 ? null : new Set(names);
}

/** modules.builtin and modules.order: a path of `name.ko` (or `.o`) a line; packed modules are listed without their packing. */
export function parseModules(texts: { builtin: string; order: string }): { builtin: Set<string>; loadable: Set<string> } {
  const names = (text: string): Set<string> => new Set([...text.matchAll(/([^/\s]{1,100})\.k?o(?:\.\w+)?$/gm)].slice(0, 50_000).map(([, name = '']) => name));
  return { builtin: names(texts.builtin), loadable: names(texts.order) };
}

/** `y` built in, `m` a module, `n` not in this kernel; null where nothing tells. A driver that is there now is there, whatever the configuration says. */
export function stateOf({ option, misc, module }: Omit<NodeOption, 'node'>, config: KernelConfig): 'y' | 'm' | 'n' | null {
  const set = config.options?.get(option);
  if (set === 'y' || set === 'm') return set;
  if (misc !== undefined && config.misc?.has(misc) === true) return 'y';
  if (config.options !== null) return 'n';
  if (config.modules === null || module === undefined) return null;
  // Names of files may have either sign.
  const [under, hyphen] = [module.replaceAll('-', '_'), module.replaceAll('_', '-')];
  const holds = (names: ReadonlySet<string>): boolean => names.has(under) || names.has(hyphen);
  return holds(config.modules.builtin) ? 'y' : holds(config.modules.loadable) ? 'm' : 'n';
}
