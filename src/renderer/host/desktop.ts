// The host in Electron: native dialogs through the bridge.
import { DESKTOP, type Bridge, type DesktopInput, type DesktopName, type DesktopOutput } from '../../shared/api/bridge.ts';
import type { Api } from '../../shared/api/contract.ts';
import { callAnswerSchema } from '../../shared/api/http.ts';
import { decodeError } from '../../shared/api/wire-errors.ts';
import { InputError } from '../../shared/domain/errors.ts';
import { exportName } from './export-name.ts';
import type { Host } from './host.ts';

export function createDesktopHost(bridge: Bridge, api: Api): Host {
  const ask = async <N extends DesktopName>(name: N, input: DesktopInput<N>): Promise<DesktopOutput<N>> => {
    const answer = callAnswerSchema.parse(await bridge.desktop(name, input));
    if (!answer.ok) throw decodeError(answer.error);
    // TypeScript does not follow N through the table; the schema just parsed it.
    return DESKTOP[name].output.parse(answer.value) as DesktopOutput<N>;
  };
  return {
    kind: 'desktop',
    pickFolder: async (title) => (await ask('pick.folder', { title })).path,
    pickBundle: async (title) => (await ask('pick.bundle', { title })).path,
    pickFile: async (title) => (await ask('pick.file', { title })).path,
    async dropped(data) {
      // asked for at once: the entries of a drop are gone after the first wait
      const folder = data.items[0]?.webkitGetAsEntry()?.isDirectory ?? false;
      const file = data.files[0];
      const path = file === undefined ? '' : bridge.pathOf(file);
      if (path === '') return null;
      if (folder) return { kind: 'project', path };
      return { kind: path.endsWith('.cgoscope') ? 'bundle' : 'binary', path };
    },
    async save(kind, run, title) {
      const { path } = await ask('pick.save', { title, name: exportName(run, kind), kind });
      if (path === null) return null;
      if (kind === 'bundle') await api.call('bundle.export', { run, to: path });
      else await ask('report.write', { run, kind, to: path });
      return path;
    },
    async pathFor(file) {
      const path = bridge.pathOf(file);
      if (path === '') throw new InputError(`${file.name} has no path on this computer`, { input: file.name, expected: 'a file of a file system' });
      return path;
    },
    saveText: async (name, text, title) => (await ask('save.text', { title, name, text })).path,
    async openExternal(url) {
      const { opened } = await ask('open.external', { url });
      if (!opened) throw new InputError(`${url} is not opened from here`, { input: url, expected: 'an address on the allow-list' });
    },
    showFile: async (path) => {
      await ask('show.file', { path });
    },
    look: (language, theme) => void ask('window.look', { language, theme }),
  };
}
