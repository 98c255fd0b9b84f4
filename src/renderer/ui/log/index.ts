// The log viewer: what views use of it.
export { GoToLine } from './go-to-line.tsx';
export { linesText, parseLines, type LineRange } from './lines.ts';
export { Deciding } from './log-bar.tsx';
export { LogLines, type DecidingLines, type LogLinesHandle } from './log-lines.tsx';
export { createMatcher } from './match.ts';
export { LogPages, PAGE_LINES } from './log-pages.ts';
export { stepLine } from './lines.ts';
export { LogViewer, NO_ADDRESS, type LogAddress, type LogViewerProps } from './log-viewer.tsx';
export { NO_QUERY, type LogQuery } from './match.ts';
export { useThrottled } from './use-log.ts';
export { piecesOf, shownLine } from './shown-line.ts';
export { domHeight, offsetFor, offsetNear, ROW_PX, seenLines } from './scroll-map.ts';
export { useMappedScroll, type MappedScroll } from './use-mapped-scroll.ts';
