// What a note is, by its owner and type. For people who look at notes: the document keeps owner and number.
import { table, type Names } from './names.ts';

const CORE = table(
  'NT_',
  `1:PRSTATUS 2:FPREGSET 3:PRPSINFO 4:TASKSTRUCT 6:AUXV 10:PSTATUS 512:386_TLS 514:X86_XSTATE 516:X86_SHSTK 1024:ARM_VFP 1025:ARM_TLS 1028:ARM_SYSTEM_CALL
   1029:ARM_SVE 1030:ARM_PAC_MASK 1189489535:PRXFPREG 1179208773:FILE 1397311305:SIGINFO`,
);

/** Sources: elf.h, binutils' elf/common.h, Go's cmd/link, systemd's package metadata and dlopen notes, the BSDs' and Android's headers. */
const BY_OWNER: Record<string, Names> = {
  GNU: table('NT_GNU_', '1:ABI_TAG 2:HWCAP 3:BUILD_ID 4:GOLD_VERSION 5:PROPERTY_TYPE_0 256:BUILD_ATTRIBUTE_OPEN 257:BUILD_ATTRIBUTE_FUNC'),
  Go: table('NT_GO_', '1:PKG_LIST 2:ABI_HASH 3:DEPS 4:BUILD_ID'),
  FDO: table('NT_FDO_', '3405650558:PACKAGING_METADATA 1081871370:DLOPEN_METADATA'),
  Linux: table('LINUX_ELFNOTE_', '0:VERSION 256:BUILD_SALT 257:LTO_INFO'),
  stapsdt: table('NT_', '3:STAPSDT'),
  Android: table('NT_ANDROID_', '1:TYPE_IDENT 3:TYPE_KUSER 4:TYPE_MEMTAG'),
  FreeBSD: table('NT_FREEBSD_', '1:ABI_TAG 2:NOINIT_TAG 3:ARCH_TAG 4:FEATURE_CTL'),
  NetBSD: table('NT_NETBSD_', '1:IDENT 2:EMULATION 3:PAX 5:MARCH 6:MCMODEL'),
  OpenBSD: table('NT_OPENBSD_', '1:IDENT'),
  CORE,
  LINUX: CORE,
};

/** `NT_GNU_BUILD_ID`; null for a note that is not known here. */
export const noteTypeName = (owner: string, type: number): string | null => (Object.hasOwn(BY_OWNER, owner) ? (BY_OWNER[owner]?.get(type) ?? null) : null);
