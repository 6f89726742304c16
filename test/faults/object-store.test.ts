import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, it } from 'node:test'
import { type ApiAnswer, type Member, type Staffed, staffedHouse } from '../abuse/staffed-house.ts'
import { Visitor } from '../pages/visitor.ts'
import { type Mood, type S3, s3Environment, startS3 } from '../stand-ins/s3.ts'
import { rounds } from './rounds.ts'

const moods: Readonly<Record<string, Mood>> = {
  'is full (507)': { is: 'refusing', status: 507, code: 'InsufficientStorage' },
  'asks for a pause (503)': { is: 'refusing', status: 503, code: 'SlowDown' },
  'fails (500)': { is: 'refusing', status: 500, code: 'InternalError' },
  'refuses the key (403)': { is: 'refusing', status: 403, code: 'AccessDenied' },
  'hangs up': { is: 'hangs-up' },
  'answers after a minute': { is: 'slow', milliseconds: 60_000 },
}

/** F7: files in object storage, and a store that does not do its work. */
describe('object storage that fails (F7)', () => {
  let s3: S3
  let desk: Staffed
  let lead: Member
  let database: DatabaseSync
  before(async () => {
    s3 = await startS3()
    desk = await staffedHouse({
      env: s3Environment(s3),
      // The line is cut for silence after eight seconds, so an upload has three.
      limits: { idleSeconds: 8 },
    })
    lead = await desk.member('lead')
    database = new DatabaseSync(join(desk.folder, 'postern.db'), { readOnly: true })
  })
  after(async () => {
    database.close()
    await desk.close()
    await s3.close()
  })

  const reportWith = (title: string, file: string): Promise<ApiAnswer> => {
    const body = new FormData()
    body.set('report', JSON.stringify({ title, description: 'd' }))
    body.append('files', new Blob([file]), 'proof.txt')
    return desk.api('POST', '/api/v1/reports', { raw: body })
  }
  const bearer = () => ({ headers: { authorization: `Bearer ${lead.token}` } })

  /** Every row names an object that is there, and every object is named by a row. */
  function nothingDangles(): void {
    const rows = database.prepare('select distinct blob from blob_ref').all()
    const wanted = rows.map(({ blob }) => `one/desk/${blob}`).sort()
    assert.deepEqual([...s3.objects.keys()].sort(), wanted)
    assert.deepEqual(readdirSync(join(desk.folder, 'spool')), [])
  }

  it('takes and gives files while it is well', async () => {
    const sent = await reportWith('A title', 'What it looked like. '.repeat(10_000))
    assert.equal(sent.status, 201)
    const { case: number } = sent.json as { case: string }
    const file = ((await desk.api('GET', `/api/v1/cases/${number}`, bearer())).json.files as { id: string }[])[0]
    const got = await desk.api('GET', `/api/v1/cases/${number}/files/${file?.id}`, bearer())
    assert.equal(got.text, 'What it looked like. '.repeat(10_000))
    for (const { body } of s3.objects.values()) assert.ok(!body.includes('looked like'))
    nothingDangles()
  })

  for (const [name, mood] of Object.entries(moods)) {
    it(`that ${name}: texts arrive, files are refused in a sentence, the draft is kept and the file sent again`, async () => {
      for (let round = 0; round < rounds(1, 3); round++) {
        s3.mood = mood
        const began = performance.now()
        const refused = await reportWith('With a file', 'x'.repeat(200_000))
        assert.equal(refused.status, 503)
        assert.match(refused.text, /files-away/)
        assert.equal((await desk.report()).number.slice(0, 2), 'P-')

        const reporter = new Visitor(desk.house, desk.origin)
        const typed = { title: `Kept ${name}`, description: 'What I typed.', do: 'review' }
        const [one, two] = [
          { name: 'a.txt', text: 'one' },
          { name: 'b.txt', text: 'two' },
        ]
        await reporter.get('/report')
        await reporter.send('/report', typed, [one, two])
        assert.equal(reporter.status, 503)
        assert.match(reporter.page, /Files cannot be stored right now.*a\.txt.*b\.txt/s)
        assert.match(reporter.page, /What I typed\./)
        assert.ok(performance.now() - began < 15_000, `${Math.round(performance.now() - began)} ms`)

        s3.mood = { is: 'well' }
        await reporter.send('/report', typed, [one])
        assert.equal(reporter.status, 200)
        assert.match(reporter.page, /a\.txt/)
        await reporter.send('/report', { do: 'send' })
        assert.equal(reporter.status, 200)
        nothingDangles()
      }
      assert.ok(
        desk.lines.some((line) => line.includes('files-away')),
        'the operator is told',
      )
    })
  }

  it('that lost a file, or breaks off: a page that says so, and no wrong byte', async () => {
    const sent = await reportWith('A title', 'y'.repeat(300_000))
    const { case: number } = sent.json as { case: string }
    const file = ((await desk.api('GET', `/api/v1/cases/${number}`, bearer())).json.files as { id: string }[])[0]
    const path = `/api/v1/cases/${number}/files/${file?.id}`
    s3.mood = { is: 'hangs-up' }
    assert.equal((await desk.api('GET', path, bearer())).status, 503)
    s3.mood = { is: 'cut' }
    await assert.rejects(desk.api('GET', path, bearer()))
    s3.mood = { is: 'well' }
    assert.equal((await desk.api('GET', path, bearer())).text.length, 300_000)
    s3.objects.clear()
    assert.equal((await desk.api('GET', path, bearer())).status, 500)
    assert.equal((await desk.api('GET', `/api/v1/cases/${number}`, bearer())).status, 200)
  })
})
