// The only thing that a page of ours gets beyond the web: `window.cgoscope`, which carries messages and knows nothing of them.
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { createBridge } from './bridge.ts';

// Preload scripts run for whatever a window shows; ours shows one origin only (src/main/guard.ts), and nobody else gets the bridge.
if (location.protocol === 'app:' && location.host === 'cgoscope') contextBridge.exposeInMainWorld('cgoscope', createBridge({ ipcRenderer, webUtils, platform: process.platform }));
