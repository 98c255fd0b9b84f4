import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { createRedactor } from '../../../../src/core/report/redact/index.ts';
import { runs } from '../../../helpers/runs.ts';

/** The mark stands where the secret stood, nothing else changed. */
function redacts(text: string, secret: string, kind: string, options: Partial<Parameters<typeof createRedactor>[0]> = {}): void {
  const { text: out, counts } = createRedactor({ secrets: [], ...options }).redact(text);
  expect(out).toBe(text.replaceAll(secret, '[redacted]'));
  expect(counts).toEqual({ [kind]: text.split(secret).length - 1 });
}

describe('a known secret', () => {
  const secret = 's3cr/t "p&ss" wörd\\';
  const form = (text: string) => createRedactor({ secrets: [secret] }).redact(`before ${text} after`).text;

  it.each([
    ['as it is', secret],
    ['percent-encoded', encodeURIComponent(secret)],
    ['percent-encoded in lower case', encodeURIComponent(secret).replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase())],
    ['as a form field', encodeURIComponent(secret).replaceAll('%20', '+')],
    ['in JSON', JSON.stringify(secret).slice(1, -1)],
    ['in JSON in JSON', JSON.stringify(JSON.stringify(secret).slice(1, -1)).slice(1, -1)],
    ['in HTML', secret.replaceAll('&', '&amp;').replaceAll('"', '&quot;')],
    ['in base64', Buffer.from(secret).toString('base64').replace(/=+$/, '')],
    ['in base64url', Buffer.from(secret).toString('base64url')],
    ['in hex', Buffer.from(secret).toString('hex')],
    ['in a trace', 's3cr/t \\"p&ss\\" w\\303\\266rd\\\\'],
  ])('is found %s', (_how, text) => {
    expect(form(text)).toMatch(/^before \[redacted\]=* after$/);
  });

  it.each([0, 1, 2, 3, 4, 5, 6])('is found in base64 behind %i other bytes, up to the bits it shares with them', (length) => {
    const encoded = Buffer.from(`${'u'.repeat(length)}${secret}${'v'.repeat(length)}`).toString('base64');
    const out = createRedactor({ secrets: [secret] }).redact(encoded).text;
    const rest = out.replace('[redacted]', '');
    expect(out).not.toBe(rest);
    expect(rest.length).toBeLessThanOrEqual(encoded.length - Math.floor((Buffer.byteLength(secret) * 8) / 6) + 2);
  });

  it('of several lines is found line by line', () => {
    const lines = 'first line of it\nsecond line of it\n';
    const { text } = createRedactor({ secrets: [lines] }).redact('  1 first line of it\r\n  2 second line of it');
    expect(text).toBe('  1 [redacted]\r\n  2 [redacted]');
  });

  it('cut by the end of a log, or by strace, or at the beginning leaves no half', () => {
    const { redact } = createRedactor({ secrets: ['correct-horse-battery'] });
    expect(redact('log says correct-horse-ba').text).toBe('log says [redacted]');
    expect(redact('write(1, "pw=correct-ho"..., 4096) = 4096\nnext').text).toBe('write(1, "pw=[redacted]"..., 4096) = 4096\nnext');
    expect(redact('horse-battery is how it begins').text).toBe('[redacted] is how it begins');
    // the same words elsewhere are words
    expect(redact('a correct-ho here').text).toBe('a correct-ho here');
  });

  it('overlapping another leaves nothing of either', () => {
    expect(createRedactor({ secrets: ['abcdefgh', 'efghijkl'] }).redact('<abcdefghijkl>').text).toBe('<[redacted]>');
  });

  it('under four bytes is not looked for', () => {
    expect(createRedactor({ secrets: ['ab', '', 'a'] }).redact('a cab').text).toBe('a cab');
  });
});

