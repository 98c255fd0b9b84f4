// What each cause means: the shared vocabulary, with the apostrophes of running text.
import { CAUSES, type Cause } from '../../../shared/domain/causes.ts';

const entries = Object.entries(CAUSES).map(([cause, meaning]) => [cause, meaning.replaceAll("'", '’')]);
export const causes = Object.fromEntries(entries) as Readonly<Record<Cause, string>>; // the entries of CAUSES
