// Texts of the views of traces.
export const trace = {
  title: 'Traces',
  list: {
    what: 'What a program asked of the kernel, call by call: which files it looked for and did not find, whom it spoke to, what made it give up.',
    open: 'Open a trace…',
    path: 'Path of an strace log on the machine that runs the workbench',
    drop: 'or drop a log of strace or of qemu-user on the window',
    dropTitle: 'Drop a log of strace or of qemu-user',
    make: 'A log that says everything is made like this',
    makeWhy: '-f follows every process, -ttt and -T give times, -yy says what each descriptor is, -s 256 keeps strings readable.',
    failed: '{{name}} can’t be opened: {{reason}}',
    none: 'nothing was chosen that is a file',
  },
  looks: {
    label: 'What is shown of the trace',
    events: 'Events',
    summary: 'Summary',
    files: 'Files',
    addresses: 'Addresses & DNS',
    processes: 'Processes',
    searched: 'Searched',
    timeline: 'Timeline',
    raw: 'Raw log',
  },
} as const;
