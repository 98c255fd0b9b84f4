// Documents that hold the words of failures, and logs that look like documents.
import { describe, expect, it } from 'vitest';
import { explainText } from '../../../src/core/diagnosis/index.ts';

const first = (text: string): string => explainText(text).findings[0]?.cause ?? 'none';

describe('words of a failure in a document blame nothing', () => {
  it.each([
    ['under a heading', '## Error: ImagePullBackOff\nThe kubelet waits longer after each try.\n'],
    ['as a heading of a deeper level', '#### exec /app: exec format error\nPublish the image for more platforms.\n'],
    ['as a question', 'Does an exit code: 137 always mean that memory ran out?\n'],
    [
      'as a question of an interview',
      'Q7: What does "exec user process caused: exec format error" mean?\n\n**Answer:** the CPU is another one; exit code: 137 is something else.\n',
    ],
    ['in a list of what to search for', 'Search the log for these strings:\n\nOOMKilled\nno space left on device\npanic: test timed out after 10m0s\n'],
    ['in a fenced list', 'Signatures of an overloaded runner:\n```\nOOMKilled\nsignal: killed\n```\n'],
    ['in what readers may meet', 'You might see one of these errors:\nexec /app: exec format error\nexec /app: no such file or directory\n'],
    ['in an entry of a guide', '#### Symptoms\n\n```\nError: write /data/x: no space left on device\n```\n\n#### Possible causes\n\n1. Old images\n2. A log without an end\n'],
    ['in an entry with bold labels', '**Error:**\n```\nsignal: killed\n```\n**Fix:**\n- add swap\n'],
    ['in an assertion', '    assert classify("exec /app: exec format error", code=1) == Cause.ARCH\n'],
    ['in a condition', '  if strings.Contains(out, "exec user process caused: exec format error") {\n'],
    ['in a constant', "const OOM_WORDS = 'container was OOMKilled by the kernel';\n"],
    ['in a pattern', 'TIMEOUT = re.compile(r"panic: test timed out after (\\S+)")\n'],
    ['in data of a demo', "  { at: 12, tone: 'bad', line: 'pod api-0 OOMKilled' },\n  { at: 14, tone: 'ok', line: 'restarted' },\n"],
    ['in a title', 'How to Fix ImagePullBackOff in Kubernetes\nPods wait for their images.\n'],
    ["in Influx's lines", 'conntrack,host=a found=1i,insert_failed=7i,drop=0i 1615233542000000000\n'],
    ['in a gauge that is 0', 'kube_pod_container_status_last_terminated_reason{pod="a",reason="OOMKilled"} 0\n'],
  ])('%s', (_name, text) => {
    expect(first(text)).toBe('none');
  });
});

describe('a log that looks like a document is heard', () => {
  it.each([
    ['between fences, with a sentence around', 'I get the following error:\n\n```\n$ docker run app\nexec /app: exec format error\n```\n\nAny ideas?\n', 'arch-mismatch'],
    [
      'under a heading of an issue',
      '### Actual behaviour\n\n```\nstandard_init_linux.go:228: exec user process caused: exec format error\n```\n\n### Possible Solution\n\n',
      'arch-mismatch',
    ],
    ['behind the prompt of root', '# docker run app\nexec /app: exec format error\n', 'arch-mismatch'],
    ['between banners', '### exec /app: exec format error ###\n', 'arch-mismatch'],
    ['behind marks of a notebook', '## Starting app\n## exec /app: exec format error\n## done\n', 'arch-mismatch'],
    ['as a value of an object that a program printed', "{ status: 1, stderr: 'exec /app: exec format error' }\n", 'arch-mismatch'],
    ['with a sentence that leads in', 'The build of the failed job printed this when I looked for the reason:\nwrite /tmp/x: no space left on device\n', 'disk-full'],
    ['with an own question behind it', 'signal: killed\ngo build: exit status 1\nWhy is that?\n', 'oom-killed'],
    ['as a gauge that is 1', 'Last State: Terminated\n  Reason: OOMKilled\n  Exit Code: 137\n', 'oom-killed'],
    ['of crun, which asks', 'Error: crun: executing container process (missing dynamic library?): `/app`: No such file or directory\n', 'loader-missing'],
  ])('%s', (_name, text, cause) => {
    expect(first(text)).toBe(cause);
  });
});