describe('secrets known by their shape', () => {
  const long = 'abcdefghijklmnopqrstuvwxyz0123456789';
  it.each([
    ['userinfo', 'https://ann:hunter2@host/x and http://proxy', 'ann:hunter2'],
    ['userinfo', 'https://ann:p@ss:w@rd@host:80/x', 'ann:p@ss:w@rd'],
    ['userinfo', 'https://ann:passà @host https://ann:pà%20ss@host', 'ann:pà%20ss'],
    ['userinfo', 'clone https://oauth-secret@github.com/a', 'oauth-secret'],
    ['authorization', 'Authorization: Basic YW5uOmh1bnRlcjI=\nHost: x', 'Basic YW5uOmh1bnRlcjI='],
    ['authorization', 'write(3, "GET / HTTP/1.1\\r\\nAuthorization: Bearer abc.def\\r\\nHost: x", 66)', 'Bearer abc.def'],
    ['authorization', '{"X-Registry-Auth":"eyJ1c2VyIjoieCJ9"}', 'eyJ1c2VyIjoieCJ9'],
    ['authorization', 'curl -H "PRIVATE-TOKEN: abc"', 'abc'],
    ['netrc', 'machine example.org login ann password hunter2\n', 'hunter2'],
    ['netrc', 'machine example.org\n  login ann\n  password hunter2\n', 'hunter2'],
    ['netrc', 'read(3, "machine example.org login ann password hunter2\\n", 64)', 'hunter2'],
    ['netrc', 'default password hunter2', 'hunter2'],
    ['token', `AWS AKIAIOSFODNN7EXAMPLE!`, 'AKIAIOSFODNN7EXAMPLE'],
    ['token', `aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY`, 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'],
    ['token', `x=ghp_${long}.`, `ghp_${long}`],
    ['token', `escaped\\nghp_${long}\\n`, `ghp_${long}`],
    ['token', `github_pat_11ABC_${long}`, `github_pat_11ABC_${long}`],
    ['token', 'glpat-abcdefghij0123456789', 'glpat-abcdefghij0123456789'],
    ['token', 'xoxb-1234567890-abcdef', 'xoxb-1234567890-abcdef'],
    ['token', 'post to hooks.slack.com/services/T000/B000/XXXX', 'T000/B000/XXXX'],
    ['token', `//registry/:_authToken=${long}`, long],
    ['token', `npm_${long}`, `npm_${long}`],
    ['token', `pypi-AgEIcHlwaS5vcmc${long}`, `pypi-AgEIcHlwaS5vcmc${long}`],
    ['docker-auth', '{"auths":{"r":{"auth":"YW5uOmh1"}}}', 'YW5uOmh1'],
    ['docker-auth', 'read(3, "{\\"auths\\":{\\"r\\":{\\"auth\\": \\"YW5uOmh1\\"}}}")', 'YW5uOmh1'],
    ['assignment', 'DB_PASSWORD=hunter2 go test', 'hunter2'],
    ['assignment', 'GET /?access_token=hunter2&x=1', 'hunter2'],
  ])('%s: %s', (kind, text, secret) => redacts(text, secret, kind));

  it.each(['', 'RSA ', 'EC ', 'OPENSSH ', 'ENCRYPTED '])('a %sprivate key, whole, escaped, or cut at either end', (type) => {
    const body = randomBytes(200)
      .toString('base64')
      .replace(/(.{64})/g, '$1\n');
    const key = `-----BEGIN ${type}PRIVATE KEY-----\n${body}\n-----END ${type}PRIVATE KEY-----`;
    redacts(`<${key}>`, key, 'private-key');
    const oneLine = key.replaceAll('\n', '\\n');
    redacts(`"${oneLine}"`, oneLine, 'private-key');
    redacts(`log:"${key.slice(0, 150)}`, key.slice(0, 150), 'private-key');
    redacts(`${key.slice(100)}<`, key.slice(100), 'private-key');
  });

  it('ordinary output stays as it is', () => {
    const text = [
      'git clone ssh://git@github.com/a/b and https://proxy.example.test/x/@v/list',
      'go: github.com/mattn/go-sqlite3@v1.14.22: Get "https://proxy.example.test/": dial tcp: lookup proxy.example.test',
      '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----',
      'openat(AT_FDCWD, "/lib/ld-musl-x86_64.so.1", O_RDONLY) = -1 ENOENT (No such file or directory)',
      'basic authentication failed; the password must be set; authorization failed',
      'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      '/root/.cache/go-build /home/annabel/x user=go',
    ].join('\n');
    expect(createRedactor({ secrets: [], home: '/home/ann', user: 'ann', hostname: 'annhost' }).redact(text)).toEqual({ text, counts: {} });
  });
});

describe('names of the machine', () => {
  const { redact, redactBuffer } = createRedactor({ secrets: [], home: '/home/ann', user: 'ann', hostname: 'ann-laptop' });
  it('the home folder becomes ~, the user and the host are taken out where they stand for themselves', () => {
    const { text, counts } = redact('cd /home/ann/src && ls "/home/ann" USER=ann ann@ann-laptop uid=1000(ann) an annual plan by ann');
    expect(text).toBe('cd ~/src && ls "~" USER=[redacted] [redacted]@[redacted] uid=1000([redacted]) an annual plan by ann');
    expect(counts).toEqual({ home: 2, user: 3, host: 1 });
  });
  it('in a binary stay, and secrets in it are overwritten in place', () => {
    const binary = Buffer.concat([randomBytes(64), Buffer.from('\0/home/ann/x\0https://ann:hunter2@host/\0'), Buffer.from([0xff, 0xfe, 0])]);
    const { buffer, counts } = redactBuffer(binary, { sameLength: true });
    expect(buffer.length).toBe(binary.length);
    expect(buffer.includes('hunter2')).toBe(false);
    expect(buffer.includes('/home/ann/x')).toBe(true);
    expect(counts).toEqual({ userinfo: 1 });
  });
});

describe('whatever the text', () => {
  const secretText = fc.string({ minLength: 8, maxLength: 40, unit: 'binary' }).filter((text) => text.trim().length >= 8);
  const around = fc.oneof(fc.string({ maxLength: 30 }), fc.constantFrom('"', '\n', '://', '=', ' password ', '[redacted]', 'Authorization: '));

  it('no planted canary is left, in any form', () => {
    fc.assert(
      fc.property(fc.array(secretText, { minLength: 1, maxLength: 3 }), fc.array(fc.tuple(around, fc.nat(), fc.nat()), { minLength: 1, maxLength: 6 }), (secrets, parts) => {
        const encoders: ((text: string) => string)[] = [
          (text) => text,
          (text) => encodeURIComponent(Buffer.from(text).toString()),
          (text) => JSON.stringify(text).slice(1, -1),
          (text) => Buffer.from(text).toString('base64'),
          (text) => Buffer.from(text).toString('hex'),
        ];
        const planted = parts.map(([text, which, how]) => text + (encoders[how % encoders.length] ?? String)(secrets[which % secrets.length] ?? ''));
        const document = planted.join('');
        const redactor = createRedactor({ secrets });
        const bytes = redactor.redactBuffer(Buffer.from(document)).buffer;
        for (const secret of secrets) {
          // what the mark itself says can't be taken out of the mark
          for (const encode of encoders) if (!'[redacted]'.includes(encode(secret))) expect(bytes.includes(Buffer.from(encode(secret)))).toBe(false);
        }
      }),
      { numRuns: runs(500) },
    );
  });

  it('redacting again changes and counts nothing', () => {
    const redactor = createRedactor({ secrets: ['correct-horse-battery'], home: '/home/ann' });
    const once = redactor.redact('https://u:p@h /home/ann Authorization: Basic abc TOKEN=x {"auth":"abc"} login a password b correct-horse-battery').text;
    expect(redactor.redact(once)).toEqual({ text: once, counts: {} });
  });

  it('bytes that hold no secret come back as they were', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
        const buffer = Buffer.from(bytes);
        expect(
          createRedactor({ secrets: ['correct-horse-battery'] })
            .redactBuffer(buffer)
            .buffer.equals(buffer),
        ).toBe(true);
      }),
    );
  });

  // What took the square of its length would not end within the time of a test.
  it.each([
    ['no line end', 'a'.repeat(4_000_000), /^a{50}/, 4_000_000],
    ['half a URL over and over', '://a:'.repeat(400_000), /^(:\/\/a:){9}/, 2_000_000],
    ['half a netrc over and over', 'login x password\n'.repeat(100_000), /^(login x password\n\[redacted\] x password\n){2}/, 1_950_000],
    ['half a header over and over', 'authorization:'.repeat(140_000), /^authorization:\[redacted\]/, 8_592],
    ['beginnings of keys', '-----BEGIN PRIVATE KEY-----'.repeat(100_000), /^(\[redacted\]PRIVATE KEY-----){3}/, 348],
    ['ends of keys', '-----END PRIVATE KEY-----'.repeat(4_000), /^(\[redacted\]){9}/, 40_000],
    ['quotes', '\\"auth\\":'.repeat(200_000), /^(\\"auth\\":\\"\[redacted\]\\":){3}/, 2_400_000],
    ['a secret of one letter', 'zzzz'.repeat(400_000), /^\[redacted\]$/, 10],
  ])('millions of characters of %s are read to the end', (_what, text, begins, length) => {
    const { text: out } = createRedactor({ secrets: ['correct-horse-battery', 'zzzzzzzz'], home: '/home/ann', user: 'ann', hostname: 'ann-laptop' }).redact(text);
    expect(out.slice(0, 100)).toMatch(begins);
    expect(out).toHaveLength(length);
  });
});
