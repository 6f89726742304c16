import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import { ar } from './ar.ts'
import { de } from './de.ts'
import { en, type Messages } from './en.ts'

/** The languages of the reporter's side, in the order in which they are offered. */
export const languages = { en, de, ar } as const satisfies Readonly<Record<string, Messages>>
export type Language = keyof typeof languages

export const directionOf = (language: Language): 'ltr' | 'rtl' => (language === 'ar' ? 'rtl' : 'ltr')

export const isLanguage = (tag: string | null | undefined): tag is Language =>
  tag !== null && tag !== undefined && Object.hasOwn(languages, tag)

/**
 * The first language that a browser asks for and we have, by its weight (RFC 9110, 12.5.4). Whoever asks for none of
 * ours reads English, as does whoever says nothing.
 */
export function acceptedLanguage(header: string | null): Language {
  const asked = (header ?? '')
    .slice(0, 500)
    .split(',')
    .map((range, place) => {
      const [tag = '', ...parameters] = range.trim().toLowerCase().split(';')
      const weight = parameters.map((one) => /^\s*q=([01](?:\.\d{0,3})?)\s*$/.exec(one)?.[1]).find(Boolean) ?? '1'
      return { language: tag.split('-')[0] ?? '', weight: Number(weight), place }
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight || a.place - b.place)
  return asked.map(({ language }) => (language === '*' ? 'en' : language)).find(isLanguage) ?? 'en'
}

const MessagesContext = createContext<Messages>(en)
export const MessagesProvider = MessagesContext.Provider
/** The sentences of the page that this part stands on. */
export const useMessages = (): Messages => useContext(MessagesContext)
