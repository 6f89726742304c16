import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import type { TeamName } from '../../seed/cast.ts'
import { stages } from '../../src/case/case.ts'
import { routes } from '../../src/web/routes.ts'
import { launchBrowser, type TestBrowser } from '../browser.ts'
import { keyring } from '../journeys/in-browser.ts'
import { needs } from '../machine.ts'
import { yes } from '../stand-ins/team.ts'
import { type Lantern, openLantern } from './lantern.ts'
import { album, type Eyes, openEyes } from './look.ts'

/** In every text of one report, which many of the pages show: it must never stand in a title. */
const marker = 'heliotrope'
/** Answers to scripts and to a provider: no pages. */
const noPage = ['/sign-in/provider/back', '/desk/step-up/token', '/desk/news', '/desk/cases/:number/news']
const inTurn = { concurrency: 1 }
const needsScripts = /needs scripts/

const threads = [
  ['reset-mail', 'that nobody opened yet'],
  ['slow-album', 'with a question'],
  ['invitations', 'with a date agreed'],
  ['cookie-stays', 'with a fix to test'],
  ['server-banner', 'that was declined'],
  ['share-link-again', 'of a duplicate'],
  ['share-link', 'while users update'],
  ['backup-names', 'with a brief advisory'],
  ['two-factor', 'with a full advisory'],
  ['second-thoughts', 'that was withdrawn'],
] as const

const publication = [
  ['map-tiles', ['advisory', 'publish']],
  ['calendar-feed', ['advisory', 'advisory?show=full', 'publish', 'severity', 'affected', 'erase']],
  ['thumbnails', ['publish']],
  ['sign-in-redirect', ['publish']],
  ['two-factor', ['advisory']],
] as const

/**
 * Every page there is, in the light and in the dark, on a wide screen and on a phone, from left to right and from right
 * to left, and without scripts. Lantern's desk has a case in every stage.
 */
