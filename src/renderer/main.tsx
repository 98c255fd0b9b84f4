// The entry of the window: finds out which shell it lives in, then shows itself.
import '@mantine/core/styles.css';
import './mantine.css';
import './theme.css';
import { createRoot } from 'react-dom/client';
import type { Bridge } from '../shared/api/bridge.ts';
import { createBridgeApi } from './api/bridge.ts';
import { createQueryClient } from './api/client.tsx';
import { createHttpApi } from './api/http.ts';
import { followEvents } from './api/live.ts';
import { App } from './app/app.tsx';
import { createBrowserHost } from './host/browser.ts';
import { createDesktopHost } from './host/desktop.ts';
import { createI18n, preferredLanguage } from './i18n/index.ts';

declare global {
  interface Window {
    /** Put there by src/preload in Electron; absent in a browser. */
    readonly cgoscope?: Bridge;
  }
}

const bridge = window.cgoscope ?? null;
const api = bridge === null ? createHttpApi({ base: window.location.origin }) : createBridgeApi(bridge);
const host = bridge === null ? createBrowserHost() : createDesktopHost(bridge, api);
const client = createQueryClient();
const i18n = createI18n(preferredLanguage(localStorage, navigator.languages));
followEvents(api, client, new AbortController().signal);

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
const styleNonce = document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content ?? '';
createRoot(root).render(<App api={api} host={host} bridge={bridge} client={client} i18n={i18n} styleNonce={styleNonce} />);
