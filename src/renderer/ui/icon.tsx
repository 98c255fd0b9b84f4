// The window's few icons: 16 by 16, one stroke, the colour of the text beside them. Always decoration: the name stands in text or in a label.
import type { ReactNode } from 'react';

const PATHS = {
  home: 'M2.5 7.5 8 3l5.5 4.5M4 6.5V13h8V6.5',
  matrix: 'M2.5 2.5h4v4h-4zM9.5 2.5h4v4h-4zM2.5 9.5h4v4h-4zM9.5 9.5h4v4h-4z',
  runs: 'M8 2.5a5.5 5.5 0 1 1-5.2 3.7M2.5 2.5v3.7h3.7M8 5v3.2l2.2 1.3',
  compare: 'M2.5 3h4.5v10H2.5zM9 3h4.5v10H9z',
  doctor: 'M5.5 2.5v3a2.5 2.5 0 0 0 5 0v-3M8 8v2.5a2.5 2.5 0 0 0 5 0V9.5M13 9.5a1 1 0 1 0 0-2 1 1 0 0 0 0 2z',
  settings: 'M8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM8 2v2M8 12v2M2 8h2M12 8h2M3.8 3.8l1.4 1.4M10.8 10.8l1.4 1.4M3.8 12.2l1.4-1.4M10.8 5.2l1.4-1.4',
  copy: 'M5.5 5.5h7v7h-7zM3.5 10.5v-7h7',
  terminal: 'M2.5 3h11v10h-11zM5 6l2 2-2 2M8.5 10H11',
  check: 'M3 8.5 6.5 12 13 4.5',
  cross: 'M4 4l8 8M12 4l-8 8',
  play: 'M5 3.5v9l7-4.5z',
  stop: 'M4 4h8v8H4z',
  explain: 'M8 2.5a4 4 0 0 1 2.2 7.3v1.7H5.8V9.8A4 4 0 0 1 8 2.5zM6.3 13.5h3.4',
  dns: 'M2.5 3.5h5M5 8h6M8.5 12.5h5M2.5 2v3M13.5 11v3',
  trace: 'M2.5 4h3M7.5 4h6M2.5 8h6.5M11 8h2.5M2.5 12h1.5M6 12h5',
  bisect: 'M2.5 8h3.5M10 8h3.5M8 2.5v11M6 5.5 8 8l-2 2.5',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.5 10.5l3 3',
  up: 'M4 9.5 8 5.5l4 4',
  down: 'M4 6.5l4 4 4-4',
  left: 'M9.5 4l-4 4 4 4',
  right: 'M6.5 4l4 4-4 4',
  layers: 'M8 2.5 14 5.5 8 8.5 2 5.5zM2 8l6 3 6-3M2 10.5l6 3 6-3',
  folder: 'M2 4h4.5l1.5 1.5h6V13H2z',
  file: 'M4 2.5h5l3 3v8H4zM9 2.5v3h3',
  bundle: 'M2.5 5 8 2.5 13.5 5v6L8 13.5 2.5 11zM2.5 5 8 7.5 13.5 5M8 7.5v6',
  trash: 'M3 4.5h10M6 4.5V3h4v1.5M4.5 4.5l.6 8.5h5.8l.6-8.5',
  download: 'M8 2.5v7.5M5 7l3 3 3-3M3 13h10',
  upload: 'M8 10.5V3M5 6l3-3 3 3M3 13h10',
  report: 'M3.5 2.5h9v11h-9zM5.5 5.5h5M5.5 8h5M5.5 10.5h3',
  warning: 'M8 2.5 14 13H2zM8 6.5v3M8 11.2v.3',
  info: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 7.5v3.5M8 5v.3',
  again: 'M13 8a5 5 0 1 1-1.5-3.6M13.5 2.5v3h-3',
  pin: 'M10 2.5 13.5 6l-3 1-2.5 2.5.5 2.5L4 7.5l2.5.5L9 5.5zM5.5 10.5l-3 3',
  filter: 'M2.5 3.5h11L9.5 8.5v4l-3-1.5V8.5z',
  plus: 'M8 3v10M3 8h10',
  external: 'M9 3h4v4M13 3 7.5 8.5M11 9v4H3V5h4',
} as const;
export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }): ReactNode {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.3"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
