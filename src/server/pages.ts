// The few pages that are not the window: why somebody is not let in, and what to do. Plain, without script, in both languages.
import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { contentPolicy } from '../shared/api/content-policy.ts';
import { send } from './answer.ts';
import type { TokenFault } from './sessions.ts';

export const newNonce = (): string => randomBytes(18).toString('base64');

interface Words {
  en: { title: string; text: string };
  zh: { title: string; text: string };
}

const AGAIN = {
  en: 'Press Enter in the terminal where `cgoscope serve` runs; it prints a further link.',
  zh: '请在运行 `cgoscope serve` 的终端里按回车键，它会再给出一个链接。',
};

const fault = (en: string, zh: string): Words => ({ en: { title: en, text: AGAIN.en }, zh: { title: zh, text: AGAIN.zh } });

const FAULTS: Record<TokenFault | 'no-session', Words> = {
  missing: fault('This address has no token.', '该地址缺少令牌。'),
  wrong: fault('This link is not one of this server’s.', '该链接不属于这个服务。'),
  used: fault('This link has been used; each works once.', '该链接已被使用；每个链接只能使用一次。'),
  expired: fault('This link is too old; each works for ten minutes.', '该链接已过期；每个链接的有效期为十分钟。'),
  'no-session': fault('This browser is not signed in to Cgoscope.', '此浏览器尚未登录 Cgoscope。'),
};

const NOT_BUILT: Words = {
  en: { title: 'The window has not been built.', text: 'Run `npm run build` in the folder of Cgoscope, then load this page again.' },
  zh: { title: '窗口尚未构建。', text: '请在 Cgoscope 目录中运行 `npm run build`，然后重新加载本页。' },
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
const withCode = (text: string): string => escaped(text).replace(/`([^`]*)`/g, '<code>$1</code>');

const STYLE =
  ':root{color-scheme:light dark;font:15px/1.6 system-ui,sans-serif}body{margin:0;min-height:100vh;display:grid;place-content:center;padding:2rem;box-sizing:border-box}' +
  'main{max-width:34rem}h1{font-size:1.2rem;margin:0}p{margin:.4rem 0 1.6rem}code{font-family:ui-monospace,monospace}';

function page(head: string, body: string, nonce: string): string {
  return `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Cgoscope</title>${head}<style nonce="${nonce}">${STYLE}</style></head><body><main>${body}</main></body></html>\n`;
}

function sendPage(response: ServerResponse, status: number, make: (nonce: string) => string): void {
  const nonce = newNonce();
  send(response, status, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': contentPolicy(nonce) }, make(nonce));
}

const told = ({ en, zh }: Words): string =>
  `<h1>${escaped(en.title)}</h1><p>${withCode(en.text)}</p><div lang="zh-CN"><h1>${escaped(zh.title)}</h1><p>${withCode(zh.text)}</p></div>`;

export const sendFault = (response: ServerResponse, status: number, why: TokenFault | 'no-session'): void =>
  sendPage(response, status, (nonce) => page('', told(FAULTS[why]), nonce));

export const sendNotBuilt = (response: ServerResponse): void => sendPage(response, 503, (nonce) => page('', told(NOT_BUILT), nonce));

/**
 * Leads on to the same path from a page of our own, so that the browser sends the cookie: a SameSite=Strict cookie stays at home when another site's
 * page was where the person clicked. `path` has been through localPath.
 */
export const sendContinue = (response: ServerResponse, path: string): void =>
  sendPage(response, 200, (nonce) => page(`<meta http-equiv="refresh" content="0; url=${escaped(path)}">`, `<p><a href="${escaped(path)}">Cgoscope …</a></p>`, nonce));
