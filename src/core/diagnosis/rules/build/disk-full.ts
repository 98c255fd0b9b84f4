// No room: on the daemon's disk, in a tmpfs, in a quota, or no inode left.
import * as fixes from '../../fixes.ts';
import type { Rule, Signal } from '../../types.ts';
import { lines, heard } from './seen.ts';

const noSpace: Signal = {
  id: 'no-space-left',
  keywords: [
    'no space left',
    'not enough space',
    'disk quota exceeded',
    'enospc',
    'disk full',
    'disk is full',
    'insufficient disk space',
    'no space on',
    'enough free space',
    'ephemeral-storage',
  ],
  pattern:
    /(?:no space left on device|not enough space on the disk|disk quota exceeded|\bENOSPC\b|\bdisk (?:is )?full\b|insufficient disk space|no space on (?:the )?(?:device|disk)|don't have enough free space|low on resource: ephemeral-storage|exceed\w* .{0,80}ephemeral[- ]storage)/i,
};

/** The same words of the kernel for limits that are no disk: watches, semaphores, cgroups, BPF. */
const NO_DISK =
  /inotify|fsnotify|add_watch|watcher|semget|semaphore|shmget|shared memory segment|bpf|perf_event|cgroup|memory\.limit|epoll|iptables|ipset|netlink|keyctl|key quota|user\.max_|unshare|clone3?\b/i;

export const diskFull: Rule = {
  id: 'disk-full',
  cause: 'disk-full',
  needs: 'the words of ENOSPC or EDQUOT, of a write to a file',
  contradictedBy: 'the same words of a watch, a semaphore or a cgroup: those are limits of the kernel',
  signals: [noSpace],
  find(seen) {
    const hits = heard(seen, noSpace.id).filter(({ line }) => !NO_DISK.test(line.text));
    const first = hits[0];
    if (first === undefined) return null;
    const place = placeOf(first.line.text);
    return {
      title: place === null ? 'A disk is full' : `No space is left where ${place} is written`,
      confidence: 0.95,
      evidence: lines(hits),
      fixes: [
        fixes.byHand('free-space', "Make room on the daemon's disk", [
          'docker system df · docker builder prune · docker image prune -a · cgoscope clean --older 7 · go clean -cache -modcache (each says what it removes)',
        ]),
        fixes.byHand('check-inodes', 'Look for the file system that is full', ['df -h and df -i (inodes) of /var/lib/docker, /tmp and the folder of GOCACHE']),
        fixes.change('default-tmp', 'Build in the usual folder for temporary files: no GOTMPDIR or TMPDIR of your own', { env: { GOTMPDIR: null, TMPDIR: null } }, [
          'helps where that folder alone was full',
        ]),
      ],
      see: ['docs/causes.md#disk-full'],
    };
  },
};

/** The path that was written: `write /a/b: no space…`, `compile: writing output: write $WORK/b1/_pkg_.a: no space…`. */
function placeOf(text: string): string | null {
  const at = /(?:write|open|mkdir|close|copy|create|writing to|symlink|fsync|rename|link|writing) ([$/][^\s:]{1,200}|[A-Za-z]:\\[^\s:]{1,200})/.exec(text)?.[1] ?? null;
  return at;
}
