// Time that a machine full of other work does not stretch: for tests of what is made to be slow.

/** Processor time of this process since `process.cpuUsage()` gave `before`, in ms. */
export function cpuMsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
