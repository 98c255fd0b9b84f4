// How the window is bundled, for Electron and for the browser shell alike. Apart from the rest, so that scripts and tests can build the window alone.
import path from 'node:path';
import react from '@vitejs/plugin-react';
import type { Plugin, UserConfig } from 'vite';

const root = import.meta.dirname;

/** electron-vite names assets relative to the page, for pages that are files; ours are paths of an origin, in both shells. */
const fromTheRoot: Plugin = { name: 'cgoscope:from-the-root', enforce: 'post', config: () => ({ base: '/' }) };

export const rendererConfig: UserConfig = {
  root: path.join(root, 'src/renderer'),
  // Deep links are paths: assets are named from the root of the origin.
  base: '/',
  plugins: [react(), fromTheRoot],
  build: {
    outDir: path.join(root, 'out/renderer'),
    emptyOutDir: true,
    minify: true,
    cssMinify: true,
    sourcemap: false,
    target: 'chrome130',
    // An inlined asset would be a data: URL, which the content policy refuses for all but images.
    assetsInlineLimit: 0,
    rolldownOptions: { input: path.join(root, 'src/renderer/index.html') },
  },
};
