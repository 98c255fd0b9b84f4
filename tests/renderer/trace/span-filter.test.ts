import { describe, expect, it } from 'vitest';
import { rounded, spanOfFilter, spanTerm, withoutSpan, withSpan } from '../../../src/renderer/views/trace/timeline/span-filter.ts';

describe('the span of time in a filter', () => {
  it('is read with any unit, and an open end is the end of the trace', () => {
    expect(spanOfFilter('call:openat at:1.2s..1500ms', 9e9)).toEqual({ fromNs: 1.2e9, toNs: 1.5e9 });
    expect(spanOfFilter('at:250us..', 9e9)).toEqual({ fromNs: 250_000, toNs: 9e9 });
    expect(spanOfFilter('at:..2ms', 9e9)).toEqual({ fromNs: 0, toNs: 2e6 });
  });

  it('is none where the filter says none, hides one, says several or cannot be read', () => {
    for (const filter of ['', 'call:read', '-at:1s..2s', 'at:1s..2s,3s..4s', 'at:1s..2s at:3s..4s', 'at:', 'at:1s..2s call:"'])
      expect(spanOfFilter(filter, 9e9), filter).toBeNull();
  });

  it('is taken out and put in, with everything else as it was written', () => {
    expect(withoutSpan('call:openat  at:1s..2s   path:"/a b/*" "at:1s..2s"')).toBe('call:openat path:"/a b/*" "at:1s..2s"');
    expect(withoutSpan('-at:1s..2s error:*')).toBe('-at:1s..2s error:*');
    expect(withSpan('at:1s..2s error:*', { fromNs: 0, toNs: 350_000 })).toBe('error:* at:0s..350us');
    expect(withSpan('', { fromNs: 1_234_567_891, toNs: 2_000_000_000 })).toBe('at:1.234567891s..2s');
  });

  it('loses nothing between writing and reading', () => {
    for (const span of [
      { fromNs: 0, toNs: 1 },
      { fromNs: 999, toNs: 1_000 },
      { fromNs: 1_234_567, toNs: 86_400_123_456_789 },
    ])
      expect(spanOfFilter(`at:${spanTerm(span)}`, Number.MAX_SAFE_INTEGER)).toEqual(span);
  });

  it('is as exact as a pixel when it was dragged, and never smaller than what was dragged', () => {
    expect(rounded({ fromNs: 1_234_567, toNs: 7_654_321 }, 3_000)).toEqual({ fromNs: 1_234_000, toNs: 7_655_000 });
    expect(rounded({ fromNs: 17, toNs: 19 }, 0.2)).toEqual({ fromNs: 17, toNs: 19 });
  });
});
