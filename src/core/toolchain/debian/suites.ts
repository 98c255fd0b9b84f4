// Which suites of Debian are read together.
/** The suites that a sources list needs for one: backports need their release beside them to resolve dependencies. */
export function suitesFor(suite: string): string[] {
  return suite.endsWith('-backports') ? [suite.replace('-backports', ''), suite] : [suite];
}
