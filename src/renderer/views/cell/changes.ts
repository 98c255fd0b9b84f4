// What changed of a cell between two runs.
import { outcomeText, type Cell } from '../../../shared/domain/run.ts';

export type Change = 'outcome' | 'size' | 'linkage' | 'go' | 'floor' | 'image' | 'toolchain';

/** A size that differs by less than this share is the same program with another path or time in it. */
const SIZE_SHARE = 0.01;

/** What differs from the run before; an empty list is no change. Times are left out: they differ every time. */
export function changesBetween(now: Cell, before: Cell): Change[] {
  const changes: Change[] = [];
  if (outcomeText(now) !== outcomeText(before) || now.green !== before.green) changes.push('outcome');
  const [a, b] = [now.artifact?.size ?? 0, before.artifact?.size ?? 0];
  if (Math.abs(a - b) > SIZE_SHARE * Math.max(a, b)) changes.push('size');
  if (now.linkage.got !== before.linkage.got) changes.push('linkage');
  if (now.elf !== null && before.elf !== null) {
    if (now.elf.goVersion !== before.elf.goVersion) changes.push('go');
    if (now.elf.glibcFloor !== before.elf.glibcFloor) changes.push('floor');
  }
  if (now.toolchain !== null && before.toolchain !== null && now.toolchain.digest !== before.toolchain.digest) changes.push('toolchain');
  if (now.runImage !== null && before.runImage !== null && now.runImage.digest !== before.runImage.digest) changes.push('image');
  return changes;
}
