// Go versions as numbers to compare. Only major and minor count here: toolchains are known by `1.24`.

export const minorOf = (version: string): string => /^(?:go)?(\d+\.\d+)/.exec(version)?.[1] ?? (/^(?:go)?(\d+)$/.exec(version)?.[1] ? `${version.replace(/^go/, '')}.0` : version);

/** Negative where `a` is older. `1.9` is older than `1.22`. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => minorOf(version).split('.').map(Number));
  return (left?.[0] ?? 0) - (right?.[0] ?? 0) || (left?.[1] ?? 0) - (right?.[1] ?? 0);
}
