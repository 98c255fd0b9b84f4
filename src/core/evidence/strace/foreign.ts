// What other tools write before each line of a log that passed through them. Only what can't be strace's own is stepped over.

const DATE = String.raw`\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?Z| ?[+-]\d\d:?\d\d)?`;
const FOREIGN = new RegExp(
  '^(?:' +
    [
      // docker compose: `app-1  | `.
      String.raw`[\w.-]{1,63} +\| (?:${DATE} )?`,
      // kubectl logs --prefix: `[pod/app-0/main] `.
      String.raw`\[pod/[^\]\s]{1,200}\] (?:${DATE} )?`,
      // docker logs -t, kubectl logs --timestamps, GitHub Actions; with `stderr F ` the container runtime's own file.
      String.raw`${DATE} (?:(?:stdout|stderr) [FP] )?`,
      // journald and syslog: `Nov 23 17:10:44 host app[12]: `.
      String.raw`[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d [\w.-]{1,255} [\w./@-]{1,100}(?:\[\d{1,9}\])?: `,
    ].join('|') +
    ')',
);

/** How many characters of a line (its first 300 are enough) are somebody else's; 0. */
export const foreignPrefix = (head: string): number => FOREIGN.exec(head)?.[0].length ?? 0;
