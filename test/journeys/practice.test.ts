import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, it } from 'node:test'
import { type Member, openHouse, type Reporter, type TestHouse } from './house-kit.ts'
import { throughPublication } from './through-the-steps.ts'

/** A case to practise on lives by the rules of all cases, and nothing outside of its own page ever knows of it. */
describe('a practice case', () => {
  const folder = mkdtempSync(join(tmpdir(), 'postern-practice-'))
  let desk: TestHouse
  let ada: Member
  let number: string
  let reporter: Reporter

  before(async () => {
    desk = await openHouse({ folder, policy: 'project:\n  name: Lantern\n' })
    ada = await desk.member('Ada', 'lead')
    number = await desk.house.desk.practice.make()
    reporter = desk.reporter((await desk.house.desk.practice.find())?.receipt ?? '')
  })
  after(async () => {
    await desk?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('is made once', async () => {
    assert.equal(await desk.house.desk.practice.make(), number)
  })

  it('goes through every step, and its reporter sees it', async () => {
    const outside = await everythingOutside(desk, ada)
    await throughPublication(desk, ada, { ...reporter, number })
    const practised = await ada.case(number)
    assert.equal(practised.stage, 'published')
    assert.equal((await reporter.thread()).stage, 'published')
    assert.equal((await desk.house.desk.practice.advisory())?.id, 'PRACTICE')
    assert.deepEqual(await everythingOutside(desk, ada), outside)
  })

  it('stays unknown after everything was made anew from the facts', async () => {
    const outside = await everythingOutside(desk, ada)
    await desk.house.rebuild(() => undefined)
    assert.deepEqual(await everythingOutside(desk, ada), outside)
    assert.equal((await ada.case(number)).stage, 'published')
  })

  it('leaves no job behind, and takes no number from a real advisory', async () => {
    const database = new DatabaseSync(join(folder, 'data', 'postern.db'), { readOnly: true })
    assert.deepEqual({ ...database.prepare('select count(*) as jobs from outbox').get() }, { jobs: 0 })
    database.close()
    const real = await desk.report()
    await throughPublication(desk, ada, real)
    assert.equal((await real.thread()).advisory?.id, 'LANTERN-2026-0001')
  })

  it('has no part in duplicates, neither as the one nor as the other', async () => {
    const real = await desk.report()
    const duplicate = { reason: 'duplicate', text: 'The same.' }
    assert.equal(
      await ada.refused(real.number, 'DeclineReport', { ...duplicate, duplicateOf: number }),
      'practice-stands-apart',
    )
  })

  it('can be taken away, and made again', async () => {
    await desk.house.desk.practice.remove()
    assert.equal((await ada.get(`/api/v1/cases/${number}`)).status, 404)
    assert.equal(await desk.house.desk.practice.find(), undefined)
    const outside = await everythingOutside(desk, ada)
    await desk.house.rebuild(() => undefined)
    assert.deepEqual(await everythingOutside(desk, ada), outside)
    assert.notEqual(await desk.house.desk.practice.make(), number)
    assert.deepEqual(await everythingOutside(desk, ada), outside)
  })
})

const publicPaths = [
  '/',
  '/advisories',
  '/advisories/feed.atom',
  '/advisories/feed.json',
  '/credits',
  '/team',
  '/.well-known/postern-keys.json',
]

/** What the world sees, and every list and count of the team. */
async function everythingOutside(desk: TestHouse, ada: Member): Promise<unknown> {
  const viewer = { as: 'member', member: ada.id, role: 'lead' } as const
  return {
    // The policy page names a day; what was promised on it is not the practice's doing.
    pages: (await Promise.all(publicPaths.map((path) => desk.read(path)))).map((page) =>
      page.replace(/<time.*?<\/time>/g, ''),
    ),
    none: (await desk.ask('/advisories/PRACTICE')).status,
    list: (await ada.get('/api/v1/cases')).body,
    inbox: await desk.house.desk.inbox(viewer, {}),
    front: await desk.house.desk.front(viewer, {}),
    counts: await desk.house.desk.counts(viewer),
    found: (await desk.house.desk.search(viewer, 'practice sign-in link')).items,
    advisories: await desk.house.desk.advisories(),
    credits: await desk.house.desk.credits(),
  }
}
