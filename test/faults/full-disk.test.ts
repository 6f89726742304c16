import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { closeSync, openSync, readdirSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { type ApiAnswer, type Member, type Staffed, staffedHouse } from '../abuse/staffed-house.ts'
import { rounds } from './rounds.ts'
import { newFolder } from './started-desk.ts'

const KiB = 1_024

describe('a disk that is full', () => {
  it('at any point: one clear outcome each, no success without the data, reads go on, and it recovers by itself', async () => {
    const disk = smallDisk()
    if (disk === null) return atLimit()
    const desk = await staffedHouse({ env: { POSTERN_DATA: disk.path } })
    try {
      const member = await desk.member('lead')
      const first = await desk.report()
      const kept: Kept[] = [{ ...first, title: 'A title' }]
      const points = rounds(12, 60)
      let refused = 0
      for (let point = 0; point < points; point++) {
        disk.leave(Math.round((point * 700) / points) * KiB)
        const outcomes = await tried(desk, point, kept)
        refused += outcomes.filter((status) => status !== 201).length
        await readsGoOn(desk, member, first)
        disk.free()
        assert.equal((await sent(desk, `After ${point}`, kept)).status, 201, 'with room again, the next one is taken')
      }
      assert.ok(refused > 0, 'the disk was really full at some point')
      assert.ok(refused < points * 3, 'and not always')
      await allThere(desk, member, kept)
      assert.deepEqual(readdirSync(join(disk.path, 'blobs', 'tmp')), [], 'no half of a file stays')
      console.log(
        `${points} points of a full disk: ${refused} of ${points * 3} refused, ${kept.length} accepted, all there`,
      )
    } finally {
      await desk.close()
      disk.unmount()
    }
  })

  it('as SQLite sees it: a database at its limit', () => atLimit())

  /** Without a disk of its own: the database may not grow. */
  async function atLimit(): Promise<void> {
    const desk = await staffedHouse({ failpoints: { maxPages: 200 } })
    try {
      const member = await desk.member('lead')
      const first = await desk.report()
      const kept: Kept[] = [{ ...first, title: 'A title' }]
      const statuses = new Set<number>()
      for (let n = 0; n < 40; n++) statuses.add((await sent(desk, `Growing ${n} ${'x'.repeat(900)}`, kept)).status)
      assert.deepEqual([...statuses].sort(), [201, 503])
      await readsGoOn(desk, member, first)
      await allThere(desk, member, kept)
    } finally {
      await desk.close()
    }
  }
})

interface Kept {
  readonly receipt: string
  readonly number: string
  readonly title: string
}

/** A text, a longer text, and one with a file. */
async function tried(desk: Staffed, point: number, kept: Kept[]): Promise<number[]> {
  const answers = [
    await sent(desk, `Short ${point}`, kept),
    await sent(desk, `Long ${point}`, kept, 'a'.repeat(60_000)),
    await sent(desk, `File ${point}`, kept, 'with a file', new Uint8Array(150 * KiB)),
  ]
  for (const { status, text } of answers) {
    assert.ok([201, 503].includes(status), `${status}: ${text.slice(0, 200)}`)
    if (status === 503) assert.match(text, /"title":"Not right now"/)
  }
  const form = desk.browser()
  await form.get('/report')
  const page = await form.submit('/report', { title: `Form ${point}`, description: 'd', do: 'review' })
  if (page.status !== 200)
    assert.match(`${page.status} ${page.body}`, /^503[\s\S]*Nothing was lost: go back and try again/)
  return answers.map(({ status }) => status)
}

async function sent(
  desk: Staffed,
  title: string,
  kept: Kept[],
  description = 'd',
  file?: Uint8Array<ArrayBuffer>,
): Promise<ApiAnswer> {
  const body = new FormData()
  body.set('report', JSON.stringify({ title, description }))
  if (file !== undefined) body.set('files', new Blob([file]), 'f.bin')
  const answer = await desk.api('POST', '/api/v1/reports', { raw: body, peer: `198.51.${kept.length % 250}.1` })
  const { receipt, case: number } = answer.json as { receipt: string; case: string }
  if (answer.status === 201) kept.push({ receipt, number, title })
  return answer
}

async function readsGoOn(desk: Staffed, member: Member, first: { receipt: string; number: string }): Promise<void> {
  assert.equal((await desk.browser().get('/')).status, 200)
  assert.equal((await desk.browser().get('/healthz')).status, 200)
  const thread = await desk.api('GET', '/api/v1/thread', { headers: { authorization: `Receipt ${first.receipt}` } })
  assert.equal(thread.status, 200, 'the reporter still reads')
  // Who reads a case is written down. Where that has no room either, nobody of the team reads one, and is told why.
  const bearer = { authorization: `Bearer ${member.token}` }
  for (const path of ['', `/${first.number}`]) {
    const { status, text } = await desk.api('GET', `/api/v1/cases${path}`, { headers: bearer })
    assert.ok([200, 503].includes(status), `${status}`)
    if (status === 503) assert.match(text, /"title":"Nobody can read cases right now"/)
  }
  for (const path of ['/desk', `/desk/cases/${first.number}`]) {
    const { status, body } = await member.browser.get(path)
    assert.ok([200, 503].includes(status), `${status}`)
    if (status === 503) assert.match(body, /the disk is full, or the audit log stands still/)
  }
  assert.equal((await member.browser.get('/desk/account')).status, 200)
}

async function allThere(desk: Staffed, member: Member, kept: readonly Kept[]): Promise<void> {
  for (const { receipt, number, title } of kept) {
    const thread = await desk.api('GET', '/api/v1/thread', { headers: { authorization: `Receipt ${receipt}` } })
    assert.equal(thread.status, 200, `${number} was acknowledged and is gone`)
    assert.equal((thread.json.report as { title: string }).title, title)
  }
  const listed = await desk.house.desk.counts(member.actor)
  assert.equal(
    Object.values(listed).reduce((sum, n) => sum + n, 0),
    kept.length,
    'and nothing that was not acknowledged',
  )
}

interface SmallDisk {
  readonly path: string
  /** Fills it up so far that this much is left. */
  leave(bytes: number): void
  free(): void
  unmount(): void
}

/** Sixty-four megabytes in memory; only root may have one. */
function smallDisk(): SmallDisk | null {
  const folder = newFolder()
  const path = join(folder, 'data')
  try {
    execFileSync('mkdir', [path])
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', path], { stdio: 'ignore' })
  } catch {
    console.log('This user may not mount a small disk: the limit of the database stands in for it.')
    rmSync(folder, { recursive: true, force: true })
    return null
  }
  const ballast = join(path, 'ballast')
  return {
    path,
    leave(bytes) {
      const fd = openSync(ballast, 'a')
      const { bavail, bsize } = statfsSync(path)
      for (let more = bavail * bsize - bytes; more > 0; more -= 64 * KiB)
        writeSync(fd, new Uint8Array(Math.min(more, 64 * KiB)))
      closeSync(fd)
    },
    free: () => rmSync(ballast, { force: true }),
    unmount() {
      execFileSync('umount', [path])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
