// The names of platforms: Docker's `os/arch[/variant]`, as the engine, a registry or an ELF magic states them.

/** `linux/arm64` for arm64 v8 (its only variant), `linux/arm/v7` where a variant matters. */
export function platformName(os: string, architecture: string, variant?: string | null): string {
  const arch =
    ({ x86_64: 'amd64', aarch64: 'arm64', i386: '386', i686: '386', armv7l: 'arm', armhf: 'arm', armv6l: 'arm' } as Record<string, string>)[architecture] ?? architecture;
  const implied = architecture === 'armv7l' || architecture === 'armhf' ? 'v7' : architecture === 'armv6l' ? 'v6' : '';
  const kind = (variant ?? '') === '' ? implied : String(variant);
  const plain = kind === '' || (arch === 'arm64' && kind === 'v8') || (arch === 'amd64' && kind === 'v1');
  return plain ? `${os}/${arch}` : `${os}/${arch}/${kind}`;
}

/** Whether an image of platform `got` is what `wanted` asks for: a variant counts only when it is asked for. */
export function platformMatches(got: string, wanted: string): boolean {
  const norm = (text: string): string => {
    const [os = '', arch = '', variant] = text.split('/');
    return platformName(os, arch, variant);
  };
  const [a, b] = [norm(got), norm(wanted)];
  return a === b || a.startsWith(`${b}/`);
}

/** e_machine, class and byte order of elf.h -> the Docker platform. */
const MACHINES: Record<string, string> = {
  '183/64/lsb': 'linux/arm64',
  '40/32/lsb': 'linux/arm',
  '62/64/lsb': 'linux/amd64',
  '3/32/lsb': 'linux/386',
  '243/64/lsb': 'linux/riscv64',
  '21/64/lsb': 'linux/ppc64le',
  '22/64/msb': 'linux/s390x',
  '8/64/lsb': 'linux/mips64le',
  '8/64/msb': 'linux/mips64',
  '258/64/lsb': 'linux/loong64',
  '21/64/msb': 'linux/ppc64',
  '8/32/lsb': 'linux/mipsle',
  '8/32/msb': 'linux/mips',
  '43/64/msb': 'linux/sparc64',
};

/** The platform that a binfmt_misc magic (hex) stands for: ELF class at 4, byte order at 5, e_machine at 18. Null where it is none we know. */
export function platformOfMagic(magicHex: string): string | null {
  if (!/^7f454c46[0-9a-f]{32}/i.test(magicHex)) return null;
  const bytes = Buffer.from(magicHex, 'hex');
  const bits = bytes[4] === 2 ? 64 : 32;
  const lsb = bytes[5] !== 2;
  const machine = lsb ? bytes.readUInt16LE(18) : bytes.readUInt16BE(18);
  return MACHINES[`${machine}/${bits}/${lsb ? 'lsb' : 'msb'}`] ?? null;
}
