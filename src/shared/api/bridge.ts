// How the api travels inside Electron: what src/preload puts on `window.cgoscope`, and the things that only a desktop window can do.
// Values cross by structured clone; both ends check them.
import { z } from 'zod';
import type { CallAnswer } from './http.ts';

export { CHANNELS } from './channels.ts';

const desktop = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({ input, output });
/** What a page may name, at most: a dialog shows it, a file system takes it. */
const text = z.string().max(8_192);
const chosen = z.object({ path: z.string().nullable() });

/** What the desktop shell does beyond the api. Every dialog answers null when it was dismissed. */
export const DESKTOP = {
  'pick.folder': desktop(z.object({ title: text }), chosen),
  'pick.bundle': desktop(z.object({ title: text }), chosen),
  /** Any one file, to be read as a binary. */
  'pick.file': desktop(z.object({ title: text }), chosen),
  'pick.save': desktop(z.object({ title: text, name: text, kind: z.enum(['bundle', 'html', 'md', 'json', 'pdf']) }), chosen),
  /** Writes a report's text, or renders the html report to PDF, at a path that `pick.save` gave. */
  'report.write': desktop(z.object({ run: text, kind: z.enum(['html', 'md', 'json', 'pdf']), to: text }), z.object({ bytes: z.number().int() })),
  /** Asks where, and writes a small text there (a patch). */
  'save.text': desktop(z.object({ title: text, name: text, text: z.string().max(4_000_000) }), chosen),
  /** Only addresses on the shell's allow-list, in the user's browser. */
  'open.external': desktop(z.object({ url: text }), z.object({ opened: z.boolean() })),
  'show.file': desktop(z.object({ path: text }), z.object({})),
  /** The window's language and theme, so that the native menu and frame follow. */
  'window.look': desktop(z.object({ language: z.enum(['en', 'zh-CN']), theme: z.enum(['light', 'dark', 'system']) }), z.object({})),
} as const;
export type DesktopName = keyof typeof DESKTOP;
export type DesktopInput<N extends DesktopName> = z.input<(typeof DESKTOP)[N]['input']>;
export type DesktopOutput<N extends DesktopName> = z.output<(typeof DESKTOP)[N]['output']>;

/** What the native menu, a second start or a file handed to the application asks of the window. */
export const commandSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('navigate'), to: z.string() }),
  z.object({ type: z.literal('open-project'), path: z.string().nullable() }),
  z.object({ type: z.literal('import-bundle'), path: z.string().nullable() }),
  z.object({ type: z.literal('open-binary'), path: z.string().nullable() }),
]);
export type WindowCommand = z.infer<typeof commandSchema>;

/** `window.cgoscope` in Electron; absent in a browser. */
export interface Bridge {
  /** `id` is the caller's, for {@link Bridge.cancel}. Never rejects: errors are in the answer. */
  call(id: number, name: string, input: unknown): Promise<CallAnswer>;
  cancel(id: number): void;
  desktop(name: string, input: unknown): Promise<CallAnswer>;
  /** Every push event; the answer ends it. */
  onEvent(listener: (name: string, value: unknown) => void): () => void;
  /** Called with false when the process behind the workbench has gone, with true when it can be asked again: everything is read anew then. The answer ends it. */
  onConnection(listener: (open: boolean) => void): () => void;
  onCommand(listener: (command: unknown) => void): () => void;
  /** The path of a dropped file or folder; empty where it has none. */
  pathOf(file: File): string;
  readonly platform: string;
}
