import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, it } from 'node:test'
import { aReport, type Member, type Staffed, staffedHouse } from '../abuse/staffed-house.ts'
import { rounds } from './rounds.ts'

const races = rounds(10, 200)
const parallel = 20

/** Somebody is taken off a case while they read it, by every way there is to read one. */
describe('a case whose member is taken off it', () => {
  let desk: Staffed
  let lea: Member
  let ben: Member
  let number: string
  let reads: readonly (() => Promise<number>)[]
  before(async () => {
    desk = await staffedHouse()
    lea = await desk.member('lead')
    ben = await desk.member('member')
    const body = new FormData()
    body.set('report', JSON.stringify(aReport))
    body.set('files', new Blob(['x']), 'x.txt')
    const { json } = await desk.api('POST', '/api/v1/reports', { raw: body })
    number = String(json.case)
    const headers = { authorization: `Bearer ${ben.token}` }
    const [file] = (await desk.api('GET', `/api/v1/cases/${number}`, { headers })).json.files as { id: string }[]
    const api = async (path: string) => (await desk.api('GET', path, { headers })).status
    reads = [
      () => api(`/api/v1/cases/${number}`),
      async () => (await ben.browser.get(`/desk/cases/${number}`)).status,
      () => api(`/api/v1/cases/${number}/files/${file?.id}`),
      async () => (await ben.browser.get(`/desk/cases/${number}/advisory`)).status,
    ]
  })
  after(() => desk?.close())

  const seenBy = async (members: string[]) => {
    const command = { type: 'SetAccess', id: crypto.randomUUID(), members } as const
    assert.ok('done' in (await desk.house.desk.handle(lea.actor, number, command)))
  }
  const written = (): Readonly<Record<string, number>> => {
    const db = new DatabaseSync(join(desk.folder, 'postern.db'), { readOnly: true })
    try {
      const count = db.prepare('select count(*) as n from leaf where act = ? and actor = ?')
      const of = (act: string) => Number(count.get(act, `member:${ben.id}`)?.n)
      return { 'case-read': of('case-read'), 'file-read': of('file-read') }
    } finally {
      db.close()
    }
  }

  it('closes at once: no read that begins after the answer succeeds, and each that did is in the log', async () => {
    const before = written()
    const succeeded = [0, 0, 0, 0]
    let late = 0
    for (let race = 0; race < races; race++) {
      await seenBy([lea.id, ben.id])
      let off = false
      const takeOff = async () => {
        for (let turn = 0; turn < race % 7; turn++) await new Promise(setImmediate)
        await seenBy([lea.id])
        off = true
      }
      const reading = async (_: unknown, i: number) => {
        for (let turn = 0; turn < (i * 3) % 11; turn++) await new Promise(setImmediate)
        const after = off
        const status = (await reads[i % reads.length]?.()) ?? 0
        if (status === 200) succeeded[i % reads.length] = (succeeded[i % reads.length] ?? 0) + 1
        if (!after) return
        late += 1
        assert.equal(status, 404, `race ${race}, read ${i}`)
      }
      await Promise.all([takeOff(), ...Array.from({ length: parallel }, reading)])
      for (const read of reads) assert.equal(await read(), 404, `after race ${race}`)
    }
    const [api = 0, page = 0, file = 0, advisory = 0] = succeeded
    const now = written()
    // The page of the advisory looks at the case and at the text to come.
    assert.equal((now['case-read'] ?? 0) - (before['case-read'] ?? 0) >= api + page + advisory, true)
    assert.equal((now['file-read'] ?? 0) - (before['file-read'] ?? 0), file)
    console.log(
      `${races} races of ${parallel} reads: ${api + page + file + advisory} succeeded, ${late} began after the answer and none of them did`,
    )
  })
})
