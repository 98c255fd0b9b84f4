// Runs the built entry of the desktop shell (out/main/index.js) in a plain Node whose `electron` is the double: everything else is the real thing, the owner's
// process too. Started by built-shell.int.test.ts; prints one JSON document.
import { registerHooks } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createBridge } from '../../src/preload/bridge.ts';
import { ElectronDouble } from '../doubles/electron.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const [bundle = ''] = process.argv.slice(2);
const double = new ElectronDouble();
const { parts } = double;
Object.assign(globalThis, { electronOfTheTest: parts });
const MODULE = `data:text/javascript,${encodeURIComponent(
  Object.keys(parts)
    .map((name) => `export const ${name} = globalThis.electronOfTheTest.${name};`)
    .join('\n'),
)}`;
registerHooks({ resolve: (specifier, context, next) => (specifier === 'electron' ? { url: MODULE, shortCircuit: true } : next(specifier, context)) });

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
};

process.argv.splice(1, Infinity, path.join(ROOT, 'out/main/index.js'), bundle);
await import(pathToFileURL(path.join(ROOT, 'out/main/index.js')).href);
double.app.becomeReady();
await until(() => double.windows.some((window) => window.isVisible()));
const { webContents, options } = double.window;
const html = await (await webContents.session.load(webContents.mainFrame.url)).text();
const script = /src="([^"]+\.js)"/.exec(html)?.[1] ?? '';
const loaded = await webContents.session.load(`app://cgoscope${script}`);

const bridge = createBridge({
  // the parts of it that the bridge uses
  ipcRenderer: webContents.ipcRenderer as unknown as Parameters<typeof createBridge>[0]['ipcRenderer'],
  webUtils: { getPathForFile: () => '' },
  platform: process.platform,
});
const commands: unknown[] = [];
bridge.onCommand((command) => commands.push(command));
await until(() => commands.length > 0);
const events: unknown[] = [];
bridge.onEvent((_name, value) => events.push(value));
const imported = await bridge.call(1, 'bundle.import', { file: bundle });
const runs = await bridge.call(2, 'runs.list', {});
const doctor = await bridge.call(3, 'doctor.run', {});
const wrong = await bridge.call(4, 'run.get', { run: 'no-such-run' });

double.window.close();
await until(() => double.app.exited !== null);
process.stdout.write(
  JSON.stringify({
    preload: options.webPreferences?.preload,
    icon: options.icon,
    script: [script, loaded.status, loaded.headers.get('content-type')],
    commands,
    imported,
    runs,
    doctor,
    wrong,
    exited: double.app.exited,
  }),
);
process.exit(0);
