/**
 * What a lockfile must not be: tied to one registry, or trusting. Every package carries its digest and no address,
 * so that `npm ci` takes it from whichever registry this machine reaches and still gets the same bytes.
 */
export function lockfileFaults(text: string): string[] {
  const { packages }: { packages: Record<string, Entry> } = JSON.parse(text)
  const faults = Object.entries(packages).flatMap(([name, entry]) => [
    ...(entry.resolved ? [`${name} names an address: ${entry.resolved}`] : []),
    ...(name && !entry.integrity && !isForOtherMachines(entry) ? [`${name} has no integrity`] : []),
  ])
  if (/https?:\/\/[^"\s]*\.tgz/.test(text)) faults.push('the address of an archive is in it')
  if (Object.keys(packages).length < 2) faults.push('it lists no packages')
  return faults
}

interface Entry {
  resolved?: string
  integrity?: string
  dev?: boolean
  optional?: boolean
  os?: string[]
  cpu?: string[]
  libc?: string[]
}

/**
 * Binaries of development tools for systems that are never started on here: some registries do not carry them, so
 * their digests could not be read. `npm ci` wants them listed all the same.
 */
function isForOtherMachines({ dev, optional, os, cpu, libc }: Entry): boolean {
  const ours =
    os?.includes('linux') && cpu?.some((name) => name === 'x64' || name === 'arm64') && !libc?.includes('musl')
  return Boolean(dev && optional && os && !ours)
}
