import type { Affected } from './event.ts'
import { compareVersions, isVersion, schemeOf } from './version.ts'

/** What cannot be right about one row of affected versions, in a sentence for the field that it concerns. */
export interface RangeProblem {
  /** The place of the row in its list. */
  readonly row: number
  readonly field: 'product' | 'introduced' | 'fixed' | 'lastAffected'
  readonly text: string
}

/**
 * The first thing that cannot be right in a list of affected versions. An ecosystem that writes versions after a rule
 * of its own is held to that rule; everywhere else only what contradicts itself is wrong. Rows that were `taken` before
 * stand as they are, so that one old slip never keeps the rest of a list from being changed.
 */
export function rangeProblem(rows: readonly Affected[], taken: readonly Affected[] = []): RangeProblem | null {
  const known = taken.map((row) => JSON.stringify(row))
  for (const [row, one] of rows.entries()) {
    // Each of them stands for one row: the same once more is a new one.
    const at = known.indexOf(JSON.stringify(one))
    if (at >= 0) {
      known.splice(at, 1)
      continue
    }
    const wrong = wrongIn(one) ?? wrongBeside(one, rows.slice(0, row))
    if (wrong !== null) return { row, ...wrong }
  }
  return null
}

type Wrong = Omit<RangeProblem, 'row'>

function wrongIn(row: Affected): Wrong | null {
  if (row.product.trim() === '') return { field: 'product', text: 'Name the product.' }
  return notVersions(row) ?? contradiction(row)
}

const examples = {
  semver: 'three numbers and what may follow them, such as 4.39.0 or 4.39.0-rc.1',
  pep440: 'numbers and what may follow them, such as 4.39, 4.39.1 or 4.39rc1',
  dpkg: 'a package version, such as 4.39.1-2 or 1:4.39~rc1-1',
} as const

/** Each version that an ecosystem with a rule of its own would not take. "0" stands for the very first one. */
function notVersions(row: Affected): Wrong | null {
  const scheme = schemeOf(row.ecosystem)
  if (scheme === 'any') return null
  const field = (['introduced', 'fixed', 'lastAffected'] as const).find((name) => {
    const version = said(row[name])
    return version !== undefined && !(name === 'introduced' && version === '0') && !isVersion(version, scheme)
  })
  if (field === undefined) return null
  const text = `${row.ecosystem?.trim()} would not understand “${said(row[field])}”. Write ${examples[scheme]}.`
  return { field, text }
}

/** OSV schema 1.7.5, `affected[].ranges[].events`: a version is introduced before it is fixed. */
function contradiction(row: Affected): Wrong | null {
  const [introduced, fixed, last] = [said(row.introduced), said(row.fixed), said(row.lastAffected)]
  if (fixed === '0')
    return { field: 'fixed', text: 'Version 0 stands for the very first one, so it cannot have the fix.' }
  if (introduced !== undefined && introduced !== '0') {
    if (fixed !== undefined && !comesAfter(fixed, introduced))
      return {
        field: 'fixed',
        text: `The fix comes after the first affected version, and ${fixed} does not come after ${introduced}.`,
      }
    if (last !== undefined && comesAfter(introduced, last, false))
      return {
        field: 'lastAffected',
        text: `The last affected version cannot come before the first one, and ${last} comes before ${introduced}.`,
      }
  }
  if (fixed !== undefined && last !== undefined && !comesAfter(fixed, last))
    return { field: 'lastAffected', text: `The fix is in ${fixed}, so ${last} cannot be affected any more.` }
  return null
}

/** Where nobody can tell which comes first, the benefit of the doubt. */
const comesAfter = (later: string, earlier: string, unless = true): boolean => {
  const order = compareVersions(later, earlier)
  return order === null ? unless : order > 0
}

function wrongBeside(row: Affected, before: readonly Affected[]): Wrong | null {
  return before.some((other) => markOf(other) === markOf(row))
    ? { field: 'product', text: 'This product stands in the list already with these versions.' }
    : null
}

/** What a row says, its note aside. */
const markOf = ({ product, ecosystem, package: name, introduced, fixed, lastAffected }: Affected): string =>
  JSON.stringify(
    [product, ecosystem, name, introduced, fixed, lastAffected].map((part) => part?.trim().toLowerCase() ?? ''),
  )

const said = (text: string | undefined): string | undefined => text?.trim() || undefined
