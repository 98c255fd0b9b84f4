// Which paths a page may have written: those that a person chose in a save dialog, for what they were chosen.

export type SaveKind = 'bundle' | 'html' | 'md' | 'json' | 'pdf';
/** The oldest go first. */
const MOST = 200;

export class Grants {
  private readonly kinds = new Map<string, SaveKind>();

  give(path: string, kind: SaveKind): void {
    this.kinds.delete(path);
    this.kinds.set(path, kind);
    for (const oldest of [...this.kinds.keys()].slice(0, Math.max(0, this.kinds.size - MOST))) this.kinds.delete(oldest);
  }

  /** The text has to be the very one that the dialog gave. */
  has(path: string, kind?: SaveKind): boolean {
    const given = this.kinds.get(path);
    return given !== undefined && (kind === undefined || given === kind);
  }
}
