/** Milliseconds of processor time that some work took: unlike the clock on the wall, it does not count who else is busy. */
export function cpuMilliseconds(work: () => unknown): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}
