import assert from 'node:assert/strict'
import { closeSync, cpSync, existsSync, fsyncSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type House, house, verifyCopy } from '../../src/main.ts'
import { type BlockDisk, blockDisk } from './block-disk.ts'
import { rounds } from './rounds.ts'
import { type Acknowledged, eightSenders } from './senders.ts'
import { configWithoutLimits, deskEnv, startDesk } from './started-desk.ts'

/** So many cuts in the life of one desk; then another one begins on an empty disk. */
const CUTS = 20

describe('a disk whose power is cut', () => {
  it('keeps what was synced, and forgets what was only written', async () => {
    const disk = blockDisk(32)
    if (disk === null) return untried()
    try {
      writeFileSync(join(disk.path, 'written'), 'x')
      const fd = openSync(join(disk.path, 'synced'), 'w')
      fsyncSync(fd)
      closeSync(fd)
      writeFileSync(join(disk.path, 'written'), 'y'.repeat(4_096))
      disk.cut()
      await disk.power(async (path) => {
        assert.ok(existsSync(join(path, 'synced')))
        assert.equal(
          existsSync(join(path, 'written')) && readFileSync(join(path, 'written'), 'utf8').includes('y'),
          false,
        )
      })
    } finally {
      disk.close()
    }
  })
})

describe('a power cut under eight senders, by the form and by the API', () => {
  it('takes nothing that was acknowledged, and leaves a desk that opens', { timeout: 40 * 60_000 }, async () => {
    const cuts = rounds(2, 200)
    const seen = { cuts: 0, acknowledged: 0, lost: [] as string[] }
    while (seen.cuts < cuts) {
      const disk = blockDisk()
      if (disk === null) return untried()
      try {
        await oneLife(disk, Math.min(CUTS, cuts - seen.cuts), seen)
      } finally {
        disk.close()
      }
    }
    console.log(
      `${seen.cuts} power cuts: ${seen.lost.length} of ${seen.acknowledged} acknowledged reports lost, ${seen.cuts} of ${seen.cuts} desks opened`,
    )
    assert.deepEqual(seen.lost, [])
    assert.ok(seen.acknowledged >= seen.cuts, 'the senders were heard')
  })
})

/** What it rests on is tried without such a disk by `sync-before-answer.test.ts`. */
function untried(): void {
  console.error('NOT TRIED: a power cut. It takes a disk that can be mounted, and this user may not (root may).')
  assert.notEqual(process.env.CI, 'true', 'with CI=true this has to be tried')
}

interface Seen {
  cuts: number
  acknowledged: number
  lost: string[]
}

async function oneLife(disk: BlockDisk, cuts: number, seen: Seen): Promise<void> {
  const env = { POSTERN_DATA: join(disk.path, 'data'), POSTERN_CONFIG: configWithoutLimits(disk.folder) }
  const desk = await startDesk({ folder: disk.folder, env })
  const senders = eightSenders(`http://127.0.0.1:${desk.port}`, desk.url)
  try {
    for (let n = 0; n < cuts; n++) {
      await pause(100 + Math.random() * 300)
      process.kill(desk.pid, 'SIGSTOP')
      // What the senders were told by now was said before the power went; answers on their way still arrive.
      await pause(20)
      const told = [...senders.acknowledged]
      disk.cut()
      // The key and its checkpoint lie elsewhere, as they were at that moment.
      cpSync(join(disk.folder, 'keys'), join(disk.folder, `keys-${n}`), { recursive: true })
      process.kill(desk.pid, 'SIGCONT')
      const before = seen.lost.length
      await disk.power((path) => checked(disk, path, join(disk.folder, `keys-${n}`, 'root.key'), told, seen))
      seen.cuts++
      if (n === cuts - 1) seen.acknowledged += told.length
      assert.equal(seen.lost.length, before, `cut ${seen.cuts}: ${seen.lost.join(', ')}`)
    }
  } finally {
    await senders.stop()
    await desk.stop()
  }
  assert.deepEqual(senders.strange, [])
}

/** Opens the desk as the power came back to it: everybody who was told is there, the newest of them in full. */
async function checked(
  disk: BlockDisk,
  path: string,
  keyFile: string,
  told: readonly Acknowledged[],
  seen: Seen,
): Promise<void> {
  const data = join(path, 'data')
  const env = deskEnv(disk.folder, {
    POSTERN_DATA: data,
    POSTERN_KEY_FILE: keyFile,
    POSTERN_URL: 'http://localhost',
    PORT: '1',
  })
  const open = await house({
    env,
    log: { request: () => undefined, failure: () => undefined, note: () => undefined },
    onFatal: (error) => {
      throw error
    },
  })
  try {
    for (const { receipt, title, number } of told.slice(-24)) {
      const request = new Request('http://localhost/api/v1/thread', {
        headers: { authorization: `Receipt ${receipt}` },
      })
      const answer = await open.fetch(request)
      const there =
        answer.status === 200 && ((await answer.json()) as { report: { title: string } }).report.title === title
      if (!there) seen.lost.push(number)
    }
    if (seen.cuts % 5 === 0) await copyHolds(disk, open, env)
  } finally {
    await open.close()
  }
  const db = new DatabaseSync(join(data, 'postern.db'), { readOnly: true })
  const rows = db.prepare('select number, stream from case_inbox').all() as { number: string; stream: string }[]
  const known = new Set(rows.map(({ number }) => number))
  seen.lost.push(...told.filter(({ number }) => !known.has(number)).map(({ number }) => number))
  const withJobs = new Set(
    db
      .prepare('select distinct stream from outbox')
      .all()
      .map(({ stream }) => stream),
  )
  assert.deepEqual(
    rows.filter(({ stream }) => !withJobs.has(stream)),
    [],
    'every case has its outbox rows',
  )
  assert.equal(db.prepare('pragma integrity_check').get()?.integrity_check, 'ok')
  db.close()
}

/** Rows, audit log and files hold together: an export of the desk that came back proves it. */
async function copyHolds(disk: BlockDisk, open: House, env: Readonly<Record<string, string>>): Promise<void> {
  const archive = join(disk.folder, 'after.archive')
  rmSync(archive, { force: true })
  const silent = () => undefined
  assert.equal((await open.copies.export(archive, silent)).missing, 0, 'every file that a case names is there')
  await verifyCopy(open.config, env, { path: archive, tell: silent })
}
