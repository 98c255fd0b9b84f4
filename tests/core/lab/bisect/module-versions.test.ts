import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compareModuleVersions, escapedPath, moduleVersions, versionsBetween } from '../../../../src/core/lab/bisect/module-versions.ts';

describe('versions of a module', () => {
  it('stand in the order of semver, before releases first', () => {
    const sorted = [
      'v1.0.0-alpha',
      'v1.0.0-alpha.1',
      'v1.0.0-alpha.beta',
      'v1.0.0-beta',
      'v1.0.0-beta.2',
      'v1.0.0-beta.11',
      'v1.0.0-rc.1',
      'v1.0.0',
      'v1.2.0',
      'v1.10.0',
      'v2.0.0+incompatible',
    ];
    expect([...sorted].reverse().sort(compareModuleVersions)).toEqual(sorted);
  });

  it('between two are the released ones, in the direction of the way', () => {
    const all = ['v1.3.0', 'v1.1.0', 'v1.2.0-rc.1', 'v1.2.0', 'v1.10.0', 'v1.2.1'];
    expect(versionsBetween(all, 'v1.1.0', 'v1.3.0')).toEqual(['v1.2.0', 'v1.2.1']);
    expect(versionsBetween(all, 'v1.3.0', 'v1.1.0')).toEqual(['v1.2.1', 'v1.2.0']);
    expect(versionsBetween(all, 'v1.1.0', 'v1.1.0')).toEqual([]);
  });

  it('has paths with capitals escaped', () => {
    expect(escapedPath('github.com/Azure/SDK')).toBe('github.com/!azure/!s!d!k');
  });

  describe('asked of a proxy', () => {
    let server: Server;
    let base = '';
    const asked: { url: string; authorization: string | undefined }[] = [];
    beforeEach(async () => {
      asked.length = 0;
      server = createServer((request, response) => {
        asked.push({ url: request.url ?? '', authorization: request.headers.authorization });
        if (request.url?.startsWith('/gone/')) response.writeHead(410).end();
        else response.end('v1.0.0\nv1.1.0\n');
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const address = server.address();
      base = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    });
    afterEach(async () => {
      server.close();
      await once(server, 'close');
    });

    it('come from the first that has them, with the user of its address in a header', async () => {
      const signal = new AbortController().signal;
      expect(await moduleVersions('example.com/M', `http://${base}/gone,http://someone:se%20cret@${base}/ok,direct`, signal)).toEqual({ versions: ['v1.0.0', 'v1.1.0'] });
      expect(asked.map(({ url }) => url)).toEqual(['/gone/example.com/!m/@v/list', '/ok/example.com/!m/@v/list']);
      expect(asked[1]?.authorization).toBe(`Basic ${Buffer.from('someone:se cret').toString('base64')}`);
    });

    it('are a reason where nobody has them', async () => {
      const signal = new AbortController().signal;
      expect(await moduleVersions('example.com/m', `http://${base}/gone`, signal)).toEqual({ reason: `${base} answers 410` });
      expect(await moduleVersions('example.com/m', 'off', signal)).toEqual({ reason: 'GOPROXY names no proxy' });
      const closed = await moduleVersions('example.com/m', 'http://user:hunter2@127.0.0.1:1', signal);
      expect(JSON.stringify(closed)).toContain('reason');
      expect(JSON.stringify(closed)).not.toContain('hunter2');
    });
  });
});
