// The face of the project room: what a folder with Go source is, and what of it is sent to the daemon.

/** One file, link or folder of the tree that is sent. */
export interface TreeEntry {
  /** Path below the tree's root with `/`, any bytes but NUL: UTF-8 text, and each byte that is none as a lone surrogate U+DC80 … U+DCFF (names.ts). */
  path: string;
  type: 'file' | 'directory' | 'symlink';
  mode: number;
  size: number;
  /** sha256 of the content, or of the link's target. */
  hash: string;
  linkname?: string;
  /** What is sent instead of the file of the host: a change on the way (edits.ts). */
  content?: Buffer;
}

/** What is sent: a content-addressed listing. */
export interface Tree {
  /** Host folder that `path`s are below. */
  root: string;
  entries: TreeEntry[];
  bytes: number;
  /** sha256 over all entries; equal trees have equal hashes on every machine. */
  hash: string;
}

export interface MainPackage {
  /** Relative to the project, `.` or `./cmd/x`. */
  dir: string;
  importPath: string;
  /** A file of it has `import "C"`. */
  importsC: boolean;
}

export interface Project {
  path: string;
  /** Module path of go.mod, or of the first module of go.work. */
  module: string;
  /** `go` line of go.mod/go.work, `1.22`; null where absent. */
  goDirective: string | null;
  toolchainDirective: string | null;
  mains: MainPackage[];
  /** Any package of the project has `import "C"` (dependencies are not looked into). */
  importsC: boolean;
  vendored: boolean;
  workspace: boolean;
  tree: Tree;
  /** Where the project stands below tree.root: `.`, or a folder when modules outside are needed. */
  projectDir: string;
  /** Files that a change edits on the way: path below tree.root -> their content, null where they are left out. */
  edited: ReadonlyMap<string, Buffer | null>;
  notes: string[];
}
