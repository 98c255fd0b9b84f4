// Which call made the descriptor that a call is about: tables of descriptors per process, as the log tells of them.

/** Of one table. A hostile log opens without end. */
const MAX_ENTRIES = 65_536;
/** Copied at forks in all, and alive at once. */
const MAX_COPIED = 20_000_000;
const MAX_ALIVE = 2_000_000;
/** Entries that close_range looks through in all. */
const MAX_LOOKED = 200_000_000;

export const PROTOCOLS = ['', 'unix', 'netlink', 'tcp', 'udp', 'raw', 'unknown'] as const;

/** An entry is event * 8 + protocol: numbers only, so that a table is one map. */
export class Descriptors {
  private readonly room: Room;
  private entries: Map<number, number>;
  /** Descriptors that an execve closes. */
  private closing: Set<number>;
  /** Tasks that share it (CLONE_FILES). */
  private users = 1;

  constructor(room: Room, entries = new Map<number, number>(), closing = new Set<number>()) {
    this.room = room;
    this.entries = entries;
    this.closing = closing;
  }

  /** Event that made it; -1. */
  madeBy(fd: number): number {
    const entry = this.entries.get(fd);
    return entry === undefined ? -1 : Math.floor(entry / 8);
  }

  protocol(fd: number): number {
    const entry = this.entries.get(fd);
    return entry === undefined ? 0 : entry % 8;
  }

  set(fd: number, event: number, closedByExec: boolean, protocol = 0): void {
    if (!(fd >= 0)) return;
    const { size } = this.entries;
    if (size >= MAX_ENTRIES && !this.entries.has(fd)) return;
    this.entries.set(fd, event * 8 + protocol);
    this.setClosedByExec(fd, closedByExec);
    this.room.alive += this.entries.size - size;
  }

  setClosedByExec(fd: number, closed: boolean): void {
    if (closed && this.entries.has(fd)) this.closing.add(fd);
    else this.closing.delete(fd);
  }

  close(fd: number): void {
    if (!this.entries.delete(fd)) return;
    this.closing.delete(fd);
    this.room.alive--;
  }

  closeRange(first: number, last: number, atExecOnly: boolean): void {
    const close = (fd: number): void => {
      if (atExecOnly) this.setClosedByExec(fd, true);
      else this.close(fd);
    };
    if (last - first < 64) {
      for (let fd = first; fd <= last; fd++) close(fd);
      return;
    }
    this.room.looked += this.entries.size;
    if (this.room.looked > MAX_LOOKED) return;
    for (const fd of this.entries.keys()) if (fd >= first && fd <= last) close(fd);
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
    this.closing = new Set();
  }

  /** What a forked child has. */
  copy(): Descriptors {
    const { room } = this;
    const { size } = this.entries;
    if (room.copied + size > MAX_COPIED || room.alive + size > MAX_ALIVE) return new Descriptors(room);
    room.copied += size;
    room.alive += size;
    return new Descriptors(room, new Map(this.entries), new Set(this.closing));
  }

  /** What is left after an execve: a table of its own. */
  executed(): Descriptors {
    const own = this.users > 1 ? this.copy() : this;
    if (own !== this) this.users--;
    for (const fd of own.closing) own.close(fd);
    return own;
  }

  /** A child was seen before its parent's fork told of it: what the parent has, and what the child did since. */
  adopt(parent: Descriptors): void {
    for (const [fd, entry] of parent.entries) {
      if (this.entries.has(fd) || this.entries.size >= MAX_ENTRIES || this.room.copied >= MAX_COPIED || this.room.alive >= MAX_ALIVE) continue;
      this.entries.set(fd, entry);
      if (parent.closing.has(fd)) this.closing.add(fd);
      this.room.copied++;
      this.room.alive++;
    }
  }
}

export interface Room {
  copied: number;
  alive: number;
  looked: number;
}
