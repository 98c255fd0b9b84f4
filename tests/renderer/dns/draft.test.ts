// What stands in the lab, in an address and back; its file edited in place; its axes and its command lines.
import { describe, expect, it } from 'vitest';
import { adviseCommand, measureCommand, predictCommand } from '../../../src/renderer/views/dns/command.ts';
import { decodeDraft, draftOf, encodeDraft, FIRST_DRAFT, parseDraft } from '../../../src/renderer/views/dns/draft.ts';
import { environmentText, nameservers, parseEnvironment, parseNames, withOption } from '../../../src/renderer/views/dns/resolv-text.ts';
import { withServer } from '../../../src/renderer/views/dns/servers.tsx';
import { parseNumbers, parseVary, varyCount, type VaryTexts } from '../../../src/renderer/views/dns/vary.ts';
import { commandLine } from '../../../src/renderer/ui/command-line.ts';
import { aScenario } from '../../builders/dns.ts';

describe('a draft in an address', () => {
  it('comes back as it was, with letters of any language and of none', () => {
    const draft = draftOf(
      {
        resolvConf: '# 域名\tservers\r\nnameserver fe80::1%eth0\n\u0000\u202e',
        name: 'bücher.example',
        env: { A: 'b=c' },
        servers: [{ fault: '0s=ok,5s=silent' }, { fault: 'ok', exists: ['x.y.'] }],
      },
      { resolvers: [{ resolver: 'musl', version: '1.2.3' }], rounds: 7, budgetMs: null },
    );
    const text = encodeDraft(draft);
    expect(text).toMatch(/^[\w-]+$/);
    expect(decodeDraft(text)).toEqual(draft);
  });

  it('is short: what is as it would be anyway is left out', () => {
    expect(encodeDraft(FIRST_DRAFT).length).toBeLessThan(300);
    expect(decodeDraft(encodeDraft(FIRST_DRAFT))).toEqual(FIRST_DRAFT);
  });

  it('keeps an empty file as an empty file', () => {
    const draft = draftOf({ resolvConf: '' });
    expect(decodeDraft(encodeDraft(draft))).toEqual(draft);
  });

  it.each(['', 'not base64!', 'e30', encodeDraft(FIRST_DRAFT).slice(0, -9), btoa('{"scenario":{"resolvConf":1}}'), '____'])(
    'is nothing where the text was cut or is another one: %j',
    (text) => expect(decodeDraft(text.replaceAll('=', ''))).toBeNull(),
  );

  it('of the session is read the same way', () => expect(parseDraft('[]')).toBeNull());
});

describe('the file', () => {
  it('names the first three servers', () => {
    expect(nameservers('#nameserver 1.1.1.1\nnameserver\t10.0.0.1 # a\r\n nameserver 9.9.9.9\nnameserver ::1\nnameserver\nnameserver a\nnameserver b')).toEqual([
      '10.0.0.1',
      '::1',
      'a',
    ]);
  });

  it('takes an option where it stands, else on the last options line, else on a line of its own', () => {
    expect(withOption('options ndots:5 timeout:9 rotate\n', 'timeout', 2)).toBe('options ndots:5 timeout:2 rotate\n');
    expect(withOption('options timeout:9\noptions timeout:3 timeout:4', 'timeout', 2)).toBe('options timeout:9\noptions timeout:2 timeout:2');
    expect(withOption('options rotate\nnameserver 1.1.1.1\n', 'attempts', 3)).toBe('options rotate attempts:3\nnameserver 1.1.1.1\n');
    expect(withOption('nameserver 1.1.1.1\r\n', 'attempts', 3)).toBe('nameserver 1.1.1.1\r\noptions attempts:3\r\n');
    expect(withOption('', 'timeout', 1)).toBe('options timeout:1\n');
  });

  it('goes with an environment of NAME=VALUE lines; others are counted', () => {
    expect(parseEnvironment('A=1\n\nB==2\nnothing\n=x')).toEqual({ env: { A: '1', B: '=2' }, wrong: 2 });
    expect(environmentText({ A: '1', B: '=2' })).toBe('A=1\nB==2');
  });

  it('goes with names, each once', () => expect(parseNames(' a.b, c.d\na.b ')).toEqual(['a.b', 'c.d']));
});

it('a fault of the third server leaves those before it healthy', () => {
  expect(withServer([], 2, { fault: 'silent' })).toEqual([
    { fault: 'ok', exists: null },
    { fault: 'ok', exists: null },
    { fault: 'silent', exists: null },
  ]);
});

describe('axes of a grid', () => {
  const texts = (change: Partial<VaryTexts> = {}): VaryTexts => ({ timeout: '', attempts: '', servers: '', search: '', ndots: '', faults: '', options: '', ...change });

  it('are numbers and ranges', () => {
    expect(parseNumbers('1 3, 5-7 3')).toEqual([1, 3, 5, 6, 7]);
    expect(parseNumbers('3-1')).toBeNull();
    expect(parseNumbers('one')).toBeNull();
  });

  it('multiply; what can not be read is named', () => {
    const { vary, wrong } = parseVary(texts({ timeout: '1 2', servers: '1-3', faults: 'silent; 1=silent 2=delay:30; 1=0s=ok,2s=silent', options: 'rotate' }));
    expect(wrong).toEqual([]);
    expect(vary).toEqual({ timeout: [1, 2], servers: [1, 2, 3], faults: ['silent', '1=silent 2=delay:30', '1=0s=ok,2s=silent'], options: ['rotate'] });
    expect(varyCount(vary)).toBe(18);
    expect(parseVary(texts({ timeout: '9999', servers: '4', ndots: 'x', faults: 'slow' })).wrong).toEqual(['timeout', 'servers', 'ndots', 'faults']);
  });
});

describe('the command line', () => {
  const draft = {
    ...draftOf(aScenario({ resolvConf: "nameserver 10.0.0.53\n# it's\n", name: 'a.b', exists: ['a.b.'], api: 'ip4', env: { K: 'v w' } })),
    resolvers: [{ resolver: 'glibc' as const, version: '2.36' }],
  };

  it('of a prediction says files as their text, and only what is not so anyway', () => {
    expect(commandLine(predictCommand(draft))).toBe(
      `cgoscope dns predict --resolv-conf <(printf %s $'nameserver 10.0.0.53\\012# it\\'s\\012') --server 1=silent --exists a.b. --name a.b --api ip4 --env 'K=v w' --resolver glibc --resolver-version 2.36`,
    );
  });

  it('of advice says the budget, and no fault', () => {
    const line = commandLine(adviseCommand({ ...draft, budgetMs: 2_500, failoverMs: 1_000, loss: 0.01 }, true));
    expect(line).toContain('--budget 2500ms --failover 1s --loss 0.01 --prove');
    expect(line).not.toContain('--server');
  });

  it('of a measurement names programs by path, images by image:, and the axes', () => {
    const line = commandLine(
      measureCommand({
        scenario: { ...draft.scenario, parallel: 4, title: 'two words' },
        subjects: [
          { kind: 'lab', id: 'c-musl' },
          { kind: 'program', path: 'app', args: ['-v'] },
          { kind: 'image', image: 'shop:1', args: [], via: 'exact', ready: 'exit' },
        ],
        rounds: 3,
        vary: { timeout: [1, 2], faults: ['1=silent 2=ok'] },
        limitMs: 600_000,
      }),
    );
    expect(line).toMatch(
      /--subject c-musl --subject \.\/app --subject image:shop:1 --arg -v --parallel 4 --timeout 1,2 --faults '1=silent 2=ok' --rounds 3 --limit 600s --title 'two words'$/,
    );
  });
});
