// The browser that tests and pictures use: the system's Chromium, else the one Playwright has, if any.
import { existsSync } from 'node:fs';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Path of a Chromium of the system; null where Playwright has to know one itself. */
export const findChromium = (): string | null => process.env['CGOSCOPE_CHROMIUM'] ?? PLACES.find((file) => existsSync(file)) ?? null;

/** Quiet, without a network of its own; root can't use the sandbox. */
export const CHROMIUM_ARGS: string[] = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
