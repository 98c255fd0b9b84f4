import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { moduleEnvironment, secretsOf } from '../../../src/core/project/index.ts';
import { netrcEntries } from '../../../src/core/project/netrc.ts';
import type { MatrixFile } from '../../../src/shared/domain/matrix-file.ts';

let home: string;
let keys: string;
beforeAll(() => {
  keys = fs.mkdtempSync(join(tmpdir(), 'cgoscope-ca-'));
  for (const name of ['one', 'two'])
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-keyout',
        join(keys, `${name}.key`),
        '-out',
        join(keys, `${name}.pem`),
        '-subj',
        `/CN=${name}`,
        '-days',
        '2',
      ],
      { stdio: 'ignore' },
    );
});
afterAll(() => fs.rmSync(keys, { recursive: true, force: true }));
beforeEach(() => {
  home = fs.mkdtempSync(join(tmpdir(), 'cgoscope-home-'));
});
afterEach(() => fs.rmSync(home, { recursive: true, force: true }));

const environment = (env: Record<string, string>, file: MatrixFile['modules'] = {}, caFolders: string[] = []) =>
  moduleEnvironment({ HOME: home, ...env }, file, { folder: home, caFolders, platform: 'linux' });
const write = (name: string, content: string): string => {
  fs.mkdirSync(join(home, name, '..'), { recursive: true });
  fs.writeFileSync(join(home, name), content);
  return join(home, name);
};

describe('the environment of module downloads', () => {
  it('is empty on a machine that says nothing', () => {
    expect(environment({ PATH: '/bin', GOFLAGS: '-mod=mod', AWS_SECRET: 'x' })).toEqual({ env: {}, secretEnv: {}, files: [], ca: null, secrets: [], notes: [] });
  });

  it('takes what the environment says over what go env -w wrote, and the matrix file over both', () => {
    write('.config/go/env', 'GOPROXY=https://file.test\nGOPRIVATE=private.test\nGOSUMDB=off\nGOFLAGS=-x\nGOBIN=/x\n');
    expect(environment({ GOPROXY: 'https://env.test,direct', HTTPS_PROXY: 'http://proxy.test:3128', no_proxy: 'localhost' }, { nosumdb: 'a.test', sumdb: 'sum.test' }).env).toEqual(
      {
        GOPROXY: 'https://env.test,direct',
        GOPRIVATE: 'private.test',
        GOSUMDB: 'sum.test',
        GONOSUMDB: 'a.test',
        HTTPS_PROXY: 'http://proxy.test:3128',
        no_proxy: 'localhost',
      },
    );
    expect(environment({ GOENV: 'off' }).env).toEqual({});
    expect(environment({ GOENV: write('other env', 'GOPROXY=off\n') }).env).toEqual({ GOPROXY: 'off' });
  });

  it('keeps values with a user or password apart, and knows every spelling of them', () => {
    const modules = environment({ GOPROXY: 'https://bob:p%40ss%2Fword@proxy.test/x|https://open.test,direct', http_proxy: 'http://tokentoken@proxy.test', GOSUMDB: 'sum.test' });
    expect(modules.env).toEqual({ GOSUMDB: 'sum.test' });
    expect(Object.keys(modules.secretEnv)).toEqual(['GOPROXY', 'http_proxy']);
    expect(secretsOf(modules)).toEqual(expect.arrayContaining(['p@ss/word', 'p%40ss%2Fword', 'p%40ss%2fword', Buffer.from('bob:p@ss/word').toString('base64'), 'tokentoken']));
    expect(secretsOf(modules)).not.toContain('bob');
    expect(secretsOf(modules).map((secret) => secret.length)).toEqual(
      secretsOf(modules)
        .map((secret) => secret.length)
        .sort((a, b) => b - a),
    );
    expect(environment({ HTTPS_PROXY: 'bob:hunter22@proxy.test:3128' }).secretEnv).toEqual({ HTTPS_PROXY: 'bob:hunter22@proxy.test:3128' });
  });

  it('hands on a netrc as a file, with its passwords known', () => {
    const text = 'machine a.test login bob password sesame\nmachine b.test\n  login x\n  password "odd one"\n';
    const modules = environment({ NETRC: write('my netrc', text) });
    expect(modules.files).toEqual([{ name: 'netrc', content: Buffer.from(text) }]);
    expect(modules.secrets).toContain('sesame');
    expect(JSON.stringify([modules.env, modules.secretEnv])).not.toContain('sesame');
    write('.netrc', 'machine c.test login l password from-home\n');
    expect(environment({}).secrets).toContain('from-home');
    expect(environment({ NETRC: join(home, 'gone') }).notes).toEqual([`NETRC names ${home}/gone, which can't be read`]);
  });

  it('says what a container can not reach, and what can not be redacted', () => {
    expect(environment({ GOPROXY: 'http://localhost:3000,file:///srv/proxy', HTTP_PROXY: 'http://u:abc@127.0.0.1:3128' }).notes).toEqual([
      'GOPROXY names localhost, which inside a container is the container itself',
      'GOPROXY names a folder of this machine (file:), which a container does not see',
      'HTTP_PROXY names 127.0.0.1, which inside a container is the container itself',
      "a password of fewer than 4 characters is in use and can't be redacted",
    ]);
  });

  it('collects certificates from the file, the environment and the machine, each once and never a key', () => {
    const both = write(
      'both.pem',
      fs.readFileSync(join(keys, 'one.key'), 'utf8') + fs.readFileSync(join(keys, 'one.pem'), 'utf8') + fs.readFileSync(join(keys, 'two.pem'), 'utf8'),
    );
    fs.mkdirSync(join(home, 'anchors'));
    fs.copyFileSync(join(keys, 'two.pem'), join(home, 'anchors', 'corp.crt'));
    fs.copyFileSync(join(keys, 'one.key'), join(home, 'anchors', 'no.crt'));
    const ca = environment({ SSL_CERT_FILE: both, NODE_EXTRA_CA_CERTS: join(keys, 'one.pem') }, { ca: ['both.pem'] }, [join(home, 'anchors')]).ca?.toString() ?? '';
    expect(ca.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
    expect(ca).not.toContain('PRIVATE');
    execFileSync('openssl', ['x509', '-noout'], { input: ca });
    expect(
      environment({}, {}, [join(home, 'anchors')])
        .ca?.toString()
        .match(/BEGIN CERTIFICATE/g),
    ).toHaveLength(1);
  });

  it('refuses a certificate file of the matrix that is none, and notes others', () => {
    expect(() => environment({}, { ca: ['nothing.pem'] })).toThrow(`modules.ca: ${home}/nothing.pem holds no certificate that can be read; expected a PEM file`);
    write('junk.pem', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
    expect(environment({ SSL_CERT_FILE: join(home, 'junk.pem') })).toMatchObject({ ca: null, notes: [`a certificate in ${home}/junk.pem is malformed and is not used`] });
  });
});

describe('a netrc', () => {
  it('is read with defaults, comments and macros', () => {
    expect(netrcEntries('# password no\nmachine a login b password c\nmacdef init\n password not-this\n\ndefault login d password e # f\nmachine x login y\n')).toEqual([
      { machine: 'a', login: 'b', password: 'c' },
      { machine: '', login: 'd', password: 'e' },
    ]);
  });
});
