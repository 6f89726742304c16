import { oneLine } from './line.ts'
import { element, xmlText } from './xml.ts'

/** What an unlisted feed says: that there was news, and the hour of it. */
export interface NoticeFeedOf {
  readonly project: string
  readonly origin: string
  /** Where its owner reads what the news is: `/desk` or `/receipt`. */
  readonly page: string
  readonly since: number
  readonly entries: readonly { readonly id: string; readonly at: number }[]
}

/** RFC 4287. Every entry says the same: whoever comes by the address learns that something happened, and no more. */
export function noticeFeed({ project, origin, page, since, entries }: NoticeFeedOf): string {
  const name = oneLine(project)
  const title = `News at the Postern desk of ${name}`
  const link = { rel: 'alternate', type: 'text/html', href: `${origin}${page}` }
  return `<?xml version="1.0" encoding="utf-8"?>\n${element(
    'feed',
    { xmlns: 'http://www.w3.org/2005/Atom', 'xml:lang': 'en' },
    [
      // The feed's own address is a secret and stands nowhere in it.
      element('id', {}, [xmlText(`${origin}${page}#news`)]),
      element('title', {}, [xmlText(title)]),
      element('updated', {}, [iso(entries[0]?.at ?? since)]),
      element('author', {}, [element('name', {}, [xmlText(name)])]),
      element('link', link),
      ...entries.map(({ id, at }) =>
        element('entry', {}, [
          element('id', {}, [xmlText(`urn:postern:news:${id}`)]),
          element('title', { type: 'text' }, [xmlText(title)]),
          element('updated', {}, [iso(at)]),
          element('link', link),
          element('content', { type: 'text' }, ['There is news. Open the desk to read it.']),
        ]),
      ),
    ],
  )}\n`
}

const iso = (at: number): string => new Date(at).toISOString()
