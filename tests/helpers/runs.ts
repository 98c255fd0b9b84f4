// How often a property is tried. What fast-check tries is new each time, so that a fifth of it looks at as much in five checks; CI tries all (scripts/lib/tests.sh).

/** `many` where CGOSCOPE_MANY_RUNS is 1 (`./quickstart test`), else a fifth, at least one. */
export const runs = (many: number): number => (process.env['CGOSCOPE_MANY_RUNS'] === '1' ? many : Math.ceil(many / 5));
