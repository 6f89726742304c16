import type { VNode } from 'preact'
import type { OpenFile } from '../desk/desk.ts'
import { contentDisposition } from './file-name.ts'
import { ErrorPage, type Way } from './pages/error.tsx'
import type { Messages } from './pages/messages/en.ts'
import { directionOf, languages } from './pages/messages/languages.ts'
import { filled } from './pages/messages/said.tsx'
import type { Visit } from './route.ts'
import type { Frame } from './ui/frame.ts'
import { renderPage } from './ui/render.ts'
import { safeHref } from './ui/safe-href.ts'

/** What pages answer with. Security headers are no page's business: the server adds them to every answer. */
export interface Extra {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Ready values of `Set-Cookie`. */
  readonly cookies?: readonly string[]
}

type Framed = Pick<Visit, 'desk' | 'config' | 'assets'> & Partial<Pick<Visit, 'own'>>

export const frameOf = (visit: Framed): Frame => ({
  project: visit.desk.policy().policy.project.name,
  lang: 'en',
  dir: 'ltr',
  stylesheet: visit.assets.address('postern.css'),
  favicon: visit.assets.address('door.svg'),
  ...(visit.own != null && {
    desk: {
      script: visit.assets.address('desk.js'),
      stylesheet: visit.assets.address('desk.css'),
      keys: visit.own.keys,
    },
  }),
})

export function html(_visit: Pick<Visit, 'assets'>, page: VNode, extra: Extra = {}): Response {
  return answer(renderPage(page), 'text/html; charset=utf-8', extra)
}

/** On to another page of this desk, by GET. Anywhere else is a mistake of ours, never a redirect. */
export function seeOther(path: string, extra: Omit<Extra, 'status'> = {}): Response {
  const safe = safeHref(path)
  if (safe?.own !== true) throw new Error('a redirect leads to a path of this desk')
  const headers = headersOf(extra)
  headers.set('Location', safe.href)
  return new Response(null, { status: 303, headers })
}

/** The one page for what is not there, and for what is not there for this visitor. */
export const notFound = (visit: Spoken): Response => sorryThat(visit, 404, ({ notFound }) => notFound)

type Spoken = Pick<Visit, 'desk' | 'config' | 'assets' | 'language' | 'member' | 'origin'>

/** The same in the language of whoever is here. The working pages of members speak English, and so do their refusals. */
export function sorryThat(
  visit: Spoken,
  status: number,
  why: (words: Messages['sorry']) => readonly [title: string, sentence: string],
  parts: Readonly<Record<string, string>> = {},
): Response {
  const language = visit.member === null ? visit.language : 'en'
  const { ui, sorry: words } = languages[language]
  const [title, sentence] = why(words)
  const frame = { ...frameOf(visit), lang: ui.lang, dir: directionOf(language), words: ui }
  const said = filled(sentence, { origin: visit.origin, ...parts })
  return html(visit, <ErrorPage frame={frame} title={title} sentence={said} words={words} />, {
    status,
    headers: { 'Content-Language': language, Vary: 'Accept-Language, Cookie' },
  })
}

/** A page that says in one sentence why not, and what to do. */
export function sorry(
  visit: Pick<Visit, 'desk' | 'config' | 'assets'>,
  status: number,
  title: string,
  sentence: string,
  { first, ...extra }: Omit<Extra, 'status'> & { readonly first?: Way } = {},
): Response {
  return html(visit, <ErrorPage frame={frameOf(visit)} title={title} sentence={sentence} first={first} />, {
    ...extra,
    status,
  })
}

/** RFC 9457. `type` is a short name such as `wrong-token`. */
export function problem(
  status: number,
  type: string,
  title: string,
  detail?: string,
  extra: Readonly<Record<string, unknown>> = {},
): Response {
  const body = { type: `urn:postern:problem:${type}`, title, status, ...(detail !== undefined && { detail }), ...extra }
  return answer(`${JSON.stringify(body)}\n`, 'application/problem+json', { status })
}

export const json = (value: unknown, extra: Extra = {}): Response =>
  answer(`${JSON.stringify(value)}\n`, 'application/json', extra)

export const text = (body: string, extra: Extra & { readonly type?: string } = {}): Response =>
  answer(body, extra.type ?? 'text/plain; charset=utf-8', extra)

/** A text made here that is to be saved, such as a receipt code. */
export const attachment = (name: string, type: string, body: string): Response =>
  answer(body, type, { headers: { 'Content-Disposition': contentDisposition(name) } })

/** A file by somebody else. Never shown, only saved: the server's headers for `download` see to the rest. */
export function download(file: OpenFile): Response {
  return new Response(streamOf(file.bytes), {
    headers: {
      'Content-Type': 'application/octet-stream',
      'Content-Disposition': contentDisposition(file.name),
      'Content-Length': String(file.size),
    },
  })
}

function streamOf(bytes: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const pieces = bytes[Symbol.asyncIterator]()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await pieces.next()
        if (done) controller.close()
        else controller.enqueue(value)
      },
      // Whoever stops in the middle must not leave the file open.
      async cancel() {
        await pieces.return?.()
      },
    },
    { highWaterMark: 0 },
  )
}

function answer(body: string, type: string, extra: Extra): Response {
  const headers = headersOf(extra)
  headers.set('Content-Type', type)
  return new Response(body, { status: extra.status ?? 200, headers })
}

function headersOf(extra: Omit<Extra, 'status'>): Headers {
  const headers = new Headers(extra.headers)
  for (const cookie of extra.cookies ?? []) headers.append('Set-Cookie', cookie)
  return headers
}
