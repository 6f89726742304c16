import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type BrowserContext, chromium, type Page } from 'playwright-core'

/** A real browser for journeys: Debian's Chromium, which reaches nothing but this machine. */
export interface TestBrowser {
  visit(as?: Visitor): Promise<Visit>
  close(): Promise<void>
}

export interface Visitor {
  /** Reporters and readers come without scripts unless a test says otherwise. */
  readonly scripts?: boolean
  readonly scheme?: 'light' | 'dark'
  readonly width?: number
  readonly height?: number
  /** How many dots of the screen one pixel of the page takes. */
  readonly scale?: number
  readonly reducedMotion?: boolean
}

/** One person at one browser, with cookies of their own. */
export interface Visit {
  readonly page: Page
  readonly context: BrowserContext
  /** What the browser complained of so far: refused by the content policy, errors of scripts, broken addresses. */
  readonly complaints: readonly string[]
  /** Breaches of WCAG 2.2 A and AA, or of these rules of axe alone, one line each; empty is the aim. */
  accessibility(rules?: readonly string[]): Promise<readonly string[]>
  /** How many pixels the page is wider than its window; 0 is the aim. */
  overflow(): Promise<number>
  close(): Promise<void>
}

export interface BrowserAsk {
  /** A name that leads to this machine, though no name server knows it. */
  readonly host?: string
  /** The SHA-256 of a certificate authority's key, in base64: the test's own, which no other browser trusts. */
  readonly trusts?: string
}

export async function launchBrowser(ask: BrowserAsk = {}): Promise<TestBrowser> {
  const browser = await chromium.launch({
    executablePath: process.env.POSTERN_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--no-first-run',
      `--host-resolver-rules=${ask.host === undefined ? '' : `MAP ${ask.host} 127.0.0.1 , `}MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost`,
      ...(ask.trusts === undefined ? [] : [`--ignore-certificate-errors-spki-list=${ask.trusts}`]),
    ],
  })
  return {
    async visit(as = {}) {
      const context = await browser.newContext({
        colorScheme: as.scheme ?? 'light',
        viewport: { width: as.width ?? 1200, height: as.height ?? 900 },
        deviceScaleFactor: as.scale ?? 1,
        reducedMotion: as.reducedMotion ? 'reduce' : 'no-preference',
        acceptDownloads: true,
      })
      context.setDefaultTimeout(10_000)
      return visitIn(context, as.scripts ?? false)
    },
    close: () => browser.close(),
  }
}

async function visitIn(context: BrowserContext, scripts: boolean): Promise<Visit> {
  const page = await context.newPage()
  // Not by the context: what that forbids, nobody could allow for the moment in which axe looks.
  const chrome = await context.newCDPSession(page)
  const run = (on: boolean) => chrome.send('Emulation.setScriptExecutionDisabled', { value: !on })
  if (!scripts) await run(false)
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? ''
    // Leaving a page, or saving a file instead of showing it, ends a request early without anything being wrong.
    if (why !== 'net::ERR_ABORTED') complaints.push(`${request.url()} ${why}`)
  })
  return {
    page,
    context,
    complaints,
    async accessibility(rules) {
      if (scripts) return breaches(page, rules)
      // axe waits for timers, which a page without scripts never gets. What was loaded without them stays as it is.
      await run(true)
      try {
        return await breaches(page, rules)
      } finally {
        await run(false)
      }
    },
    overflow: () =>
      page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
    close: () => context.close(),
  }
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface AxeBreach {
  id: string
  help: string
  nodes: { target: string[]; failureSummary: string }[]
}

const wcag = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }

async function breaches(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  if (await page.evaluate<boolean>(`typeof axe === 'undefined'`)) await page.evaluate(axeSource)
  const runOnly = JSON.stringify(rules === undefined ? wcag : { type: 'rule', values: rules })
  const found = await page.evaluate<AxeBreach[]>(
    `axe.run(document, { runOnly: ${runOnly}, resultTypes: ['violations'], preload: false }).then((run) => run.violations)`,
  )
  return found.flatMap((breach) =>
    breach.nodes.map(
      (node) => `${breach.id} at ${node.target.join(' ')}: ${node.failureSummary.replaceAll('\n', ' ')}`,
    ),
  )
}
