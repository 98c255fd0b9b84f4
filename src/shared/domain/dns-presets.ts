// Scenarios that people know: where their resolv.conf comes from, and what went wrong there. Plain data for the window, the documentation and tests.
import type { DnsScenario } from './dns.ts';

export interface DnsPreset {
  /** Stable; the window finds its title by it. */
  id: string;
  scenario: DnsScenario;
}

const scenario = (title: string, resolvConf: string, more: Partial<DnsScenario> = {}): DnsScenario => ({
  title,
  resolvConf,
  nsswitch: null,
  hosts: null,
  env: {},
  servers: [],
  exists: [],
  name: 'db.internal',
  api: 'host',
  repeat: 1,
  parallel: 1,
  deadlineMs: null,
  ...more,
});

const server = (fault: string, exists: string[] | null = null): DnsScenario['servers'][number] => ({ fault, exists });

export const DNS_PRESETS: readonly DnsPreset[] = [
  {
    id: 'docker-default',
    scenario: scenario("Docker's default: its own forwarder on a user-defined network", 'nameserver 127.0.0.11\noptions ndots:0\n', {
      servers: [server('silent')],
    }),
  },
  {
    id: 'kubernetes',
    scenario: scenario(
      'Kubernetes: ndots:5 and four search domains, an outside name',
      'search shop.svc.cluster.local svc.cluster.local cluster.local corp.example\nnameserver 10.96.0.10\noptions ndots:5\n',
      { servers: [server('ok')], exists: ['api.example.com'], name: 'api.example.com' },
    ),
  },
  {
    id: 'kubernetes-dead',
    scenario: scenario(
      'Kubernetes: the same, and the cluster DNS does not answer',
      'search shop.svc.cluster.local svc.cluster.local cluster.local corp.example\nnameserver 10.96.0.10\noptions ndots:5\n',
      { servers: [server('silent')], exists: ['api.example.com'], name: 'api.example.com' },
    ),
  },
  {
    id: 'gce',
    scenario: scenario(
      'Google Compute Engine: the metadata server, two search domains',
      'domain c.project-id.internal\nsearch europe-west1-b.c.project-id.internal c.project-id.internal google.internal\nnameserver 169.254.169.254\n',
      { servers: [server('silent')], exists: ['db.c.project-id.internal'], name: 'db.c.project-id.internal' },
    ),
  },
  {
    id: 'ec2',
    scenario: scenario('Amazon EC2: the resolver of the VPC, short time-outs', 'options timeout:2 attempts:5\nsearch eu-west-1.compute.internal\nnameserver 10.0.0.2\n', {
      servers: [server('silent')],
      exists: ['ip-10-0-1-7.eu-west-1.compute.internal'],
      name: 'ip-10-0-1-7.eu-west-1.compute.internal',
    }),
  },
  {
    id: 'azure',
    scenario: scenario('Azure: the virtual public address, an internal domain', 'search x1y2z3.bx.internal.cloudapp.net\nnameserver 168.63.129.16\n', {
      servers: [server('silent')],
      exists: ['vm1.x1y2z3.bx.internal.cloudapp.net'],
      name: 'vm1',
    }),
  },
  {
    id: 'musl-two-zones',
    scenario: scenario('Two name servers that know different zones: musl takes the first answer', 'nameserver 10.8.0.1\nnameserver 1.1.1.1\n', {
      servers: [server('delay:20', ['db.internal']), server('delay:5', ['api.example.com'])],
      exists: ['db.internal', 'api.example.com'],
    }),
  },
  {
    id: 'truncated-tcp-blocked',
    scenario: scenario('A large answer is truncated, and TCP is dropped by a firewall', 'nameserver 10.0.0.53\nnameserver 10.0.1.53\noptions timeout:1\n', {
      servers: [server('truncate-tcp-silent'), server('ok')],
    }),
  },
  {
    id: 'one-of-two-dead',
    scenario: scenario('The first of two name servers is dead', 'nameserver 10.0.0.53\nnameserver 10.0.1.53\n', { servers: [server('silent'), server('ok')] }),
  },
  {
    id: 'systemd-resolved',
    scenario: scenario("systemd-resolved's stub: the file that it writes, while its upstream is slow", 'nameserver 127.0.0.53\noptions edns0 trust-ad\nsearch lan.example\n', {
      servers: [server('delay:1500')],
      nsswitch: 'hosts: files resolve [!UNAVAIL=return] dns\n',
    }),
  },
];
