import { createServer, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { Config } from '../config.ts'
import { problem, text } from './answer.tsx'
import { type Assets, assetsPath } from './assets.ts'
import { headersFor, type PageKind } from './headers.ts'
import { languageOf } from './language.ts'
import { visitedAt } from './origin.ts'
import { directionOf, languages } from './pages/messages/languages.ts'
import { Page } from './ui/page.tsx'
import { renderPage } from './ui/render.ts'
import { PageHead } from './ui/section.tsx'

/**
 * Who comes while a start still changes the data of an older version is told so: whatever stands in front of the desk
 * hears how far it is, and everybody else gets one kind page. It reads nothing that a visitor sent.
 */
export interface WaitingRoom {
  /** How far it is. Listens from the first call on. */
  tell(done: number, of: number): Promise<void>
  /** What listens already, for the desk itself to go on with: nobody finds the port closed in between. */
  listening(): Server | undefined
  close(): void
}

export function waitingRoom(config: Config, loaded: () => Assets): WaitingRoom {
  let progress = ''
  let opened: Promise<Server> | undefined
  let server: Server | undefined

  const open = (): Promise<Server> =>
    new Promise((resolve, reject) => {
      const assets = loaded()
      const made = createServer(
        getRequestListener(async (request) => answered(request, config, assets, progress), {
          overrideGlobalObjects: false,
        }),
      )
      made.maxConnections = config.limits.connections
      made.once('error', reject)
      made.listen(config.port, config.host, () => {
        server = made
        resolve(made)
      })
    })

  return {
    async tell(done, of) {
      progress = of === 0 ? '' : `, ${done} of ${of} schema files done`
      opened ??= open()
      await opened
    },
    listening: () => server,
    close: () => void server?.close(),
  }
}

function answered(request: Request, config: Config, assets: Assets, progress: string): Response {
  const { pathname } = new URL(request.url)
  const at = visitedAt(config, request.headers.get('host'))
  const origin = { https: at.origin.startsWith('https:') }
  if (pathname === '/healthz') return dressed(text('ok\n'), 'public', origin)
  if (pathname === '/readyz')
    return dressed(text(`not ready: migrating${progress}\n`, { status: 503 }), 'public', origin)
  // The page's own style sheet, which says nothing of the desk.
  if (pathname.startsWith(assetsPath)) {
    const asset = assets.answer(pathname, request.headers.get('accept-encoding'), origin)
    if (asset !== undefined) return asset
  }
  const { ui, sorry, foot } = languages[languageOf(request, at)]
  const [title, sentence] = sorry.upgrading
  if (pathname.startsWith('/api/'))
    return dressed(
      problem(503, 'upgrading', languages.en.sorry.upgrading[0], languages.en.sorry.upgrading[1]),
      'api',
      origin,
    )
  const frame = {
    project: config.policy.project.name,
    lang: ui.lang,
    dir: directionOf(languageOf(request, at)),
    words: ui,
    stylesheet: assets.address('postern.css'),
    favicon: assets.address('door.svg'),
  }
  const page = renderPage(
    <Page frame={frame} title={title} footer={<p>{foot.runs}</p>}>
      <PageHead title={title} lead={sentence} />
    </Page>,
  )
  return dressed(text(page, { status: 503, type: 'text/html; charset=utf-8' }), 'receipt', origin)
}

function dressed(response: Response, kind: PageKind, origin: { readonly https: boolean }): Response {
  for (const [name, value] of Object.entries(headersFor(kind, origin))) response.headers.set(name, value)
  response.headers.set('Cache-Control', 'no-store')
  // The next request goes to the desk itself.
  response.headers.set('Connection', 'close')
  if (response.status === 503) response.headers.set('Retry-After', '30')
  return response
}
