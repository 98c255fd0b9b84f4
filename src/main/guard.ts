// What a window of ours may never do, whatever its page says: leave our origin, open others, get a permission, reach the network.
import type { Session, WebContents } from './electron.ts';
import { isOurs } from './origin.ts';

/** Developer tools are pages of Electron itself; they are opened only where windows allow them. */
const DEVTOOLS = new Set(['devtools:', 'chrome-devtools:']);

/** Whether a request may go out at all. `data:` is how the page's own pictures are written. */
export function isAllowedRequest(address: string, resourceType: string): boolean {
  if (isOurs(address)) return true;
  if (!URL.canParse(address)) return false;
  const { protocol } = new URL(address);
  return DEVTOOLS.has(protocol) || (protocol === 'data:' && resourceType === 'image');
}

/** Putting text on the clipboard (copy as a command line) is the one thing that a page of ours may ask; reading it is not. */
const isGranted = (permission: string, address: string): boolean => permission === 'clipboard-sanitized-write' && isOurs(address);

/** Refuses every other permission and every request that is not for `isAllowed`. */
export function guardSession(session: Session, isAllowed: (address: string, resourceType: string) => boolean = isAllowedRequest): void {
  session.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl, isMainFrame }) => answer(isMainFrame && isGranted(permission, requestingUrl)));
  session.setPermissionCheckHandler((_contents, permission, origin, { isMainFrame }) => isMainFrame && isGranted(permission, origin));
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, answer) => answer(null));
  // It would fetch dictionaries from the network.
  session.setSpellCheckerEnabled(false);
  session.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !isAllowed(details.url, details.resourceType) }));
  session.on('will-download', (event) => event.preventDefault());
}

/** Holds one page where it is. Applied to every WebContents there will ever be, from `web-contents-created`. */
export function guardContents(contents: WebContents): void {
  contents.on('will-navigate', (event) => {
    if (!isOurs(event.url)) event.preventDefault();
  });
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !isOurs(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    if (!isOurs(event.url)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}
