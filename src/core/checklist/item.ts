// One item of the checklist, made in one line.
import type { ChecklistItem } from '../../shared/domain/checklist.ts';

type Evidence = ChecklistItem['evidence'];

/** Items of one group, with the claims that the group puts right. */
export const itemsOf =
  (group: ChecklistItem['group'], see: string[]) =>
  (id: string, title: string, status: ChecklistItem['status'], text: string, evidence: Evidence = [], claims: string[] = see): ChecklistItem => ({
    id,
    group,
    title,
    status,
    text,
    evidence,
    see: claims,
  });
