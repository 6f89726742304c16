import type { Page } from 'playwright-core'
import type { TestBrowser } from '../browser.ts'

/** Somebody who looks at every page with care, and remembers what was wrong and where the links lead. */
export interface Eyes {
  readonly page: Page
  /** Opens a page and looks at it. */
  open(path: string, expected?: Expected): Promise<void>
  /** Does what leads to a page, and looks at that. */
  look(what: string, act: () => Promise<unknown>, expected?: Expected): Promise<void>
  /** What was wrong since the last time somebody asked. */
  faults(): readonly string[]
  /** From here on the pages may run their scripts, for what only a script can do. */
  scripts(on: boolean): Promise<void>
  close(): Promise<void>
}

export interface Expected {
  readonly status?: number
  /** What a page without its scripts says, where it needs them. Elsewhere only members' working pages load any. */
  readonly needsScripts?: RegExp
}

/** What all eyes saw. */
export interface Album {
  readonly titles: Set<string>
  /** Paths that were answered with a page, by GET. */
  readonly seen: Set<string>
  /** Addresses of this desk that the pages lead to, each followed once. */
  readonly links: Set<string>
  /** The forms of acts, by id. They are the same on every case, and unfolded where they are met first. */
  readonly forms: Set<string>
}

export const album = (): Album => ({ titles: new Set(), seen: new Set(), links: new Set(), forms: new Set() })

/** From then on every page would be in that language; languages.test.ts looks at those. */
const choosesLanguage = (href: string): boolean => href.includes('?language=')

/** What colours decide alone. All else is the same in the dark as in the light; links are underlined in both. */
const colours = ['color-contrast']
/** Low windows: what is further down is judged as well, and not painted. */
const [desktop, phone] = [
  { width: 1200, height: 400 },
  { width: 360, height: 400 },
]

export async function openEyes(
  browser: TestBrowser,
  url: string,
  { titles, seen, links, forms }: Album,
): Promise<Eyes> {
  // Without motion: a colour that is still on its way from light to dark has no contrast to speak of.
  const visit = await browser.visit({ scripts: true, reducedMotion: true, ...desktop })
  const { page } = visit
  const faults: string[] = []
  page.setDefaultTimeout(60_000)
  const chrome = await visit.context.newCDPSession(page)
  // axe needs scripts, and the pages get none: they are switched off while a page loads, and on to look at it.
  const scripts = (on: boolean) => chrome.send('Emulation.setScriptExecutionDisabled', { value: !on })
  await scripts(false)
  let answered = { status: 0, method: '', path: '' }
  page.on('response', (response) => {
    const request = response.request()
    if (request.isNavigationRequest() && response.status() !== 303)
      answered = { status: response.status(), method: request.method(), path: new URL(response.url()).pathname }
  })

  const look: Eyes['look'] = async (what, act, { status = 200, needsScripts } = {}) => {
    const found: string[] = []
    await Promise.all([page.waitForEvent('load'), act()])
    if (answered.status !== status) found.push(`answered ${answered.status} instead of ${status}`)
    if (answered.method === 'GET' && answered.status === 200) seen.add(answered.path)
    titles.add(await page.title())
    const markup = await page.evaluate<Markup>(`(${readMarkup})(${JSON.stringify([...forms])})`)
    found.push(...markup.faults)
    for (const form of markup.forms) forms.add(form)
    for (const href of markup.links.filter((href) => !links.has(href) && !choosesLanguage(href))) {
      links.add(href)
      const leads = await visit.context.request.get(url + href, { maxRedirects: 0 })
      if (leads.status() !== 200 && leads.status() !== 303) found.push(`${href} answers ${leads.status()}`)
    }
    if (needsScripts === undefined && !markup.works && markup.scripts > 0) found.push('it loads a script')
    if (needsScripts !== undefined && !needsScripts.test(markup.words))
      found.push('it does not say that it needs scripts')
    if (markup.words.length < 40) found.push('there is nothing to read')
    await scripts(true)
    for (const breach of await visit.accessibility()) found.push(`in the light: ${breach}`)
    await page.emulateMedia({ colorScheme: 'dark' })
    for (const breach of await visit.accessibility(colours)) found.push(`in the dark: ${breach}`)
    await page.emulateMedia({ colorScheme: 'light' })
    await page.setViewportSize(phone)
    const narrow = await visit.overflow()
    await page.evaluate(`document.documentElement.dir = 'rtl'`)
    const fromRight = await visit.overflow()
    await page.evaluate(`document.documentElement.dir = 'ltr'`)
    await page.setViewportSize(desktop)
    await scripts(false)
    if (narrow !== 0) found.push(`${narrow} px too wide for a phone`)
    if (fromRight !== 0) found.push(`${fromRight} px too wide for a phone, from right to left`)
    faults.push(...found.map((fault) => `${what}: ${fault}`))
  }

  return {
    page,
    look,
    faults: () => faults.splice(0),
    open: (path, expected) => look(path, () => page.goto(url + path), expected),
    scripts: async (on) => {
      await scripts(on)
    },
    close: async () => {
      // A page that was refused on purpose is told as a failed request; nothing else may be complained of.
      const complaints = visit.complaints.filter(
        (complaint) => !/the server responded with a status of 4\d\d/.test(complaint),
      )
      faults.push(...complaints.map((complaint) => `the browser complained: ${complaint}`))
      await visit.close()
    },
  }
}

interface Markup {
  readonly faults: readonly string[]
  readonly words: string
  readonly scripts: number
  /** A working page of members: it loads scripts for comfort, and is complete without them. */
  readonly works: boolean
  readonly links: readonly string[]
  readonly forms: readonly string[]
}

/** Runs in the page. Opens what is folded first: that must be readable as well. */
const readMarkup = `(known) => {
  const forms = []
  for (const folded of document.querySelectorAll('details')) {
    if (known.includes(folded.id)) continue
    folded.open = true
    if (folded.id.startsWith('more-')) forms.push(folded.id)
  }
  const all = [...document.querySelectorAll('*')]
  const faults = []
  for (const element of all) {
    if (element.hasAttribute('style') || element.localName === 'style') faults.push('an inline style in ' + element.localName)
    if (element.getAttributeNames().some((name) => name.startsWith('on'))) faults.push('an inline script in ' + element.localName)
    if (element.localName === 'script' && !element.hasAttribute('src')) faults.push('an inline script')
  }
  const links = []
  for (const { href } of document.querySelectorAll('a[href]')) {
    const to = new URL(href)
    const inPage = to.origin === location.origin && to.pathname === location.pathname && to.hash !== ''
    if (inPage && document.getElementById(to.hash.slice(1)) === null) faults.push('a link to nowhere: ' + to.hash)
    if (to.origin === location.origin && !inPage) links.push(to.pathname + to.search)
  }
  const ids = all.map(({ id }) => id).filter((id) => id !== '')
  for (const id of new Set(ids.filter((id, index) => ids.indexOf(id) !== index))) faults.push('an id twice: ' + id)
  return { faults, links, forms, words: document.querySelector('main').innerText, scripts: document.scripts.length, works: document.body.classList.contains('desk') }
}`
