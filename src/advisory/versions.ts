import type { Affected } from '../case/event.ts'

/**
 * The affected versions of one product in words: "from 4.30.0 up to, but not including, 4.39.1". `release` stands in
 * for a fixed version that nobody wrote, where the advisory is about one product only.
 */
export function versionsText(row: Affected, release: string | null = null): string {
  const from = row.introduced?.trim()
  const start = !from || from === '0' ? null : `from ${from}`
  const fixed = row.fixed?.trim() || (row.lastAffected?.trim() ? null : release)
  const end = fixed
    ? `before ${fixed}`
    : row.lastAffected?.trim()
      ? `up to and including ${row.lastAffected.trim()}`
      : null
  if (start && end) return fixed ? `${start} up to, but not including, ${fixed}` : `${start} ${end}`
  return start ? `${start} on` : (end ?? 'all versions')
}

/** The release counts as the fix of the one product an advisory is about, never as that of several. */
export const releaseFor = (advisory: { readonly affected: readonly Affected[]; readonly fixedIn: string | null }) =>
  advisory.affected.length === 1 ? advisory.fixedIn : null
