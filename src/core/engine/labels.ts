// The five labels that everything of ours on an engine carries. Labels can't change later, so they name the owner, never its liveness.
import type { Identity, Role } from './types.ts';

const PREFIX = 'io.cgoscope.';
export const LABEL = {
  install: `${PREFIX}install`,
  owner: `${PREFIX}owner`,
  run: `${PREFIX}run`,
  role: `${PREFIX}role`,
  created: `${PREFIX}created`,
} as const;

export function labelsFor(identity: Identity, role: Role, run: string, extra: Record<string, string> = {}): Record<string, string> {
  return {
    ...extra,
    [LABEL.install]: identity.install,
    [LABEL.owner]: identity.owner,
    [LABEL.run]: run,
    [LABEL.role]: role,
    [LABEL.created]: new Date().toISOString(),
  };
}

/** The engine's label filter for what this install made, of one role or of any. */
export const mine = (identity: Identity, role?: Role): { label: string[] } => ({
  label: [`${LABEL.install}=${identity.install}`, ...(role === undefined ? [] : [`${LABEL.role}=${role}`])],
});
