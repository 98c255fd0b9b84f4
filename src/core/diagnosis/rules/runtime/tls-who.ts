// Which program says that a certificate is not trusted: where it is not the user's own, its machine has roots as a rule.
import type { Signal } from '../../types.ts';

/** Docker's, containerd's or the kubelet's pull and push. */
export const DAEMON_TLS: Signal = {
  id: 'tls-daemon',
  keywords: ['signed by unknown authority'],
  pattern:
    /(?:Error response from daemon|failed to (?:do request|pull|resolve|authorize|fetch|push|solve)|pulling image|ErrImagePull|ImagePullBackOff|docker:|\/v2\/(?:[\"': ]|[a-z0-9._/-]{1,200}\/(?:manifests|blobs)\/)|registry|server message|daemon|buildkit|error (?:during|pinging)).{0,600}signed by unknown authority/i,
};

/** kubectl, webhooks, API servers: their authorities are the cluster's own. */
export const KUBE_TLS: Signal = {
  id: 'tls-kubernetes',
  keywords: ['signed by unknown authority', 'unknown certificate authority'],
  pattern:
    /(?:Unable to connect to the server|failed calling (?:admission )?webhook|couldn't get (?:current server API|resource) .{0,60}|\.svc[:/]|apiserver|kube|etcd|kubelet|tiller|discovery-token|:6443|:10250|:2379|transport: authentication handshake failed).{0,600}signed by unknown authority|remote error: tls: unknown certificate authority/i,
};

/** `go` itself, fetching a module. */
export const MODULE_TLS: Signal = {
  id: 'tls-go-command',
  keywords: ['signed by unknown authority', 'failed to load system roots'],
  pattern:
    /(?:^|\s)(?:go: |go get|https fetch|package \S{1,200}: |verifying |unrecognized import path|fetch(?:ing)? ).{0,600}x509: |(?:proxy\.golang\.org|sum\.golang\.org|goproxy\.(?:io|cn)|\?go-get=1|\/@v\/|\/@latest).{0,400}x509: /i,
};
