// What a recording is called. Not yet fit to be shown.
import { shellWord } from '../../../../shared/domain/command-line.ts';
import type { TraceRecordingLine } from '../../../../shared/domain/trace-detail.ts';

/** Its own title, else what was started. */
export const recordingTitle = ({ title, argv, image }: Pick<TraceRecordingLine, 'title' | 'argv' | 'image'>): string =>
  title !== '' ? title : argv.length === 0 ? image : argvText(argv);

/** As it would be typed into a shell. */
export const argvText = (argv: readonly string[]): string => argv.map(shellWord).join(' ');
