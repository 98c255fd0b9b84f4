// An image of another operating system: no Linux engine starts it.
import { fromConfig } from '../evidence.ts';
import type { AuditRule } from './types.ts';

export const otherSystem: AuditRule = {
  id: 'other-system',
  look({ facts }) {
    const [os = ''] = facts.config.platform.split('/');
    if (os === 'linux') return null;
    return {
      level: 'error',
      cause: 'image-platform-missing',
      title: os === '' || os === 'unknown' ? 'The config names no operating system' : `An image for ${os}, not for Linux`,
      detail: os === 'windows' ? 'Windows containers need a Windows host; its files are listed here as they are.' : `An engine for Linux containers refuses to start it.`,
      evidence: [fromConfig(`platform ${facts.config.platform}`)],
    };
  },
};
