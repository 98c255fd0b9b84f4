import { describe, expect, it } from 'vitest';
import { measureCommand } from '../../src/shared/domain/dns-command.ts';
import { dnsScenarioSchema, dnsSubjectSchema } from '../../src/shared/domain/dns.ts';

const words = (subject: unknown): unknown[] =>
  measureCommand({
    scenario: dnsScenarioSchema.parse({ resolvConf: 'nameserver 10.0.0.1\n', servers: [{ fault: 'silent' }] }),
    subjects: [dnsSubjectSchema.parse(subject)],
    rounds: 1,
  }).slice(6);

describe('a measurement as a command line', () => {
  it('says of an image what is said of it, and its words behind everything else', () => {
    expect(words({ kind: 'image', image: 'service:1' })).toEqual(['--subject', 'image:service:1']);
    expect(words({ kind: 'image', image: 'service:1', ready: { http: '8080/healthz' }, via: 'docker', args: ['/app', '--check'] })).toEqual([
      ...['--image', 'service:1', '--ready', 'http:8080/healthz', '--via', 'docker'],
      ...['--', '/app', '--check'],
    ]);
    expect(words({ kind: 'image', image: 'service:1', ready: { tcp: 80 } })).toEqual(['--image', 'service:1', '--ready', 'tcp:80']);
  });
});
