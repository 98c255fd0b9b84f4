// A set of `strace -ff`: one file a process or thread, whose pid stands in the file's name alone. Read as one log with a column of pids.

/** One file of a set. `read` gives fewer bytes only at the end; the file need not be open between two reads. */
export interface SetFile {
  pid: number;
  /** For sentences. */
  name: string;
  size: number;
  read(offset: number, length: number): Uint8Array;
}

/** What the files say of themselves, before their lines are put in order. */
export interface SetPlan {
  /** Those that are read, in the order in which they stand where nothing else tells: parents before their children. */
  files: PlannedFile[];
  /** `time`: lines are merged by their absolute times. `file`: there are none, and the files follow each other. */
  by: 'time' | 'file';
  /** The times are of `-r`: since the line before, of whatever process. */
  relative: boolean;
  /** Seconds since 1970, or of the day, that all times are counted from: so they stay exact. */
  baseSeconds: number;
  empty: string[];
  strange: string[];
}

export interface PlannedFile {
  file: SetFile;
  /** ns that are added to its times of day: it begins behind a midnight. */
  shift: number;
}