describe('every page', { skip: needs('chromium') }, () => {
  const seen = album()
  let lantern: Lantern
  let browser: TestBrowser
  let anybody: Eyes
  let mona: Eyes
  let milo: Eyes
  const all: Eyes[] = []
  before(async () => {
    lantern = await openLantern()
    browser = await launchBrowser()
    anybody = await newEyes()
    mona = await newEyes('mona')
    milo = await newEyes('milo')
  })
  after(async () => {
    await browser?.close()
    await lantern?.close()
  })

  async function newEyes(who?: TeamName): Promise<Eyes> {
    const eyes = await openEyes(browser, lantern.url, seen)
    all.push(eyes)
    if (who !== undefined) await lantern.signIn(eyes.page, who)
    return eyes
  }
  const press = (page: Page, button: string | RegExp) => page.getByRole('button', { name: button }).first().click()
  const nothingWrong = (eyes: Eyes) => assert.deepEqual(eyes.faults(), [])
  const caseOf = (name: string) => `/desk/cases/${lantern.caseOf(name).number}`

  // Three people look at the same time; each of them goes from page to page.
  describe('can be read', { concurrency: 3 }, () => {
    describe('by everybody', inTurn, () => {
      it('who comes to read', async () => {
        const { items } = await lantern.house.desk.advisories()
        const revised = items.find(({ revisions }) => revisions.length > 1) ?? assert.fail('one has two revisions')
        const { digest } = lantern.house.desk.policy()
        for (const path of ['/', '/figures', `/policy/${digest}`, '/team', '/credits', '/advisories'])
          await anybody.open(path)
        for (const { id } of items) await anybody.open(`/advisories/${id}`)
        await anybody.open(`/advisories/${revised.id}?revision=1`)
        await anybody.open('/sign-in', { needsScripts })
        await anybody.open('/sign-in/recovery')
        await anybody.open('/nothing-here', { status: 404 })
        await anybody.open('/report/proof', { status: 405 })
        nothingWrong(anybody)
      })

      it('from an empty report form to the receipt', async () => {
        const { page } = anybody
        await anybody.open('/report')
        await anybody.look('with errors', () => press(page, 'Review before sending'), { status: 422 })
        await page.getByLabel('Title').fill(`A ${marker} in the title`)
        await page.getByLabel('Description').fill(`Much ${marker}.\n\n\`\`\`\n${`${marker}-`.repeat(40)}\n\`\`\``)
        await page.getByLabel('Product').fill(marker)
        const file = { name: `${marker}.txt`, mimeType: 'text/plain', buffer: Buffer.from(marker) }
        await page.locator('input[type=file]').first().setInputFiles(file)
        await anybody.look('the review', () => press(page, 'Review before sending'))
        await anybody.look('the receipt', () => press(page, /^Send/))
        nothingWrong(anybody)
      })

      it('with a code that does not fit, and one that does', async () => {
        const { page } = anybody
        for (const [path, button] of [
          ['/confirm', 'Confirm'],
          ['/receipt', 'Open'],
          ['/take-over', 'Exchange it'],
        ] as const) {
          await anybody.open(path)
          await page.locator('#code').fill('not-the-right-words')
          await anybody.look(`${path} with a wrong code`, () => press(page, button), { status: 422 })
        }
        await page.locator('#code').fill(lantern.caseOf('by-phone').handOver ?? '')
        await anybody.look('a report that was taken over', () => press(page, 'Exchange it'))
        nothingWrong(anybody)
      })

      for (const [name, state] of threads) {
        it(`in a thread ${state}`, async () => {
          await anybody.look(`the thread of ${name}`, () => lantern.openThread(anybody.page, name))
          nothingWrong(anybody)
        })
      }

      it('who wants to be told by a feed', async () => {
        await anybody.look('the thread of slow-album', () => lantern.openThread(anybody.page, 'slow-album'))
        await anybody.look('a feed of a thread', () => press(anybody.page, 'Make a feed'))
        nothingWrong(anybody)
      })

      it('who is asked about credit, and takes a new code', async () => {
        const { page } = anybody
        await askCredit('reset-mail')
        await anybody.look('asked about credit', () => lantern.openThread(page, 'reset-mail'))
        await anybody.look('an empty message', () => press(page, 'Send to the team'), { status: 422 })
        await page.context().clearCookies()
        await page.locator('#message-text').fill('Written slowly.')
        await anybody.look('after the half hour', () => press(page, 'Send to the team'), { status: 403 })
        await page.locator('#code').fill('not-the-right-words')
        await anybody.look('a wrong code after the half hour', () => press(page, 'Send to the team'), { status: 422 })
        await lantern.openThread(page, 'reset-mail')
        await page.getByLabel('Name me').check()
        await page.getByLabel('Name as it is to appear').fill('Noor')
        await anybody.look('the credit as it will look', () => press(page, 'Show how it will look'))
        await page.goto(`${lantern.url}/thread`)
        await page.getByText('Replace the receipt code').click()
        await anybody.look('a new code to save', () => press(page, 'Show me a new code'))
        await anybody.look('a new code', () => press(page, 'Replace the old code'))
        await anybody.look('a code that was replaced', async () => {
          await page.goto(`${lantern.url}/receipt`)
          await page.locator('#code').fill(lantern.caseOf('reset-mail').receipt ?? '')
          await press(page, 'Open')
        })
        nothingWrong(anybody)
      })
    })

    it('by whoever gathers reports in an account', async () => {
      const rita = await newEyes()
      const { page } = rita
      for (const path of ['/account/sign-in', '/account/code']) await rita.open(path)
      await page.locator('#code').fill('0000-0000')
      await rita.look('a code that lets nobody in', () => press(page, 'Come in'), { status: 422 })
      for (const path of ['/account/passkey', '/account/new']) await rita.open(path, { needsScripts })
      await keyring(rita)
      await rita.scripts(true)
      await page.reload()
      await press(page, 'Make an account with a passkey')
      await page.waitForURL(/\/account\?/)
      await rita.scripts(false)
      await rita.open('/account')
      await page.locator('#code').fill('not-the-right-words')
      await rita.look('a report that is not added', () => press(page, 'Add it'), { status: 422 })
      for (const name of ['slow-album', 'two-factor']) {
        await page.locator('#code').fill(lantern.caseOf(name).receipt ?? '')
        await rita.look(`${name} in an account`, () => press(page, 'Add it'))
      }
      for (const path of ['/account/settings', '/report', '/receipt']) await rita.open(path)
      await rita.open('/account/passkeys', { needsScripts })
      await rita.open('/account')
      await rita.look('a thread from an account', () => press(page, 'Open the thread'))
      await rita.open('/account/settings')
      await rita.look('an account that is gone', () => press(page, 'Delete it for good'))
      nothingWrong(rita)
    })

    describe('by members', inTurn, () => {
      it('at the inbox, and where it leads', async () => {
        const { page } = mona
        for (const query of ['', '?group=waiting-for-us', '?group=done', '?group=exploited&stage=closed'])
          await mona.open(`/desk${query}`)
        for (const path of ['/desk/quiet', '/desk/log', '/desk/state']) await mona.open(path)
        await mona.open('/desk/undelivered')
        giveUp(lantern)
        for (const path of ['/desk', '/desk/undelivered']) await mona.open(path)
        await mona.look('news on its way again', () => press(page, 'Try again'))
        await mona.open('/desk/search')
        for (const word of ['password', 'nothing-like-it']) {
          await page.getByRole('searchbox').fill(word)
          await mona.look(`the search for ${word}`, () => press(page, 'Search'))
        }
        await mona.open('/desk/cases/new')
        await mona.look('an entry without a title', () => press(page, 'Open the case'), { status: 422 })
        await page.getByLabel('Title').fill(`By mail: ${marker}`)
        await page.getByLabel('Description').fill(`It says ${marker}.`)
        await mona.look('a report entered by hand', () => press(page, 'Open the case'), { status: 201 })
        await mona.look('its case', () => page.getByRole('link', { name: 'Go to the case' }).click())
        nothingWrong(mona)
      })

      it('where they see how busy they are, and pause the intake', async () => {
        const { page } = mona
        await mona.open('/desk/figures')
        await mona.open('/desk/intake')
        await page.getByLabel('Until').fill('2020-01-01')
        await mona.look('a day that is over', () => press(page, 'Pause until then'), { status: 422 })
        nothingWrong(mona)
      })

      it('going through the new reports, and taking an answer back', async () => {
        const { page } = mona
        await mona.open('/desk/triage')
        await mona.look('a question without words', () => ask(page, ''), { status: 422 })
        await mona.look('the next one', () => ask(page, 'Which version was it?'))
        await mona.open('/desk')
        await mona.look('an answer taken back', () => press(page, 'Undo'))
        await mona.open('/desk')
        await mona.open(`${caseOf('share-link')}/cluster`)
        await mona.open('/desk')
        await mona.look('nothing chosen', () => page.locator('form#m').getByRole('button').click(), { status: 422 })
        nothingWrong(mona)
      })

      it('where a case becomes public', async () => {
        for (const [name, pages] of publication) for (const path of pages) await mona.open(`${caseOf(name)}/${path}`)
        nothingWrong(mona)
      })

      it('where they look after themselves and each other', async () => {
        const { page } = mona
        for (const path of [
          '/desk/begin',
          '/desk/practice/advisory',
          '/desk/account',
          '/desk/members',
          `/desk/members/${lantern.member('milo').member}`,
        ])
          await mona.open(path)
        await mona.open('/desk/audit')
        await mona.open('/desk/notices')
        await mona.look('a new feed', () => press(page, 'Make a feed'))
        await page.getByLabel('From').fill('late')
        await mona.look('hours that are none', () => press(page, 'Save'), { status: 422 })
        await mona.open('/desk/account/passkeys', { needsScripts })
        await makePasskeys(mona, lantern.url)
        for (const path of ['/desk/account', '/desk/recovery-code', '/desk/second-passkey', '/desk/two-person'])
          await mona.open(path)
        await page.goto(`${lantern.url}/desk/members`)
        await page.getByRole('form', { name: 'Invite somebody' }).getByLabel('Name').fill('Nadia')
        await mona.look('the passkey', () => press(page, 'Make a link for them'), { status: 403, needsScripts })
        nothingWrong(mona)
      })

      it('who come in for the first time, or by a link', async () => {
        const nadia = await lantern.house.team.addMember({ name: 'Nadia', role: 'member', by: null })
        // Milo is in already; a new link would void the one by which Olga may be coming in beside us.
        const again = await lantern.house.team.memberSignIn('Milo')
        assert.ok('enrol' in nadia && 'link' in again)
        const stranger = await newEyes()
        await stranger.open(new URL(nadia.enrol).pathname, { needsScripts })
        await stranger.open(new URL(again.link).pathname)
        await stranger.open('/sign-in/not-a-link', { status: 404 })
        nothingWrong(stranger)
      })
    })

    describe('by whoever works on a case', inTurn, () => {
      for (const stage of stages) {
        it(`that is ${stage}`, async () => {
          const found = lantern.cases.find((one) => one.stage === stage) ?? assert.fail(stage)
          await milo.open(`/desk/cases/${found.number}`)
          nothingWrong(milo)
        })
      }

      it('that needs a better rating, is kept until a day, or was found by the team', async () => {
        for (const name of ['map-tiles', 'invitations', 'log-tokens']) await milo.open(caseOf(name))
        nothingWrong(milo)
      })

      it('and by whom they let in from outside', async () => {
        const { desk } = lantern.house
        const of = lantern.caseOf('invitations').number
        const ask = { id: 'every-page', name: 'Wicks', kind: 'distribution', shows: ['files', 'advisory'] } as const
        const invited = await desk.guests.invite(lantern.member('mona'), of, ask)
        const taken = 'handOver' in invited ? await desk.takeOver(invited.handOver) : undefined
        const gil = await newEyes()
        await gil.open('/receipt')
        await gil.page.locator('#code').fill(taken?.receipt ?? '')
        await gil.look('what a guest agrees to', () => press(gil.page, 'Open'))
        await gil.look('a case as a guest sees it', () => press(gil.page, /I agree/))
        await gil.look('an empty message of a guest', () => press(gil.page, 'Send to the team'), { status: 422 })
        nothingWrong(gil)
        await milo.open(`/desk/cases/${of}/guests`)
        nothingWrong(milo)
      })

      it('and only reads', async () => {
        const olga = await newEyes('olga')
        for (const path of ['/desk', caseOf('invitations'), `${caseOf('calendar-feed')}/publish`]) await olga.open(path)
        await olga.open('/desk/members', { status: 403 })
        nothingWrong(olga)
      })

      it('and reads one that is kept from them, by broken glass', async () => {
        const { desk, team } = lantern.house
        const [by, other, subject] = [
          lantern.member('milo'),
          lantern.member('mona'),
          lantern.caseOf('log-tokens').number,
        ]
        // Only who leads is let in that way, and Lantern has one lead alone.
        yes(await team.setRole({ member: by.member, role: 'lead', by: other.member }))
        const kept = { type: 'SetAccess' as const, id: 'every-page', members: [other.member] }
        assert.ok('done' in (await desk.handle(other, subject, kept)))
        const reason = 'Mona is on a mountain.'
        const asked = await team.askTwoPerson({ kind: 'break-glass', subject, reason, by: by.member })
        assert.ok('request' in asked)
        await milo.open('/desk/two-person')
        assert.ok('readyAt' in (await team.agreeTwoPerson({ request: asked.request, by: other.member })))
        await milo.open('/desk/two-person')
        for (const page of ['', '/advisory', '/publish', '/cluster', '/guests', '/severity', '/affected'])
          await milo.open(`/desk/cases/${subject}${page}`)
        nothingWrong(milo)
        yes(await team.setRole({ member: by.member, role: 'member', by: other.member }))
        const seen = await newEyes('mona')
        await seen.open(`/desk/cases/${subject}`)
        nothingWrong(seen)
      })
    })
  })

  it('was looked at', () => {
    const pages = routes.filter(({ method, kind }) => method === 'GET' && pageKinds.has(kind))
    const visited = new Set([...seen.seen].map((path) => pages.find((row) => patternOf(row.path).test(path))?.path))
    const missed = pages.map(({ path }) => path).filter((path) => !visited.has(path))
    assert.deepEqual(missed, noPage)
    assert.ok(pages.length > 20, `the table has ${pages.length} pages`)
  })

  it('was followed wherever it leads', () => {
    assert.ok(seen.links.size > 50, `${seen.links.size} links were followed`)
  })

  it('has a title without a word of any case', () => {
    const words = [marker, 'album', 'backup', 'invitation', 'calendar', 'factor', 'rosa', 'tariq', 'milo', 'noor']
    const titles = [...seen.titles]
    assert.deepEqual(
      titles.filter((title) => words.some((word) => title.toLowerCase().includes(word))),
      [],
    )
    assert.ok(
      titles.some((title) => title.startsWith(lantern.caseOf('invitations').number)),
      titles.join(', '),
    )
  })

  it('gave the browser nothing to complain of', async () => {
    for (const eyes of all) {
      await eyes.close()
      nothingWrong(eyes)
    }
  })

  async function ask(page: Page, text: string): Promise<void> {
    await page.locator('#act-ask-text').fill(text)
    await press(page, 'Send the question')
  }

  async function askCredit(name: string): Promise<void> {
    const command = { type: 'AskCredit', id: 'every-page', text: `May we name you? ${marker}` } as const
    const done = await lantern.house.desk.handle(lantern.member('mona'), lantern.caseOf(name).number, command)
    assert.ok('done' in done, JSON.stringify(done))
  }
})

/** News that nobody got: nothing fails on its way as long as there is no way out, so it is given up by hand. */
function giveUp({ house }: Lantern): void {
  const database = new DatabaseSync(join(house.config.data, 'postern.db'))
  database.exec(`update outbox set dead_at = run_at + 1, done_at = 0, tries = 20, last_error = 'smtp-550'
    where id in (select id from outbox order by id limit 2)`)
  database.close()
}

const pageKinds: ReadonlySet<string> = new Set(['public', 'receipt', 'member'])

/** A row of the table as it is matched: the rows stand in the order in which they are asked. */
const patternOf = (path: string) => new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+')}$`)

/** The one thing that needs a script, and keys: the browser's own, driven by its protocol. */
async function makePasskeys(eyes: Eyes, url: string): Promise<void> {
  const keys = await keyring(eyes)
  await eyes.scripts(true)
  await eyes.page.reload()
  await keys.first()
  await keys.second(url)
  await eyes.scripts(false)
}
