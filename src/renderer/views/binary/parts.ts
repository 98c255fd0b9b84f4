// Reading a binary in parts: each tab asks for what it shows, and answers are kept.
import type { UseQueryResult } from '@tanstack/react-query';
import type { Binary, ProcedureOutput } from '../../../shared/api/contract.ts';
import type { ElfDetail, ElfPart } from '../../../shared/domain/elf-detail.ts';
import type { Elf } from '../../../shared/domain/elf.ts';
import { useCall } from '../../api/client.tsx';

export interface BinaryTabProps {
  binary: Binary;
  elf: Elf;
  /** With the parts of `overview`. */
  detail: ElfDetail;
}

const PARTS = {
  overview: ['places', 'versions', 'hardening', 'go'],
  code: ['relocations', 'plt', 'tls', 'init'],
  notes: ['properties', 'places'],
  size: ['sizes'],
} as const satisfies Record<string, readonly ElfPart[]>;

export const useBinaryPart = (binary: Binary, part: keyof typeof PARTS): UseQueryResult<ProcedureOutput<'elf.read'>> => useCall('elf.read', { binary, parts: [...PARTS[part]] });
