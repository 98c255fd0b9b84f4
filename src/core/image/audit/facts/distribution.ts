// os-release(5): which distribution an image says it is.
import type { ImageFacts } from '../../../../shared/domain/image.ts';
import type { ImageIndex } from '../../types.ts';

export function distributionOf(index: ImageIndex): ImageFacts['distribution'] {
  const text = index.text('/etc/os-release') ?? index.text('/usr/lib/os-release');
  if (text === null) return null;
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const found = /^([A-Z_]+)=(.*)$/.exec(line.trim());
    if (found?.[1] !== undefined) values.set(found[1], unquoted(found[2] ?? ''));
  }
  const name = values.get('PRETTY_NAME') ?? values.get('NAME') ?? '';
  const id = values.get('ID') ?? '';
  if (name === '' && id === '') return null;
  return { id: id === '' ? 'linux' : id, version: values.get('VERSION_ID') ?? values.get('VERSION_CODENAME') ?? '', name: name === '' ? id : name };
}

const unquoted = (text: string): string => (/^(["']).*\1$/.test(text) ? text.slice(1, -1).replace(/\\(["'$`\\])/g, '$1') : text).slice(0, 200);
