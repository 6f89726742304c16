import { isSemantic, schemeOf } from '../case/version.ts'

/** One event of a range: exactly one of the three, OSV schema 1.7.5, `affected[].ranges[].events`. */
export type OsvEvent = { readonly introduced: string } | { readonly fixed: string } | { readonly last_affected: string }

/** The ecosystem as OSV spells it, with its release where it names one ("Debian:12"), or undefined where it has none. */
export function ecosystemOf(text: string | undefined): string | undefined {
  const [name = '', ...suffix] = (text ?? '').trim().split(':')
  const known = byLowerCase.get(name.trim().toLowerCase())
  const release = suffix.join(':').trim()
  return known && (release === '' ? known : /^[\w.+ :-]+$/.test(release) ? `${known}:${release}` : undefined)
}

/**
 * SEMVER where the ecosystem orders its versions that way and these are such versions; the others are compared by the
 * ecosystem's own rules.
 */
export function rangeType(ecosystem: string, events: readonly OsvEvent[]): 'SEMVER' | 'ECOSYSTEM' {
  const versions = events.flatMap((event) => Object.values(event)).filter((version) => version !== '0')
  return schemeOf(ecosystem) === 'semver' && versions.every(isSemantic) ? 'SEMVER' : 'ECOSYSTEM'
}

/** The closed list of OSV schema 1.7.5. */
export const ecosystems = [
  'AlmaLinux',
  'Alpaquita',
  'Alpine',
  'Android',
  'Azure Linux',
  'BellSoft Hardened Containers',
  'Bioconductor',
  'Bitnami',
  'Chainguard',
  'CleanStart',
  'ConanCenter',
  'CRAN',
  'crates.io',
  'Debian',
  'Docker Hardened Images',
  'Echo',
  'FreeBSD',
  'GHC',
  'GitHub Actions',
  'Go',
  'Hackage',
  'Hex',
  'Julia',
  'Kubernetes',
  'Linux',
  'Mageia',
  'Maven',
  'MinimOS',
  'npm',
  'NuGet',
  'opam',
  'openEuler',
  'openSUSE',
  'OSS-Fuzz',
  'Packagist',
  'Photon OS',
  'Pub',
  'PyPI',
  'Red Hat',
  'Rocky Linux',
  'Root',
  'RubyGems',
  'SUSE',
  'SwiftURL',
  'TuxCare',
  'Ubuntu',
  'VSCode',
  'Wolfi',
] as const

const byLowerCase: ReadonlyMap<string, string> = new Map(ecosystems.map((name) => [name.toLowerCase(), name]))
