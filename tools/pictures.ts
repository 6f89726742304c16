/**
 * `node dist/tools/pictures.js`, after a build: makes the pictures of the README from Lantern's desk, at a moment that
 * never changes. Needs Debian's chromium; with its pngquant the pictures get a third as large.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { openLantern } from '../test/browser/lantern.ts'
import { launchBrowser, type Visitor } from '../test/browser.ts'
import { root } from '../test/machine.ts'

const folder = join(root, 'docs', 'pictures')
mkdirSync(folder, { recursive: true })
const lantern = await openLantern()
const browser = await launchBrowser()

// Shown at 1200 by 1000: far enough down to see the present step and the thread.
await picture('case', { width: 1400, height: 1166, scale: 6 / 7 }, async (page) => {
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
  const png = smaller(await visit.page.screenshot())
  writeFileSync(join(folder, `${name}.png`), png)
  console.log(`docs/pictures/${name}.png: ${Math.round(png.length / 1000)} kB`)
  await visit.close()
}

/** Text on plain ground needs no more than a palette. */
function smaller(png: Buffer): Buffer {
  const made = spawnSync('pngquant', ['--strip', '--quality', '80-100', '-'], { input: png })
  return made.status === 0 ? made.stdout : png
}
