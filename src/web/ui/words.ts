import { createContext } from 'preact'
import { useContext } from 'preact/hooks'

/** The few words that the parts of a page bring along themselves, and the language they are in. */
export interface UiWords {
  /** For Intl: dates, numbers and sizes. */
  readonly lang: string
  readonly skip: string
  readonly main: string
  /** Beside the project's name in the header. */
  readonly security: string
  readonly required: string
  readonly error: string
  readonly notSent: string
  /** Where a step of the policy stands. */
  readonly steps: { readonly done: string; readonly present: string; readonly skipped: string }
}

export const english: UiWords = {
  lang: 'en',
  skip: 'Skip to the content',
  main: 'Main',
  security: 'Security',
  required: '(required)',
  error: 'Error:',
  notSent: 'Not sent yet. Please look at this again:',
  steps: { done: 'Done', present: 'Now', skipped: 'Skipped' },
}

/** English where a page says nothing else. A page is rendered in one go, so no two visitors ever share one. */
export const UiLanguage = createContext<UiWords>(english)
export const useUiWords = (): UiWords => useContext(UiLanguage)

/** The language of the page, for Intl, unless this part of it has another. */
export const useLanguage = (own: string | undefined): string => {
  const { lang } = useUiWords()
  return own ?? lang
}
