import type { ReporterThread } from '../../desk/desk.ts'
import type { Language } from './messages/languages.ts'

type Told = Pick<ReporterThread, 'view' | 'expected' | 'openedOn'>

/** The validator of a thread: its version, and what is said without it: of the desk's load, and that it was opened; and in which language. */
export function tagOf({ view, expected, openedOn }: Told, language: Language = 'en'): string {
  const said = expected === null ? null : (expected.pausedUntil ?? expected.usualDays)
  const load = said === null ? '' : `-${said}`
  return `"${view.version}${load}${openedOn === null ? '' : `.${openedOn / 86_400_000}`}${language === 'en' ? '' : `.${language}`}"`
}
