// From a raw line to what the program said. Linear in the line.

/* eslint-disable no-control-regex -- control characters are what is looked for */
const ANSI = /\u001b(?:\[[0-9:;<=>?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[PX^_][^\u001b]*(?:\u001b\\)?|[ -/]*[0-~])/g;

export function cleanLine(raw: string): string {
  return raw
    .replace(ANSI, '')
    .replace(/[‘’´`]/g, "'")
    .replace(/[“”]/g, '"')
    .trimEnd();
}
