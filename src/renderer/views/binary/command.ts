// The command line that shows the same of a binary.
import type { Binary } from '../../../shared/api/contract.ts';
import type { BinaryTab } from '../../app/routes.ts';

/** What a tab shows beyond the document itself, as `elf --show` takes it. */
const SHOWN: Partial<Record<BinaryTab, string>> = { symbols: 'symbols', dynamic: 'versions', code: 'relocations,plt,tls,init', notes: 'properties', size: 'sizes' };

/** argv after `cgoscope`; undefined where there is no line that shows the same (files inside an image). `images`: what it is judged against. */
export function commandOf(binary: Binary, tab: BinaryTab, images: readonly string[] = []): string[] | undefined {
  switch (binary.kind) {
    case 'file': {
      const parts = SHOWN[tab];
      if (tab === 'against') return ['elf', binary.path, ...images.flatMap((image) => ['--against', image])];
      return tab === 'sections' ? ['elf', binary.path, '--json'] : parts === undefined ? ['elf', binary.path] : ['elf', binary.path, '--show', parts];
    }
    case 'cell':
      return ['show', `${binary.run}/${binary.cell}`];
    case 'image':
      return undefined;
  }
}
