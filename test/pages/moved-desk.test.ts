import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, describe, it } from 'node:test'
import type { Command } from '../../src/case/command.ts'
import { type House, house } from '../../src/main.ts'
import { authenticator } from '../stand-ins/authenticator.ts'
import { yes } from '../stand-ins/team.ts'
import { addsPasskey, comesBack, joins, presses } from './keyed.ts'
import { begin, days, report, someReport, Visitor } from './visitor.ts'

const hour = 3_600_000

/** One data folder, and the houses that open it one after the other. */
const folder = mkdtempSync(join(tmpdir(), 'postern-moved-'))
const clock = { now: begin }
const opens = (change: { url?: string; yaml?: string; acceptNewOrigin?: boolean } = {}): Promise<House> => {
  const config = join(folder, 'postern.yaml')
  if (change.yaml !== undefined) writeFileSync(config, change.yaml)
  return house({
    env: {
      POSTERN_DATA: join(folder, 'data'),
      POSTERN_KEY_FILE: join(folder, 'root.key'),
      POSTERN_CONFIG: config,
      POSTERN_URL: change.url ?? 'https://security.example',
    },
    clock: { now: () => clock.now, steady: () => clock.now, every: () => ({ stop: () => undefined }) },
    acceptNewOrigin: change.acceptNewOrigin === true,
  })
}
after(() => rmSync(folder, { recursive: true, force: true }))

/** A case that is public at its time, unless the desk is quiet then. */
async function plans(open: House, number: string, publishAt: number, name = 'Mia'): Promise<void> {
  const { member } = yes(await open.team.addMember({ name, role: 'lead', by: null }))
  let given = 0
  const act = async (command: Record<string, unknown> & { type: Command['type'] }) => {
    const done = await open.desk.handle({ as: 'member', member, role: 'lead' }, number, {
      ...command,
      id: `plan-${given++}`,
    } as Command)
    assert.ok('done' in done, JSON.stringify(done))
  }
  await act({ type: 'ConfirmReproduction' })
  await act({ type: 'OfferFix', text: 'Here.', version: '2', files: [] })
  await act({ type: 'VerifyFix', holds: true, files: [], onBehalf: { channel: 'email', evidence: 'Mail.' } })
  await act({ type: 'ReleaseFix', version: '2' })
  await act({ type: 'DraftAdvisory', fields: { title: 'A lock', summary: 'It was open.', mitigation: 'Update.' } })
  await act({ type: 'ScheduleAdvisory', publishAt })
}

/** Acts of the audit log about the post, in their order. */
const leavesOf = (of: string): string[] => {
  const database = new DatabaseSync(join(of, 'data', 'postern.db'), { readOnly: true })
  const leaves = database.prepare('select act from leaf order by at, rowid').all()
  database.close()
  return leaves.map(({ act }) => String(act))
}

const publishedBy = async (open: House): Promise<number> => (await open.desk.advisories()).items.length

