import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import { type Visitor, visitor } from '../stand-ins/visitor.ts'
import { advisoryFields, day, type Member, openHouse, type Reporter, type TestHouse } from './house-kit.ts'
import { throughPublication, throughRelease } from './through-the-steps.ts'

/**
 * One thing is told: on which day somebody of the team first opened the report (docs/security.md). Here every report has
 * been opened before anything is compared, and that this one day is all of it has a test of its own.
 *
 * What the team does among itself leaves nothing outside: not a byte, not a header, not a number, not a date. Nothing
 * is blanked out in the comparison: a reporter's form token belongs to the session and stays the same with it.
 */
describe("the team's own work", () => {
  let desk: TestHouse
  let ada: Member
  let grace: Member
  let outside: readonly Outside[]

  before(async () => {
    desk = await openHouse({ policy: 'project:\n  name: Lantern\n' })
    ada = await desk.member('Ada', 'lead')
    grace = await desk.member('Grace')
    const reports = await oneCasePerStage()
    outside = await Promise.all(reports.map(openThread))
    for (const { number } of reports) await ada.case(number)
  })
  after(() => desk?.close())

  it('leaves no trace in any reporter’s page, API, header or feed, in whatever order it is done', async () => {
    const act = fc.record({
      of: fc.nat(),
      what: fc.constantFrom(...acts),
      by: fc.boolean(),
      word: fc.stringMatching(/^[a-z]{3,12}$/),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 8 }), async (planned) => {
        const before = await everythingOutside()
        for (const { of, what, by, word } of planned) {
          desk.later(1_000)
          await what(by ? ada : grace, outside[of % outside.length]?.report.number ?? '', word)
        }
        assert.deepEqual(await everythingOutside(), before)
      }),
      { numRuns: 60, interruptAfterTimeLimit: 20_000, endOnFailure: true },
    )
  })

  it('did happen: the team sees every kind of it', async () => {
    const found = await Promise.all(outside.map(({ report }) => ada.case(report.number)))
    const viewer = { as: 'member', member: ada.id, role: 'member' } as const
    const seen = await Promise.all(outside.map(({ report }) => desk.house.desk.caseFor(viewer, report.number)))
    const kinds = {
      notes: found.some((one) => one.notes.length > 0),
      // Whoever took one may have let it go since.
      assignee: seen.some((one) => one?.facts.some(({ event }) => event.type === 'CaseAssigned')),
      tags: found.some((one) => one.tags.length > 0),
      severity: found.some((one) => one.severity !== null),
      affected: found.some((one) => one.affected.length > 0),
      draft: found.some((one) => one.advisoryDraft.summary !== undefined),
      files: found.some((one) => one.files.some((file: { name: string }) => file.name.startsWith('internal-'))),
    }
    assert.deepEqual(
      Object.entries(kinds).filter(([, happened]) => !happened),
      [],
    )
  })

  it('tells the first reporter nothing of a second one', async () => {
    const [first] = outside
    const again = await desk.report({ title: 'The same again' })
    const before = await everythingOutside()
    await ada.give(again.number, 'DeclineReport', {
      reason: 'duplicate',
      duplicateOf: first?.report.number,
      text: 'Told before.',
    })
    assert.deepEqual((await ada.case(first?.report.number ?? '')).duplicates, [again.number])
    assert.deepEqual(await everythingOutside(), before)
  })

  it('shows what is meant for the reporter, or this test would see nothing at all', async () => {
    const [first] = outside
    const before = await everythingOutside()
    await ada.give(first?.report.number ?? '', 'SendMessage', { text: 'A word for you.' })
    const now = await everythingOutside()
    assert.notDeepEqual(now.threads[0], before.threads[0])
    assert.deepEqual(now.threads.slice(1), before.threads.slice(1))
    assert.deepEqual(now.open, before.open)
  })

  it('tells on which day a report was first opened, and of no other look at it', async () => {
    const report = await desk.report({ title: 'Not opened yet' })
    const thread = await openThread(report)
    const seenBy = async () => ({
      page: plain(await thread.visit.get('/thread')),
      api: await seen('/api/v1/thread', { authorization: `Receipt ${report.receipt}` }),
    })
    const unopened = await seenBy()
    assert.equal((await report.thread()).openedOn, null)
    assert.match(unopened.page.body, /it is waiting for the team/)
    desk.later(17 * 60_000)
    await ada.case(report.number)
    const opened = await seenBy()
    const today = new Date(desk.now()).toISOString().slice(0, 10)
    assert.equal((await report.thread()).openedOn, today)
    const { openedOn: _, ...rest } = JSON.parse(opened.api.body)
    const { openedOn: __, ...before } = JSON.parse(unopened.api.body)
    assert.deepEqual(rest, before, 'nothing but the day')
    assert.ok(!opened.page.body.includes(new Date(desk.now()).toISOString().slice(11, 16)), 'and no hour')
    const threads = async () => (await seen('/api/v1/thread', { authorization: `Receipt ${report.receipt}` })).body
    const known = await threads()
    for (const by of [ada, grace]) {
      desk.later(day)
      await by.case(report.number)
      assert.equal(await threads(), known)
    }
  })

  interface Outside {
    readonly report: Reporter
    readonly visit: Visitor
  }

  async function oneCasePerStage(): Promise<readonly Reporter[]> {
    const [fresh, asked, released, published, declined, second] = [
      await desk.report(),
      await desk.report(),
      await desk.report({ credit: { as: 'named', name: 'Rosa' } }),
      await desk.report(),
      await desk.report(),
      await desk.report(),
    ]
    await ada.give(asked.number, 'RequestInformation', { text: 'Which version?' })
    await throughPublication(desk, ada, published)
    await throughRelease(desk, ada, released)
    await ada.give(declined.number, 'DeclineReport', { reason: 'out-of-scope', text: 'That is another project.' })
    await ada.give(second.number, 'DeclineReport', {
      reason: 'duplicate',
      duplicateOf: released.number,
      text: 'Told before.',
    })
    return [fresh, asked, released, published, declined, second]
  }

  async function openThread(report: Reporter): Promise<Outside> {
    const visit = visitor(desk.house, desk.origin)
    await visit.get('/receipt')
    await visit.submit('/receipt', { code: report.receipt })
    return { report, visit }
  }

  async function everythingOutside() {
    const threads = await Promise.all(
      outside.map(async ({ report, visit }) => ({
        page: plain(await visit.get('/thread')),
        api: await seen('/api/v1/thread', { authorization: `Receipt ${report.receipt}` }),
      })),
    )
    const open = await Promise.all(publicPaths.map((path) => seen(path, {})))
    return { threads, open }
  }

  async function seen(path: string, headers: Readonly<Record<string, string>>) {
    const response = await desk.ask(path, { headers })
    return plain({ status: response.status, headers: response.headers, body: await response.text() })
  }

  const plain = ({
    status,
    headers,
    body,
  }: {
    readonly status: number
    readonly headers: Headers
    readonly body: string
  }) => {
    assert.equal(status, 200)
    return { headers: [...headers].sort(), bytes: Buffer.byteLength(body), body }
  }

  /** One kind of work each. What the rules refuse in this state is fine: it has to leave no trace either. */
  const acts: readonly ((by: Member, number: string, word: string) => Promise<unknown>)[] = [
    (by, number, word) => by.answer(number, 'AddNote', { text: `A note about ${word}` }),
    (by, number, word) => by.answer(number, 'AddNote', { text: word }, { files: { [`internal-${word}.txt`]: word } }),
    (by, number, word) => by.answer(number, 'AddFiles', {}, { files: { [`internal-${word}.bin`]: word } }),
    (by, number) => by.answer(number, 'AssignCase', { member: by.id }),
    (by, number) => by.answer(number, 'AssignCase', { member: null }),
    (by, number, word) => by.answer(number, 'TagCase', { tags: [word] }),
    (by, number) => by.answer(number, 'AssessSeverity', { cvss: advisoryFields.cvss }),
    (by, number, word) => by.answer(number, 'SetAffected', { affected: [{ product: word, fixed: '1.2.3' }] }),
    (by, number, word) => by.answer(number, 'DraftAdvisory', { fields: { ...advisoryFields, summary: word } }),
    (by, number) => by.answer(number, 'ApproveAdvisory'),
    (by, number) => by.answer(number, 'ConfirmCredit'),
    (by, number) => by.case(number),
    (by, number) => by.preview(number),
    (by) => by.get('/api/v1/cases?limit=3'),
    (by, _, word) => desk.house.desk.search({ as: 'member', member: by.id, role: 'member' }, word),
    () => desk.house.tick(),
  ]

  const publicPaths = [
    '/',
    '/advisories',
    '/advisories/LANTERN-2026-0001',
    '/advisories/LANTERN-2026-0001.osv.json',
    '/advisories/feed.atom',
    '/advisories/feed.json',
    '/credits',
    '/team',
    '/.well-known/security.txt',
    '/.well-known/postern-checkpoint',
  ]
})
