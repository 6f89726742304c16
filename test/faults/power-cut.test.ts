import assert from 'node:assert/strict'
import { closeSync, cpSync, existsSync, fsyncSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type House, house, verifyCopy } from '../../src/main.ts'
import { type BlockDisk, blockDisk } from './block-disk.ts'
import { type Engine, postgres, sqlite } from './cut-engines.ts'
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

for (const [engine, few, many] of [
  [sqlite, 2, 200],
  [postgres, 1, 50],
] as const)
  describe(`a power cut of ${engine.name} under eight senders, by the form and by the API`, () => {
    it('takes nothing that was acknowledged, and leaves a desk that opens', { timeout: 40 * 60_000 }, async () => {
      const cuts = rounds(few, many)
      const seen = { cuts: 0, acknowledged: 0, lost: [] as string[] }
      while (seen.cuts < cuts) {
        const disk = blockDisk()
        if (disk === null) return untried()
        try {
          await oneLife(engine, disk, Math.min(CUTS, cuts - seen.cuts), seen)
        } finally {
          disk.close()
        }
        console.log(
          `${engine.name}, ${seen.cuts} of ${cuts} power cuts: ${seen.lost.length} of ${seen.acknowledged} acknowledged reports lost, every desk opened`,
        )
      }
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

async function oneLife(engine: Engine, disk: BlockDisk, cuts: number, seen: Seen): Promise<void> {
  const begun = await engine.begin(disk)
  const env = { ...begun.env, POSTERN_CONFIG: configWithoutLimits(disk.folder) }
  const desk = await startDesk({ folder: disk.folder, env })
  const senders = eightSenders(`http://127.0.0.1:${desk.port}`, desk.url)
  try {
    for (let n = 0; n < cuts; n++) {
      await pause(100 + Math.random() * 300)
      // On a busy machine the first answer takes a while, and a cut before it shows nothing.
      for (let tried = 0; senders.acknowledged.length <= n && tried < 600; tried++) await pause(50)
      // The second time whoever began while the first ones were stopped; one that is gone writes nothing any more.
      const all = new Set<number>()
      for (const pids of [() => [desk.pid], begun.pids, begun.pids])
        for (const pid of pids()) if (sent(pid, 'SIGSTOP')) all.add(pid)
      // What the senders were told by now was said before the power went; answers on their way still arrive.
      await pause(20)
      const told = [...senders.acknowledged]
      disk.cut()
      // The key and its checkpoint lie elsewhere, as they were at that moment.
      const keys = join(disk.folder, `keys-${n}`)
      cpSync(join(disk.folder, 'keys'), keys, { recursive: true })
      for (const pid of [...all].toReversed()) sent(pid, 'SIGCONT')
      await disk.power((path) => checked(engine, disk, { path, keyFile: join(keys, 'root.key') }, told, seen))
      seen.cuts++
      if (n === cuts - 1) seen.acknowledged += told.length
      assert.deepEqual(seen.lost, [], `cut ${seen.cuts}`)
    }
  } finally {
    await senders.stop()
    await desk.stop()
    begun.end()
  }
  assert.deepEqual(senders.strange, [])
}

/** Whether that process was still there. */
function sent(pid: number, signal: 'SIGSTOP' | 'SIGCONT'): boolean {
  try {
    return process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    return false
  }
}

/** Opens the desk as the power came back to it: everybody who was told is there, the newest of them in full. */
async function checked(
  engine: Engine,
  disk: BlockDisk,
  cut: { readonly path: string; readonly keyFile: string },
  told: readonly Acknowledged[],
  seen: Seen,
): Promise<void> {
  const revived = await engine.revive(cut.path)
  try {
    const own = { POSTERN_KEY_FILE: cut.keyFile, POSTERN_URL: 'http://localhost', PORT: '1' }
    const env = deskEnv(disk.folder, { ...revived.env, ...own })
    const open = await house({
      env,
      log: { request: () => undefined, failure: () => undefined, note: () => undefined },
      onFatal: (error) => {
        throw error
      },
    })
    try {
      for (const one of told.slice(-24)) if (!(await isThere(open, one))) seen.lost.push(one.number)
      if (seen.cuts % 5 === 0) await copyHolds(disk, open, env)
    } finally {
      await open.close()
    }
    const cases = await revived.cases()
    const known = new Set(cases.map(({ number }) => number))
    seen.lost.push(...told.filter(({ number }) => !known.has(number)).map(({ number }) => number))
    assert.deepEqual(
      cases.filter(({ jobs }) => jobs === 0),
      [],
      'every case has its outbox rows',
    )
  } finally {
    await revived.end()
  }
}

async function isThere(open: House, { receipt, title }: Acknowledged): Promise<boolean> {
  const headers = { authorization: `Receipt ${receipt}` }
  const answer = await open.fetch(new Request('http://localhost/api/v1/thread', { headers }))
  return answer.status === 200 && ((await answer.json()) as { report: { title: string } }).report.title === title
}

/** Rows, audit log and files hold together: an export of the desk that came back proves it. */
async function copyHolds(disk: BlockDisk, open: House, env: Readonly<Record<string, string>>): Promise<void> {
  const archive = join(disk.folder, 'after.archive')
  rmSync(archive, { force: true })
  const silent = () => undefined
  assert.equal((await open.copies.export(archive, silent)).missing, 0, 'every file that a case names is there')
  await verifyCopy(open.config, env, { path: archive, tell: silent })
}
