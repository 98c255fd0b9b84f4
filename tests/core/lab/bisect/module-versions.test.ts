import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compareModuleVersions, escapedPath, isPrivate, moduleVersions, versionsBetween } from '../../../../src/core/lab/bisect/module-versions.ts';

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
        else if (request.url?.startsWith('/endless/')) {
          const more = (): void => void response.write('v1.0.0\n'.repeat(10_000), (error) => (error ? undefined : more()));
          more();
        } else response.end('v1.0.0\nv1.1.0\n');
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
      expect(await moduleVersions('example.com/M', { GOPROXY: `http://${base}/gone,http://someone:se%20cret@${base}/ok,direct` }, signal)).toEqual({
        versions: ['v1.0.0', 'v1.1.0'],
      });
      expect(asked.map(({ url }) => url)).toEqual(['/gone/example.com/!m/@v/list', '/ok/example.com/!m/@v/list']);
      expect(asked[1]?.authorization).toBe(`Basic ${Buffer.from('someone:se cret').toString('base64')}`);
    });

    it('of a private module are asked of nobody', async () => {
      const settings = { GOPROXY: `http://${base}/ok`, GOPRIVATE: '*.corp.example,github.com/us/' };
      const signal = new AbortController().signal;
      for (const module of ['git.corp.example/a/b', 'github.com/us/tool']) expect(await moduleVersions(module, settings, signal)).toHaveProperty('reason');
      expect(asked).toEqual([]);
      expect(isPrivate('github.com/use/tool', settings)).toBe(false);
      expect(isPrivate('github.com/us/tool', { ...settings, GONOPROXY: 'example.com' })).toBe(false);
    });

    it('are read no further than a list can be long', async () => {
      expect(await moduleVersions('example.com/m', { GOPROXY: `http://${base}/endless` }, new AbortController().signal)).toEqual({
        reason: `${base} answers with more than 4000000 bytes`,
      });
    });

    it('are a reason where nobody has them', async () => {
      const signal = new AbortController().signal;
      expect(await moduleVersions('example.com/m', { GOPROXY: `http://${base}/gone` }, signal)).toEqual({ reason: `${base} answers 410` });
      expect(await moduleVersions('example.com/m', { GOPROXY: 'off' }, signal)).toEqual({ reason: 'GOPROXY names no proxy' });
      const closed = await moduleVersions('example.com/m', { GOPROXY: 'http://user:hunter2@127.0.0.1:1' }, signal);
      expect(JSON.stringify(closed)).toContain('reason');
      expect(JSON.stringify(closed)).not.toContain('hunter2');
    });
  });
});
