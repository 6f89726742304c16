/**
 * `node dist/tools/pictures.js`, after a build: makes the pictures of the README from Lantern's desk, at a moment that
 * never changes. Needs Debian's chromium.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { openLantern } from '../test/browser/lantern.ts'
import { launchBrowser, type Visitor } from '../test/browser.ts'
import { root } from '../test/machine.ts'
import { palettePng } from './palette-png.ts'

const folder = join(root, 'docs', 'pictures')
mkdirSync(folder, { recursive: true })
const lantern = await openLantern()
const browser = await launchBrowser()

// Shown at 1200 by 1000: far enough down to see the present step and the thread.
await picture('case', { width: 1400, height: 1167, scale: 6 / 7 }, async (page) => {
  await lantern.signIn(page, 'mona')
  await page.goto(`${lantern.url}/desk/cases/${lantern.caseOf('gif-bomb').number}`)
})
await picture('thread', { width: 390, height: 1000 }, (page) => lantern.openThread(page, 'cookie-stays'))

await browser.close()
await lantern.close()

/** The top of a page, as large as the window. */
async function picture(name: string, as: Visitor, go: (page: Page) => Promise<unknown>): Promise<void> {
  const visit = await browser.visit(as)
  await go(visit.page)
  const png = await smaller(visit.page, await visit.page.screenshot())
  writeFileSync(join(folder, `${name}.png`), png)
  console.log(`docs/pictures/${name}.png: ${Math.round(png.length / 1000)} kB`)
  await visit.close()
}

/** The browser reads its own picture; the one with a palette is made here. */
async function smaller(page: Page, png: Buffer): Promise<Buffer> {
  const { width, height, data } = await page.evaluate<Pixels>(`(async () => {
    const bytes = Uint8Array.from(atob('${png.toString('base64')}'), (letter) => letter.charCodeAt(0))
    const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
    const { width, height } = picture
    const paper = new OffscreenCanvas(width, height).getContext('2d')
    paper.drawImage(picture, 0, 0)
    const letters = Array.from(paper.getImageData(0, 0, width, height).data, (value) => String.fromCharCode(value))
    return { width, height, data: btoa(letters.join('')) }
  })()`)
  return palettePng(width, height, Buffer.from(data, 'base64'))
}

interface Pixels {
  readonly width: number
  readonly height: number
  readonly data: string
}
