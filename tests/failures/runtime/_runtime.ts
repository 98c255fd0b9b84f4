// Modules and matrices of the programs that run, and lack something.
export const module = (files: Record<string, string>): Record<string, string> => ({ 'go.mod': 'module example.com/lacking\n\ngo 1.22\n', ...files });

/** A matrix of linux/amd64 cells; values as they stand in YAML, separated by commas. */
export function cells(axes: Record<string, string>, rest = ''): string {
  const all = { package: '.', platform: 'linux/amd64', go: "'1.24'", ...axes };
  return `version: 1\naxes:\n${Object.entries(all)
    .map(([axis, values]) => `  ${axis}: [${values}]\n`)
    .join('')}${rest}`;
}

export const run = (settings: string): string => `run: ${settings}\n`;
