// Which call made the descriptor that a call is about: tables of descriptors per process, as the log tells of them.

/** Of one table. A hostile log opens without end. */
const MAX_ENTRIES = 65_536;
/** Copied at forks in all, and alive at once. */
const MAX_COPIED = 20_000_000;
const MAX_ALIVE = 2_000_000;

export const PROTOCOLS = ['', 'unix', 'netlink', 'tcp', 'udp', 'raw', 'unknown'] as const;

/** An entry is event * 16 + protocol * 2 + (1 where an execve closes it): numbers only, so that a table is one map. */
export class Descriptors {
  private readonly room: Room;
  private entries: Map<number, number>;
  /** Tasks that share it (CLONE_FILES). */
  private users = 1;

  constructor(room: Room, entries = new Map<number, number>()) {
    this.room = room;
    this.entries = entries;
  }

  /** Event that made it; -1. */
  madeBy(fd: number): number {
    const entry = this.entries.get(fd);
    return entry === undefined ? -1 : Math.floor(entry / 16);
  }

  protocol(fd: number): number {
    const entry = this.entries.get(fd);
    return entry === undefined ? 0 : (entry % 16) >> 1;
  }

  set(fd: number, event: number, closedByExec: boolean, protocol = 0): void {
    if (!(fd >= 0)) return;
    const { size } = this.entries;
    if (size >= MAX_ENTRIES && !this.entries.has(fd)) return;
    this.entries.set(fd, event * 16 + protocol * 2 + (closedByExec ? 1 : 0));
    this.room.alive += this.entries.size - size;
  }

  setClosedByExec(fd: number, closed: boolean): void {
    const entry = this.entries.get(fd);
    if (entry !== undefined) this.entries.set(fd, entry - (entry % 2) + (closed ? 1 : 0));
  }

  close(fd: number): void {
    if (this.entries.delete(fd)) this.room.alive--;
  }

  closeRange(first: number, last: number, atExecOnly: boolean): void {
    for (const [fd, entry] of this.entries) {
      if (fd < first || fd > last) continue;
      if (atExecOnly) this.entries.set(fd, entry - (entry % 2) + 1);
      else this.close(fd);
    }
  }

  shared(): this {
    this.users++;
    return this;
  }

  /** A task that used it has ended. */
  release(): void {
    if (--this.users > 0) return;
    this.room.alive -= this.entries.size;
    this.entries = new Map();
  }

  /** What a forked child has. */
  copy(): Descriptors {
    const { room } = this;
    const { size } = this.entries;
    if (room.copied + size > MAX_COPIED || room.alive + size > MAX_ALIVE) return new Descriptors(room);
    room.copied += size;
    room.alive += size;
    return new Descriptors(room, new Map(this.entries));
  }

  /** What is left after an execve: a table of its own. */
  executed(): Descriptors {
    const own = this.users > 1 ? this.copy() : this;
    if (own !== this) this.users--;
    for (const [fd, entry] of own.entries) if (entry % 2 === 1) own.close(fd);
    return own;
  }

  /** A child was seen before its parent's fork told of it: what the parent has, and what the child did since. */
  adopt(parent: Descriptors): void {
    for (const [fd, entry] of parent.entries) {
      if (this.entries.has(fd) || this.entries.size >= MAX_ENTRIES || this.room.copied >= MAX_COPIED || this.room.alive >= MAX_ALIVE) continue;
      this.entries.set(fd, entry);
      this.room.copied++;
      this.room.alive++;
    }
  }
}

export interface Room {
  copied: number;
  alive: number;
}
