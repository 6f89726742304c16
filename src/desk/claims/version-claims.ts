import { compareVersions } from '../../case/version.ts'
import type { Claim } from './claim.ts'
import type { Clone, Tag } from './clone.ts'
import { claim, type Look } from './look.ts'

export function versionClaim({ clone }: Look, version: string): Claim {
  const tag = tagOf(clone, version)
  // Reports name versions of all sorts of software, so one that is unknown here may be quite right.
  return tag === undefined
    ? claim(
        'version',
        version,
        'cannot-tell',
        `No tag here is called ${version}. It may belong to other software, or be newer than this clone.`,
      )
    : claim('version', version, 'found', `${version} is the tag ${tag.name}.`)
}

/** The newest of the releases that the report names: what is gone by then was gone for its reporter. */
export function statedRelease(clone: Clone, versions: readonly string[]): Tag | null {
  const named = versions.flatMap((version) => tagOf(clone, version) ?? [])
  return named.sort((a, b) => inOrder(b.version ?? '', a.version ?? ''))[0] ?? null
}

/** "4.39" and "4.39.x" are the newest release that begins so. */
function tagOf(clone: Clone, version: string): Tag | undefined {
  const begin = version.replace(/\.x$/i, '')
  const series = clone.tags.filter((tag) => tag.version?.startsWith(`${begin}.`) === true)
  return (
    clone.tags.find((tag) => tag.version === version) ??
    series.sort((a, b) => inOrder(b.version ?? '', a.version ?? ''))[0]
  )
}

/** A report that names a version after all releases known here speaks of code that is not here yet. */
export function newerThanClone({ clone, mentions }: Look): boolean {
  const known = clone.tags.flatMap(({ version }) => version ?? [])
  const newest = known.sort(inOrder).at(-1)
  if (newest === undefined) return false
  return mentions.versions.some((version) => sameSeries(version, newest) && inOrder(version, newest) > 0)
}

const sameSeries = (a: string, b: string): boolean => a.split('.')[0] === b.split('.')[0]

/** What cannot be compared stays where it is. */
const inOrder = (a: string, b: string): number => compareVersions(a, b) ?? 0
