/**
 * Versions as far as two of them can be compared without knowing the ecosystem by heart: which comes first is said
 * only where that is certain, and otherwise left open.
 */

/** How an ecosystem writes versions, as far as it can be told from a text. */
export type Scheme = 'semver' | 'pep440' | 'dpkg' | 'any'

/** Ecosystems of OSV schema 1.7.5 that write their versions after a rule of their own. */
const schemes: Readonly<Record<string, Scheme>> = {
  'crates.io': 'semver',
  go: 'semver',
  hex: 'semver',
  npm: 'semver',
  pub: 'semver',
  swifturl: 'semver',
  pypi: 'pep440',
  debian: 'dpkg',
  ubuntu: 'dpkg',
}

/** "Debian:12" is Debian. */
export const schemeOf = (ecosystem: string | undefined): Scheme =>
  schemes[(ecosystem ?? '').split(':')[0]?.trim().toLowerCase() ?? ''] ?? 'any'

/** Semantic Versioning 2.0.0, sections 2, 9 and 10. */
const number = '(0|[1-9]\\d*)'
const identifiers = '[0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*'
const semanticVersion = new RegExp(`^${number}\\.${number}\\.${number}(-${identifiers})?(\\+${identifiers})?$`)
export const isSemantic = (version: string): boolean => semanticVersion.test(version)

/** PEP 440, appendix B. */
const pythonVersion =
  /^(\d+!)?\d+(\.\d+)*([-_.]?(a|b|c|rc|alpha|beta|pre|preview)[-_.]?\d*)?(-\d+|[-_.]?(post|rev|r)[-_.]?\d*)?([-_.]?dev[-_.]?\d*)?(\+[a-z0-9]+([-_.][a-z0-9]+)*)?$/i

/** deb-version(7). */
const debianVersion = /^(\d+:)?\d[0-9A-Za-z.+~-]*$/

/** What every scanner can at least take as one word. */
const oneWord = /^[0-9A-Za-z][0-9A-Za-z.+~:_!-]*$/

/** A tag such as "v4.39.1" stands for the version 4.39.1. */
export const bare = (version: string): string => version.trim().replace(/^v(?=\d)/i, '')

export function isVersion(text: string, scheme: Scheme): boolean {
  const version = bare(text)
  switch (scheme) {
    case 'semver':
      return isSemantic(version)
    case 'pep440':
      return pythonVersion.test(version)
    case 'dpkg':
      return debianVersion.test(version)
    case 'any':
      return oneWord.test(version)
  }
}

/** Below 0 where `a` comes first, above 0 where `b` does, 0 where they are the same; null where nobody can tell. */
export function compareVersions(a: string, b: string): number | null {
  const [one, two] = [bare(a), bare(b)]
  if (one === two) return 0
  const [left, right] = [parsed(one), parsed(two)]
  if (left === null || right === null) return null
  for (let at = 0; at < Math.max(left.numbers.length, right.numbers.length); at++) {
    const [x, y] = [left.numbers[at] ?? 0n, right.numbers[at] ?? 0n]
    if (x !== y) return x < y ? -1 : 1
  }
  if (left.rest === right.rest) return 0
  return isSemantic(one) && isSemantic(two) ? comparePrereleases(left.rest, right.rest) : null
}

/** The epoch, the numbers between dots, and whatever follows. */
function parsed(version: string): { readonly numbers: readonly bigint[]; readonly rest: string } | null {
  const [, epoch = '0', numbers, rest = ''] = /^(?:(\d{1,20})[:!])?(\d{1,20}(?:\.\d{1,20})*)(.*)$/s.exec(version) ?? []
  if (numbers === undefined) return null
  return { numbers: [epoch, ...numbers.split('.')].map(BigInt), rest }
}

/** Semantic Versioning 2.0.0, section 11: a prerelease comes before its release, and build metadata says nothing. */
function comparePrereleases(a: string, b: string): number {
  const [left, right] = [a, b].map((rest) => (rest.split('+')[0] ?? '').replace(/^-/, ''))
  if (left === right || left === undefined || right === undefined) return 0
  if (left === '' || right === '') return left === '' ? 1 : -1
  const [xs, ys] = [left.split('.'), right.split('.')]
  for (let at = 0; at < Math.max(xs.length, ys.length); at++) {
    const [x, y] = [xs[at], ys[at]]
    if (x === y) continue
    if (x === undefined || y === undefined) return x === undefined ? -1 : 1
    const [isNumber, isOther] = [/^\d+$/.test(x), /^\d+$/.test(y)]
    if (isNumber && isOther) return BigInt(x) < BigInt(y) ? -1 : 1
    if (isNumber !== isOther) return isNumber ? -1 : 1
    return x < y ? -1 : 1
  }
  return 0
}
