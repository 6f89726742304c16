import { useLanguage } from './words.ts'

/** A moment, in full and in UTC: "Friday 27 November 2026, 12:00 UTC". */
export function Time({ at, lang }: { at: number; lang?: string }) {
  const language = useLanguage(lang)
  return (
    <time class="time" datetime={new Date(at).toISOString()}>
      <bdi>{momentText(at, language)}</bdi>
    </time>
  )
}

/** A day without its hour, for dates that are read rather than kept: "27 November 2026". */
export function Day({ at, lang, weekday = false }: { at: number; lang?: string; weekday?: boolean }) {
  const language = useLanguage(lang)
  return (
    <time class="time" datetime={new Date(at).toISOString().slice(0, 10)}>
      <bdi>{dayText(at, language, weekday)}</bdi>
    </time>
  )
}

/** How far away a moment is, as people say it: "3 days ago", "in 2 hours". The full moment is told on hovering. */
export function Ago({ at, now, lang }: { at: number; now: number; lang?: string }) {
  const language = useLanguage(lang)
  return (
    <time class="time" datetime={new Date(at).toISOString()} title={momentText(at, language)}>
      <bdi>{agoText(at, now, language)}</bdi>
    </time>
  )
}

/** A span of whole days, short: "19 d". Its number and unit keep their order in every direction of writing. */
export function Days({ days, lang }: { days: number; lang?: string }) {
  const language = useLanguage(lang)
  return <bdi class="time">{inDays(language).format(Math.round(days))}</bdi>
}

export function momentText(at: number, lang = 'en'): string {
  return `${dayText(at, lang, true)}${commaIn(lang)} ${hour(lang).format(at)} UTC`
}

export const commaIn = (lang: string): string => (lang === 'ar' ? '،' : ',')

export function dayText(at: number, lang = 'en', weekday = false): string {
  const text = (weekday ? dayWithName : dayOnly)(lang).format(at)
  return lang === 'en' ? text.replace(',', '') : text
}

export function agoText(at: number, now: number, lang = 'en'): string {
  const away = at - now
  const size = Math.abs(away)
  const [unit, length] = units.find(([, length]) => size >= length) ?? (['minute', 60_000] as const)
  return relative(lang).format(Math.trunc(away / length), unit)
}

const day = 86_400_000
const units = [
  ['year', 365 * day],
  ['month', 60 * day],
  ['day', day],
  ['hour', 3_600_000],
] as const satisfies readonly (readonly [Intl.RelativeTimeFormatUnit, number])[]

// Making a formatter takes longer than a whole page; there is one for each language.
const dayWithName = perLanguage(
  (lang) =>
    new Intl.DateTimeFormat(lang, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }),
)
const dayOnly = perLanguage(
  (lang) => new Intl.DateTimeFormat(lang, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }),
)
const hour = perLanguage(
  (lang) => new Intl.DateTimeFormat(lang, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: 'UTC' }),
)
const relative = perLanguage((lang) => new Intl.RelativeTimeFormat(lang, { numeric: 'auto' }))
const inDays = perLanguage((lang) => new Intl.NumberFormat(lang, { style: 'unit', unit: 'day', unitDisplay: 'narrow' }))

function perLanguage<Formatter>(make: (lang: string) => Formatter): (lang: string) => Formatter {
  const made = new Map<string, Formatter>()
  return (lang) => {
    // Plain "en" puts the month first; the day first is what most readers of English expect.
    const formatter = made.get(lang) ?? make(lang === 'en' ? 'en-GB' : lang)
    made.set(lang, formatter)
    return formatter
  }
}
