import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { loadAssets, publicFolder } from '../src/web/assets.ts'
import { headersFor } from '../src/web/headers.ts'
import { renderPage } from '../src/web/ui/render.ts'
import { launchBrowser, type TestBrowser, type Visitor } from './browser.ts'
import { styleGuide } from './style-guide.tsx'

const lights: readonly (Visitor & { name: string; dir: 'ltr' | 'rtl' })[] = [
  { name: 'in light, without scripts', dir: 'ltr', scheme: 'light' },
  { name: 'in the dark, on a phone of 360 pixels', dir: 'ltr', scheme: 'dark', width: 360, scripts: true },
  { name: 'from right to left, on a phone', dir: 'rtl', scheme: 'light', width: 360, scripts: true },
]

describe('every part of a page', () => {
  let server: Server
  let browser: TestBrowser
  before(async () => {
    server = await serveStyleGuide()
    browser = await launchBrowser()
  })
  after(async () => {
    await browser.close()
    server.close()
  })

  for (const light of lights) {
    it(`can be read by everyone ${light.name}`, async () => {
      const visit = await browser.visit(light)
      for (const path of Object.keys(styleGuide)) {
        await visit.page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}?${light.dir}`)
        // What is folded away must be readable as well.
        for (const summary of await visit.page.locator('summary').all()) await summary.click()
        assert.deepEqual(await visit.accessibility(), [], path)
        assert.equal(await visit.overflow(), 0, `${path} is wider than the window`)
      }
      assert.deepEqual(visit.complaints, [])
      await visit.close()
    })
  }
})

async function serveStyleGuide(): Promise<Server> {
  const assets = loadAssets([publicFolder()])
  const origin = { https: false }
  const server = createServer(async (request, response) => {
    const { pathname, search } = new URL(request.url ?? '/', 'http://desk.example')
    const asset = assets.answer(pathname, null, origin)
    if (asset !== undefined) {
      response.writeHead(200, Object.fromEntries(asset.headers)).end(Buffer.from(await asset.arrayBuffer()))
      return
    }
    const page = styleGuide[pathname as keyof typeof styleGuide]
    const dir = search === '?rtl' ? 'rtl' : 'ltr'
    const html = renderPage(
      page({
        project: 'Fjordgate',
        lang: dir === 'rtl' ? 'ar' : 'en',
        dir,
        stylesheet: assets.address('postern.css'),
        favicon: assets.address('door.svg'),
      }),
    )
    const kind = html.includes('<body class="desk">') ? 'member' : 'public'
    response.writeHead(200, { ...headersFor(kind, origin), 'Content-Type': 'text/html; charset=utf-8' }).end(html)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}
