import type { ReporterThread } from '../../desk/desk.ts'

/** The validator of a thread: its version, and what is said of the desk's load, which changes without it. */
export function tagOf({ view, expected }: Pick<ReporterThread, 'view' | 'expected'>): string {
  const said = expected === null ? null : (expected.pausedUntil ?? expected.usualDays)
  return said === null ? `"${view.version}"` : `"${view.version}-${said}"`
}
