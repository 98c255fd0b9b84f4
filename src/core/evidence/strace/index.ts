// Reads strace logs into the document trace@1. The face of the folder.
export { parseStrace, StraceParser, type SeenPath } from './parser.ts';
