// What differs between a desktop window and a browser tab: choosing files, saving files, leaving for other pages. Views know only this.

/** `cancelled`: the person changed their mind. */
export type Chosen = string | null;

export type ExportKind = 'bundle' | 'html' | 'md' | 'json' | 'pdf';

export interface Host {
  readonly kind: 'desktop' | 'browser';
  /** A native folder dialog; absent where there is none and the window shows its own picker. */
  pickFolder?(title: string): Promise<Chosen>;
  /** A folder of this computer, sent to the machine of the workbench; absent where they are one. Answers its path over there. */
  uploadFolder?(onProgress: (name: string) => void): Promise<Chosen>;
  /** A bundle file; in a browser it is uploaded first. Answers its path for `bundle.import`. */
  pickBundle(title: string, onProgress: (name: string) => void): Promise<Chosen>;
  /** Any one file, to be read as a binary; in a browser it is uploaded first. Answers its path for `elf.read`. */
  pickFile(title: string, onProgress: (name: string) => void): Promise<Chosen>;
  /** What was dropped on the window, as a path for `project.open`, `bundle.import` or `elf.read` (any file that is no bundle); null where nothing of it can be read. */
  dropped(data: DataTransfer, onProgress: (name: string) => void): Promise<{ kind: 'project' | 'bundle' | 'binary'; path: string } | null>;
  /** Saves an export of a run: asks where (desktop) or downloads it (browser; pdf opens the print view). Answers where, or null. */
  save(kind: ExportKind, run: string, title: string): Promise<Chosen>;
  /** A file that was dropped or chosen here, as a path on the machine of the workbench; in a browser it is uploaded first. */
  pathFor(file: File, onProgress: (name: string) => void): Promise<string>;
  /** Several files that belong together, sent to one folder of the workbench's machine; absent where they are there already. Answers the folder's path. */
  uploadTogether?(files: readonly File[], onProgress: (name: string) => void): Promise<Chosen>;
  /** Saves a small text (a patch) under a name that can be changed; null where that was dismissed. Absent where the shell can't. */
  saveText?(name: string, text: string, title: string): Promise<Chosen>;
  openExternal(url: string): Promise<void>;
  /** Shows a file of the workbench's machine in the file manager; absent in a browser. */
  showFile?(path: string): Promise<void>;
  /** Tells the frame around the page about language and theme. */
  look(language: 'en' | 'zh-CN', theme: 'light' | 'dark' | 'system'): void;
}
