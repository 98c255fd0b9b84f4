// What is typed into the dialog to record, as a request and as a command line.
import { describe, expect, it } from 'vitest';
import { draftOf } from '../../../src/renderer/views/trace/recordings/draft.ts';
import { EMPTY_DRAFT, environmentOf, readDraft, recordWords, type RecordDraft } from '../../../src/renderer/views/trace/recordings/record-form.ts';
import { commandLine } from '../../../src/shared/domain/command-line.ts';
import { recording } from './events.ts';

const draft = (more: Partial<RecordDraft> = {}): RecordDraft => ({ ...EMPTY_DRAFT, image: 'app:1', ...more });
const lineOf = (more: Partial<RecordDraft>): string => {
  const { request } = readDraft(draft(more));
  return request === null ? 'wrong' : commandLine(recordWords(request));
};

describe('the dialog to record', () => {
  it('asks for the image’s own program where nothing else is said', () => {
    expect(readDraft(draft()).request).toMatchObject({
      image: 'app:1',
      argv: [],
      entrypoint: null,
      user: null,
      network: 'inside',
      classes: ['file', 'network', 'process', 'signal'],
      seconds: 30,
      once: false,
    });
    expect(lineOf({})).toBe('cgoscope trace record app:1');
  });

  it('asks for what a recording asked for; the value of a name is asked for anew, as it was not kept', () => {
    const asked = { environment: ['TOKEN'], workdir: '/srv', network: 'internet' as const, platform: null, ready: 'http:80/a:b', stopAfterS: 2, seconds: 9 };
    const again = { ...EMPTY_DRAFT, ...draftOf(recording({ argv: ['/app', 'a b'], asked })) };
    expect(readDraft(again)).toMatchObject({ request: null, problems: { environment: 'noName' }, wrongLines: [1] });
    expect(readDraft({ ...again, environment: 'TOKEN=x' }).request).toMatchObject({ entrypoint: ['/app'], argv: ['a b'], ...asked, environment: { TOKEN: 'x' } });
    // Of an earlier version.
    expect(readDraft({ ...EMPTY_DRAFT, ...draftOf(recording()) }).request).toMatchObject({ environment: {}, ready: null });
  });

  it('says the same as a command line', () => {
    expect(
      lineOf({
        command: `sh -c 'echo "a b" | cat'`,
        whole: true,
        environment: 'A=1\nB=x y',
        user: '65532',
        readOnly: true,
        network: 'none',
        classes: ['file', 'desc'],
        ready: 'http',
        readyWhere: '8080/healthz',
        stopAfter: '2.5',
        seconds: '60',
        once: true,
        title: 'a start',
      }),
    ).toBe(
      `cgoscope trace record --env A=1 --env 'B=x y' --user 65532 --entrypoint sh --read-only --network none --class file,desc --ready http:8080/healthz --stop-after 2.5 --seconds 60 --once --title 'a start' app:1 -c 'echo "a b" | cat'`,
    );
  });

  it('takes words apart without a shell, and names what only one would have understood', () => {
    const { argv, unread } = readDraft(draft({ command: 'cat *.conf > $OUT' }));
    expect(argv).toEqual(['cat', '*.conf', '>', '$OUT']);
    expect(unread).toEqual(['*', '>', '$OUT']);
  });

  it('knows that all calls hold every other class', () => {
    expect(readDraft(draft({ classes: ['file', 'all'] })).request?.classes).toEqual(['all']);
  });

  it('says of each field what is wrong with it, and asks for nothing then', () => {
    for (const [more, field, problem] of [
      [{ image: ' ' }, 'image', 'missing'],
      [{ command: `sh -c 'x` }, 'command', 'openQuote'],
      [{ command: 'x \\' }, 'command', 'openEscape'],
      [{ whole: true }, 'command', 'noWords'],
      [{ environment: 'A=1\nB' }, 'environment', 'noName'],
      [{ classes: [] }, 'classes', 'none'],
      [{ ready: 'tcp', readyWhere: '99999' }, 'readyWhere', 'port'],
      [{ ready: 'http', readyWhere: '/healthz' }, 'readyWhere', 'httpPort'],
      [{ ready: 'log', readyWhere: '' }, 'readyWhere', 'text'],
      [{ stopAfter: 'soon' }, 'stopAfter', 'seconds'],
      [{ seconds: '0' }, 'seconds', 'seconds'],
      [{ seconds: '' }, 'seconds', 'seconds'],
    ] as const) {
      const read = readDraft(draft(more));
      expect(read.problems, JSON.stringify(more)).toEqual({ [field]: problem });
      expect(read.request).toBeNull();
    }
  });

  it('reads an environment a line each, values as they stand', () => {
    expect(environmentOf('A=1\r\n\n B = x=y \nC=')).toEqual({ environment: { A: '1', B: ' x=y ', C: '' }, wrong: [] });
    expect(environmentOf('=1\nA B=2\nC')).toEqual({ environment: {}, wrong: [1, 2, 3] });
  });
});
