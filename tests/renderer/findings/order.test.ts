// In which order findings are read, and which lines of a log they stand on.
import { describe, expect, it } from 'vitest';
import { decidingLines, findingTree, firstFinding, type FindingNode } from '../../../src/renderer/views/findings/order.ts';
import { aFinding } from '../../builders/finding.ts';

const ids = (nodes: readonly FindingNode[]): unknown[] => nodes.map(({ finding, followers }) => (followers.length === 0 ? finding.id : [finding.id, ids(followers)]));

describe('findings', () => {
  it('stand with the likeliest first, and what follows from another below it, however likely', () => {
    const findings = [
      aFinding({ id: 'faint', confidence: 0.2 }),
      aFinding({ id: 'follower', confidence: 0.99, follows: 'likely' }),
      aFinding({ id: 'likely', confidence: 0.9 }),
      aFinding({ id: 'of the follower', confidence: 0.5, follows: 'follower' }),
    ];
    expect(ids(findingTree(findings))).toEqual([['likely', [['follower', ['of the follower']]]], 'faint']);
    expect(firstFinding(findings)?.id).toBe('likely');
  });

  it('are each shown once, also where they would follow from nobody or in a ring', () => {
    const findings = [
      aFinding({ id: 'a', follows: 'b' }),
      aFinding({ id: 'b', follows: 'a' }),
      aFinding({ id: 'c', follows: 'gone' }),
      aFinding({ id: 'd', follows: 'd' }),
      aFinding({ id: 'e', follows: 'a' }),
    ];
    const all = JSON.stringify(ids(findingTree(findings)));
    for (const { id } of findings) expect(all.split(`"${id}"`)).toHaveLength(2);
  });

  it('none of them is no first one', () => expect(firstFinding([])).toBeNull());
});

describe('the lines that decide', () => {
  const log = ({ source }: { source: string }): boolean => source === 'log';

  it('say every finding that stands on them, once each', () => {
    const evidence = [{ source: 'log' as const, line: 3 }, { source: 'log' as const, line: 3 }, { source: 'trace' as const, line: 9 }, { source: 'log' as const }];
    const lines = decidingLines(
      { findings: [aFinding({ id: 'a', title: 'one', evidence }), aFinding({ id: 'b', title: 'two', evidence: evidence.slice(0, 1), confidence: 0.3 })] },
      log,
      '',
    );
    expect([...lines]).toEqual([[3, 'one · two']]);
  });

  it('are the likeliest ones where there is no finding', () => {
    expect([...decidingLines({ findings: [], likely: [{ source: 'log', line: 7, text: 'boom' }] }, log, 'likely')]).toEqual([[7, 'likely']]);
  });
});
