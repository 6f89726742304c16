import { readCookie } from './cookie.ts'
import { acceptedLanguage, isLanguage, type Language } from './pages/messages/languages.ts'
import type { Visit } from './route.ts'

/** Says which of our languages somebody chose by a link, until the browser is closed. It says nothing else. */
const name = 'postern-language'

export function languageOf(request: Request, at: Pick<Visit, 'origin'>): Language {
  const pressed = new URL(request.url).searchParams.get('language')
  if (isLanguage(pressed)) return pressed
  const chosen = readCookie(request, at, name)
  return isLanguage(chosen) ? chosen : acceptedLanguage(request.headers.get('accept-language'))
}

/** Set where a link for a language was pressed, and nowhere else: whoever presses none gets no cookie. */
export function languageCookie({ query, origin }: Pick<Visit, 'query' | 'origin'>): readonly string[] {
  const pressed = query.get('language')
  if (!isLanguage(pressed)) return []
  const secure = origin.startsWith('https:')
  return [`${secure ? '__Host-' : ''}${name}=${pressed}; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`]
}