describe('a desk under another name', () => {
  it('publishes nothing until a lead lets it speak again, on the page and with the passkey', async () => {
    const before = await opens({ yaml: 'project: { name: Lantern }\n' })
    const publishAt = clock.now + days(8)
    const visitor = new Visitor(before, before.config.url)
    const { number } = await report(visitor, { ...someReport, credit: 'none' })
    await plans(before, number, publishAt)
    clock.now = publishAt - hour / 4
    await before.tick()
    await before.close()

    const moved = await opens({ url: 'https://doors.example', acceptNewOrigin: true })
    try {
      const lead = await joins(moved, 'Ada', 'lead')
      const noor = await joins(moved, 'Noor')
      clock.now = publishAt
      await moved.tick()
      assert.equal(await publishedBy(moved), 0)
      await noor.visitor.get('/desk')
      assert.match(
        noor.visitor.words,
        /This desk is quiet\. .*nothing goes out and nothing is published until a lead lets it/,
      )
      assert.deepEqual(noor.visitor.hidden('/desk/release'), {}, 'members see it, and have no button')
      await noor.visitor.send('/desk/release')
      assert.equal(noor.visitor.status, 403)

      await lead.visitor.get('/desk')
      await lead.visitor.send('/desk/release')
      assert.equal(lead.visitor.status, 403, 'not without the passkey')
      await moved.tick()
      assert.equal(await publishedBy(moved), 0)

      await presses(lead, '/desk', '/desk/release')
      assert.equal(lead.visitor.status, 200)
      assert.doesNotMatch(lead.visitor.words, /This desk is quiet/)
      assert.match(lead.visitor.words, /speaks and publishes again/)
      await moved.tick()
      assert.equal(await publishedBy(moved), 1)
    } finally {
      await moved.close()
    }
    // It is known by its new name from now on.
    const again = await opens({ url: 'https://doors.example' })
    assert.equal(again.quiet.reason(), null)
    await again.close()
  })

  it('shows a lead what would go out, and lets single rows go or drops them', async () => {
    const before = await opens({ url: 'https://doors.example' })
    const words = 'A lantern with a marker word, zyzzyva.'
    const { number } = await report(new Visitor(before, before.config.url), { ...someReport, description: words })
    await before.close()
    const moved = await opens({ url: 'https://walls.example', acceptNewOrigin: true })
    try {
      const lead = await joins(moved, 'Edith', 'lead')
      const noor = await joins(moved, 'Nadia')
      await noor.visitor.get('/desk/quiet')
      assert.equal(noor.visitor.status, 403)
      await lead.visitor.get('/desk/quiet')
      assert.match(lead.visitor.words, /It was started under another name than before/)
      assert.match(lead.visitor.words, new RegExp(`A new report came in ${number}`))
      assert.doesNotMatch(lead.visitor.page, /zyzzyva/)
      const count = async () => (await moved.quiet.rows.waiting(actor)).of
      const actor = { as: 'member', member: 'ada', role: 'lead' } as const
      const all = await count()
      assert.ok(all > 0)
      await moved.tick()
      assert.equal(await count(), all, 'nothing goes by itself')

      await presses(lead, '/desk/quiet', '/desk/quiet', { do: 'go' })
      assert.match(lead.visitor.words, /It goes out with the next look/)
      await moved.tick()
      assert.equal(await count(), all - 1)
      const report2 = await report(new Visitor(moved, moved.config.url), someReport)
      assert.ok(report2.number)
      const [waiting] = (await moved.quiet.rows.waiting(actor)).items
      assert.equal(await moved.quiet.rows.drop(actor, waiting?.id ?? ''), true)
      assert.equal(await moved.quiet.rows.drop(actor, waiting?.id ?? ''), false)
      await presses(lead, '/desk/quiet', '/desk/quiet', { do: 'drop-all' })
      assert.equal(await count(), 0)
      await moved.quiet.release(actor)
      const acts = leavesOf(folder).filter((act) => /^(row|rows|desk)-/.test(act))
      assert.deepEqual(acts.slice(-4), ['row-released', 'row-dropped', 'rows-dropped', 'desk-released'])
    } finally {
      await moved.close()
    }
    const back = await opens({ url: 'https://doors.example', acceptNewOrigin: true })
    await back.quiet.release()
    await back.close()
  })

  it('holds what came due while it was quiet for more than a day, for a member to look at', async () => {
    const before = await opens({ url: 'https://doors.example' })
    const publishAt = clock.now + days(8)
    const { number } = await report(new Visitor(before, before.config.url), { ...someReport, credit: 'none' })
    await plans(before, number, publishAt, 'Zoe')
    clock.now = publishAt - hour / 4
    await before.tick()
    const already = await publishedBy(before)
    await before.close()

    const moved = await opens({ url: 'https://gates.example', acceptNewOrigin: true })
    try {
      for (const later of [1, 12, 13]) {
        clock.now += later * hour
        await moved.tick()
      }
      await moved.quiet.release()
      await moved.tick()
      await moved.tick()
      assert.equal(await publishedBy(moved), already)
      const lead = await joins(moved, 'Wanda', 'lead')
      await lead.visitor.get(`/desk/cases/${number}`)
      assert.match(lead.visitor.words, /The planned publication is on hold/)
    } finally {
      await moved.close()
    }
    const back = await opens({ url: 'https://doors.example', acceptNewOrigin: true })
    await back.quiet.release()
    await back.close()
  })
})

