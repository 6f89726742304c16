import { existsSync, statfsSync } from 'node:fs'
import { dirname } from 'node:path'

/** How full the fullest of these disks is, from 0 to 1, as `df` counts it. Asked at most every two seconds. */
export function diskUse(folders: readonly string[], steady: () => number): () => number {
  let known = { at: Number.NEGATIVE_INFINITY, use: 0 }
  return () => {
    if (steady() - known.at >= 2_000) known = { at: steady(), use: Math.max(0, ...folders.map(useOf)) }
    return known.use
  }
}

function useOf(folder: string): number {
  try {
    const { blocks, bfree, bavail } = statfsSync(nearest(folder))
    const used = blocks - bfree
    return used + bavail === 0 ? 0 : used / (used + bavail)
  } catch {
    // A folder that cannot be asked is found out by the next write, which has a better answer.
    return 0
  }
}

/** A folder that is made when it is needed, such as that of a node whose files lie elsewhere, is on the disk it will be on. */
const nearest = (folder: string): string =>
  existsSync(folder) || dirname(folder) === folder ? folder : nearest(dirname(folder))
