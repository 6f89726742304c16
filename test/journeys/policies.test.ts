import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { needs } from '../machine.ts'
import { type DeskInBrowser, deskInBrowser, type MemberAtBrowser, type ReporterAtBrowser } from './in-browser.ts'

/**
 * Each of the three policies from a report to its advisory and credit, by people at browsers: the reporter without
 * scripts, with one round of missing information and one fix that did not hold.
 */
const report = {
  Title: 'Redirect leads to another host',
  Description: 'After signing in, a link with a suffix of our host sends me elsewhere. Marker: heliotrope.',
  Product: 'Authelia',
}
const cve = 'CVE-2026-12345'
const advisory = {
  Title: 'Open redirect after signing in',
  Summary: 'A user could be sent to another host after signing in.',
  Impact: 'Whoever sent the link received a session parameter.',
  Mitigation: 'Update to 4.38.11.',
  Details: 'The host was compared by its suffix.',
  'How to reproduce': 'Open a link whose host ends with yours.',
}

describe('the three policies at a browser', { skip: needs('chromium') }, () => {
  describe('the first', () => {
    const people = journey('authelia-1')

    it('goes from the report over a question and a failed fix to a fix that holds', () => fromReportToFix(people))

    it('asks about credit, which the reporter sees before choosing it', async () => {
      const { ada, rosa } = people
      await ada.open(rosa.number)
      await ada.act('Ask about credit', 'Ask the reporter')
      await rosa.comeBack()
      await rosa.page.getByLabel('Name me').check()
      await rosa.send('Credit', 'Show how it will look', { 'Name as it is to appear': 'Rosa Lindgren' })
      assert.match(await textOf(rosa), /As the advisory will show it: ?Credit: Rosa Lindgren/)
      await rosa.page.getByRole('button', { name: 'Use this' }).click()
      assert.match(await textOf(rosa), /Your choice is kept/)
      await ada.open(rosa.number)
      await ada.act('Confirm the name', 'This name and link may be published')
    })

    it('releases, and refuses the advisory until users could update', async () => {
      const { ada, rosa } = people
      await writeAdvisory(people)
      await ada.open(rosa.number)
      assert.match(await headingOf(ada), /^Next: release the fix/)
      await ada.act('Release the fix', 'The fix is released', { 'Version with the fix': '4.38.11' })
      assert.match(await headingOf(ada), /^Waiting: let users update/)
      await ada.open(rosa.number, '/publish')
      assert.match(await wordsOf(ada), /Users have not had their time to update yet/)
    })

    it('can be planned for a time after the window, and the plan taken back', async () => {
      const { ada, rosa } = people
      await ada.open(rosa.number, '/publish')
      await publishNow(ada, 'Schedule the advisory', 'Schedule it', { 'Publish at': '2026-11-22T12:00' })
      assert.match(await wordsOf(ada), /Nothing you typed is lost: ?Users have not had their time to update yet/)
      await publishNow(ada, 'Schedule the advisory', 'Schedule it', { 'Publish at': '2026-12-24T12:00' })
      assert.match(await wordsOf(ada), /Scheduled for ?Thursday 24 December 2026, 12:00 UTC/)
      await ada.act('Cancel the plan', 'Cancel the plan', { Why: 'Not on Christmas Eve.' })
      assert.match(await wordsOf(ada), /The plan is cancelled/)
    })

    it('publishes after the window, with the passkey, and credits her by name', async () => {
      const { world, ada, rosa } = people
      await world.desk.days(8)
      await ada.signIn()
      await ada.open(rosa.number)
      assert.match(await headingOf(ada), /^Next: publish the advisory/)
      await ada.page.getByRole('link', { name: 'Look at it and publish' }).click()
      await publishNow(ada, 'Publish now', 'Publish now')
      await seenInPublic(people, [...Object.values(advisory), 'Rosa Lindgren'], ['heliotrope', rosa.number])
    })
  })

  describe('the second', () => {
    const people = journey('authelia-2', ['Name me'], {
      'Name as it is to appear': 'Rosa Lindgren',
      'Link (optional)': 'https://rosa.example',
    })

    it('goes from the report over a question and a failed fix to a fix that holds', () => fromReportToFix(people))

    it('ends the update window at once when an exploit is public', async () => {
      const { ada, rosa } = people
      await writeAdvisory(people)
      await ada.open(rosa.number)
      await ada.act('Release the fix', 'The fix is released', { 'Version with the fix': '4.38.11' })
      await ada.open(rosa.number, '/publish')
      assert.match(await wordsOf(ada), /Users have not had their time to update yet/)
      await ada.open(rosa.number)
      await ada.page.locator('#more-RecordExposure > summary').click()
      await ada.page.getByLabel('An exploit, and with it the vulnerability').check()
      await ada.act('Record that it is public', 'Record it', { 'What was seen, and where': 'A posting with a script.' })
      assert.match(await wordsOf(ada), /Exploit public/)
      await ada.open(rosa.number, '/publish')
      assert.match(await wordsOf(ada), /Nothing stands against publishing this now/)
      await publishNow(ada, 'Publish now', 'Publish now')
      await seenInPublic(people, [...Object.values(advisory), 'Rosa Lindgren'], ['heliotrope', rosa.number])
    })
  })

  describe('the third', () => {
    const people = journey('authelia-3', ['Name me'], { 'Name as it is to appear': 'Rosa Lindgren' })

    it('goes from the report over a question and a failed fix to a fix that holds', () => fromReportToFix(people))

    it('requests and records a CVE id', async () => {
      const { ada, rosa } = people
      await ada.open(rosa.number)
      assert.match(await headingOf(ada), /^Next: request a CVE id/)
      await ada.act('A CVE id was requested', 'It was requested', { 'From whom': 'MITRE' })
      assert.match(await headingOf(ada), /^Next: record the CVE id/)
      await ada.act('Record the CVE id', 'Record it', { 'CVE id': cve })
    })

    it('releases and publishes a brief advisory in one act', async () => {
      const { ada, rosa } = people
      await rate(people)
      await writeAdvisory(people)
      await ada.open(rosa.number)
      assert.match(await headingOf(ada), /^Next: release and publish/)
      await ada.page.getByRole('link', { name: 'Look at it, release and publish' }).click()
      assert.match(await wordsOf(ada), /Becomes public later ?Details ?The host was compared by its suffix/)
      const release = {
        'Version with the fix': '4.38.11',
        'Address of the release': 'https://example.org/4.38.11',
        Commit: '4b825dc',
      }
      await publishNow(ada, 'Release and publish', 'Release and publish', release)
      assert.match(await wordsOf(ada), /The commit must name the CVE id/)
      assert.equal(
        await ada.page.getByLabel('Address of the release').inputValue(),
        release['Address of the release'],
        'nothing typed is lost',
      )
      await publishNow(ada, 'Release and publish', 'Release and publish', {
        ...release,
        Commit: `4b825dc fixes ${cve}`,
      })
      const { Details, 'How to reproduce': how, ...brief } = advisory
      await seenInPublic(
        people,
        [...Object.values(brief), cve, 'Rosa Lindgren'],
        ['heliotrope', rosa.number, Details, how],
      )
    })

    it('completes it a week later with what was held back', async () => {
      const { world, ada, rosa } = people
      await world.desk.days(8)
      await ada.signIn()
      await ada.page.getByRole('link', { name: rosa.number }).click()
      assert.match(await headingOf(ada), /^Next: complete the advisory \(overdue since/)
      await ada.page.getByRole('link', { name: 'Look at it and publish' }).click()
      await publishNow(ada, 'Publish now', 'Publish now')
      await seenInPublic(people, Object.values(advisory), ['heliotrope', rosa.number])
      await ada.open(rosa.number)
      assert.match(await headingOf(ada), /^Nothing more to do/)
    })
  })
})

interface People {
  world: DeskInBrowser
  ada: MemberAtBrowser
  rosa: ReporterAtBrowser
  policy: string
}

/** The people of one policy, there before its first step and gone after its last. */
function journey(
  policy: string,
  choose: readonly string[] = [],
  credit: Readonly<Record<string, string>> = {},
): People {
  const people = { policy } as People
  before(async () => {
    people.world = await deskInBrowser(policy)
    people.ada = await people.world.member('Ada')
    people.rosa = await people.world.reporter({ ...report, ...credit }, { choose, files: ['poc.py'] })
  })
  after(async () => {
    await people.world?.close()
  })
  return people
}

/** What all three policies begin with. */
async function fromReportToFix(people: People): Promise<void> {
  const { world, ada, rosa } = people
  await ada.page.goto(`${world.url}/desk`)
  await ada.page.getByRole('link', { name: rosa.number }).click()
  assert.match(await headingOf(ada), /^Next: review the report/)
  assert.deepEqual(await ada.visit.accessibility(), [])
  await stepsAsInPolicy(people)

  await ada.act('Ask for what is missing', 'Which version')
  await ada.act('Ask for what is missing', 'Send the question to the reporter')
  assert.match(await headingOf(ada), /^Waiting for the reporter: answer the question/)
  await rosa.comeBack()
  await rosa.send('Answer the question', 'Send the answer to the team', {
    'Your answer': '4.38.10, the official image.',
  })
  await ada.open(rosa.number)
  await ada.act('Accept the report', 'Accept the report')
  assert.match(await headingOf(ada), /^Next: reproduce it/)
  await ada.act('Confirm that it reproduces', 'It reproduces')
  await ada.act('Note for the team', 'Keep within the team', { 'For the team alone': 'Between us: tamarind.' })

  await ada.act('Offer a fix', 'Send the fix to the reporter', { Version: '4.38.11-rc1' }, ['fix.patch'])
  assert.match(await headingOf(ada), /^Waiting for the reporter: test the fix/)
  await rosa.comeBack()
  assert.ok(await rosa.page.getByRole('link', { name: 'fix.patch' }).first().isVisible())
  await rosa.send('Say whether the fix holds', 'It does not hold', {
    'What you saw': 'With a port it still goes through.',
  })
  await ada.open(rosa.number)
  assert.match(await headingOf(ada), /^Next: make a fix/)
  await ada.act('Offer a fix', 'Send the fix to the reporter', { Version: '4.38.11-rc2' })
  await rosa.comeBack()
  await rosa.send('Say whether the fix holds', 'It holds', { 'What you saw': 'Yes, it does.' })
  assert.doesNotMatch(await rosa.page.content(), /tamarind/)
  assert.deepEqual(await rosa.visit.accessibility(), [])
}

/** The case page lists the policy's own steps in their order, and marks the present one. */
async function stepsAsInPolicy({ world, ada }: People): Promise<void> {
  const reader = await world.reader()
  await reader.page.goto(world.url)
  const texts = (visit: { page: MemberAtBrowser['page'] }) =>
    visit.page.locator('.steps .step-text .prose').allInnerTexts()
  const words = (list: readonly string[]) => list.map((text) => text.replaceAll(/\s+/g, ' ').trim())
  assert.deepEqual(words(await texts(ada)), words(await texts(reader)))
  assert.equal(await ada.page.locator('[aria-current=step]').first().count(), 1)
  await reader.close()
}

async function rate({ ada, rosa }: People): Promise<void> {
  await ada.open(rosa.number, '/severity')
  const base = { AV: 'N', AC: 'L', AT: 'N', PR: 'N', UI: 'P', VC: 'H', VI: 'N', VA: 'N', SC: 'N', SI: 'N', SA: 'N' }
  for (const [metric, value] of Object.entries(base))
    await ada.page.locator(`input[name=${metric}][value=${value}]`).check()
  await ada.act('CVSS 4.0', 'Compute')
  assert.match(await wordsOf(ada), /High \(\d\.\d\)/)
  await ada.act('CVSS 4.0', 'Save this rating')
}

async function writeAdvisory({ ada, rosa }: People): Promise<void> {
  await ada.open(rosa.number, '/advisory')
  assert.deepEqual(await ada.visit.accessibility(), [])
  await ada.act('Advisory', 'Save the draft', advisory)
  const shown = (await ada.page.locator('article').textContent()) ?? ''
  assert.match(shown, /Whoever sent the link received a session parameter/)
}

async function publishNow(ada: MemberAtBrowser, form: string, button: string, fields = {}): Promise<void> {
  assert.deepEqual(await ada.visit.accessibility(), [])
  await ada.act(form, button, fields)
  // One confirmation counts for this act for five minutes.
  if ((await ada.page.getByRole('heading', { name: 'Confirm with your passkey' }).count()) > 0) await ada.confirm()
}

/** What the world reads, and what it never does. */
async function seenInPublic(
  { world, rosa }: People,
  shown: readonly string[],
  never: readonly string[],
): Promise<void> {
  const reader = await world.reader()
  await reader.page.goto(`${world.url}/advisories`)
  await reader.page
    .getByRole('link', { name: /AUTHELIA-2026-0001|Open redirect/ })
    .first()
    .click()
  const page = await reader.page.content()
  for (const text of shown) assert.ok(page.includes(text), `the advisory says: ${text}`)
  await reader.page.goto(`${world.url}/credits`)
  assert.match(await reader.page.content(), /Rosa Lindgren/)
  for (const path of ['/advisories/AUTHELIA-2026-0001', '/advisories', '/advisories/feed.atom', '/credits', '/'])
    for (const text of never) assert.ok(!(await world.desk.read(path)).includes(text), `${path} does not say: ${text}`)
  assert.deepEqual(reader.complaints, [])
  await reader.close()
  await rosa.comeBack()
  assert.match(await textOf(rosa), /Advisory ?AUTHELIA-2026-0001/)
}

const headingOf = async ({ page }: MemberAtBrowser): Promise<string> =>
  ((await page.locator('#next h2').textContent()) ?? '').trim()
const wordsOf = async ({ page }: MemberAtBrowser): Promise<string> =>
  ((await page.locator('main').textContent()) ?? '').replaceAll(/\s+/g, ' ')
const textOf = async ({ page }: ReporterAtBrowser): Promise<string> =>
  ((await page.locator('main').textContent()) ?? '').replaceAll(/\s+/g, ' ')
