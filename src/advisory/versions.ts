import type { Affected } from '../case/event.ts'
import { bare } from '../case/version.ts'

/**
 * The affected versions of one product in words: "from 4.30.0 up to, but not including, 4.39.1". `release` stands in
 * for a fixed version that nobody wrote, where the advisory is about one product only.
 */
export function versionsText(
  row: Affected,
  release: string | null = null,
  shown: (version: string) => string = (version) => version,
): string {
  const from = row.introduced?.trim()
  const start = !from || from === '0' ? null : `from ${shown(from)}`
  const last = row.lastAffected?.trim()
  const fixed = row.fixed?.trim() || (last ? null : release)
  const end = fixed ? `before ${shown(fixed)}` : last ? `up to and including ${shown(last)}` : null
  if (start && end) return fixed ? `${start} up to, but not including, ${shown(fixed)}` : `${start} ${end}`
  return start ? `${start} on` : (end ?? 'all versions')
}

/** Whether the project's own words name the fixed version already: then "Update to ..." would say it twice. */
export function namesFix(advisory: { readonly mitigation: string | null; readonly fixedIn: string | null }): boolean {
  const { mitigation, fixedIn } = advisory
  if (mitigation === null || fixedIn === null) return false
  const version = bare(fixedIn).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  // 2.3.3 is not named by 2.3.30, 12.3.3 or 2.3.3.1; a sentence may end right behind it.
  return new RegExp(`(?<![\\d.])${version}(?!\\d|\\.\\d)`).test(mitigation)
}

/** The release counts as the fix of the one product an advisory is about, never as that of several. */
export const releaseFor = (advisory: { readonly affected: readonly Affected[]; readonly fixedIn: string | null }) =>
  advisory.affected.length === 1 ? advisory.fixedIn : null