describe('members of a desk under another name', () => {
  it('enrol again at the console, and work on', async () => {
    const before = await opens({ url: 'https://doors.example' })
    const ruth = await joins(before, 'Ruth', 'lead')
    const id = (await before.team.members()).find(({ name }) => name === 'Ruth')?.id ?? ''
    await before.close()

    const moved = await opens({ url: 'https://portal.example', acceptNewOrigin: true })
    try {
      const elsewhere = (await moved.team.passkeys(id)).map((passkey) => passkey.elsewhere)
      assert.deepEqual(elsewhere, ['doors.example', 'doors.example'])
      const origin = moved.config.url
      const visitor = new Visitor(moved, origin)
      const options = await visitor.json('/sign-in/options', {})
      const answer = await visitor.request('POST', '/sign-in/verify', {
        body: JSON.stringify({ response: ruth.key.get(options as object) }),
        headers: { ...visitor.sameOrigin(), 'content-type': 'application/json' },
      })
      assert.equal(answer.status, 409, 'a passkey of the old name opens nothing here')

      const { link } = yes(await moved.team.memberSignIn('Ruth'))
      const { pathname } = new URL(link)
      await visitor.get(pathname)
      await visitor.send(pathname)
      assert.match(visitor.words, /This desk is quiet/)
      const key = authenticator({ origin })
      await addsPasskey(visitor, key)
      await visitor.get('/desk')
      await visitor.send('/desk/release')
      assert.match(visitor.words, /A second passkey first/)
      await addsPasskey(visitor, authenticator({ origin }))
      await presses({ visitor, key }, '/desk', '/desk/release')
      assert.match(visitor.words, /speaks and publishes again/)
      await visitor.get('/desk/account')
      assert.match(visitor.words, /of doors\.example, where this desk was before/)
      await comesBack({ visitor, key })
      assert.equal((await visitor.get('/desk')).status, 200)
    } finally {
      await moved.close()
    }
    const back = await opens({ url: 'https://doors.example', acceptNewOrigin: true })
    await back.quiet.release()
    await back.close()
  })
})

describe('a case under an earlier policy', () => {
  it('keeps it until a lead adopts the present one on the page, with a reason', async () => {
    const url = 'https://doors.example'
    const before = await opens({ url, yaml: 'project: { name: Lantern }\npublish: { updateWindow: 30 }\n' })
    const { number } = await report(new Visitor(before, before.config.url), someReport)
    await before.close()

    const present = await opens({ url, yaml: 'project: { name: Lantern }\npublish: { updateWindow: 3 }\n' })
    try {
      const page = `/desk/cases/${number}`
      const adopt = `${page}/acts/AdoptPolicy`
      const policyNow = present.desk.policy().digest
      const [lead, member] = [await joins(present, 'Grace', 'lead'), await joins(present, 'Linus')]

      await member.visitor.get(page)
      assert.match(member.visitor.words, /Policy An earlier one/)
      assert.match(member.visitor.words, /Not possible now.*Adopt the present policy Only a lead may do that\./)
      assert.deepEqual(member.visitor.hidden(adopt), {})

      await lead.visitor.get(page)
      await lead.visitor.send(adopt, { reason: '  ' })
      assert.equal(lead.visitor.status, 422)
      assert.match(lead.visitor.words, /Write a few words first/)
      await lead.visitor.send(adopt, { reason: 'Three days are enough, and Rita agrees.' })
      assert.match(lead.visitor.words, /The case runs under the present policy now\./)
      assert.match(lead.visitor.words, /Policy The present one/)
      assert.match(lead.visitor.words, /Present policy adopted: Three days are enough, and Rita agrees\./)
      assert.ok(lead.visitor.page.includes(`/policy/${policyNow}`))
      assert.deepEqual(lead.visitor.hidden(adopt), {}, 'there is no other one to adopt now')
    } finally {
      await present.close()
    }
  })
})
