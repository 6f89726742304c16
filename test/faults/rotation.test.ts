import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { openEmbedded } from '../../src/store/embedded.ts'
import type { Failpoints } from '../../src/store/failpoints.ts'
import type { Kept } from '../../src/store/kept.ts'
import { PURPOSES } from '../../src/store/keys.ts'
import { parseRing } from '../../src/store/root-ring.ts'
import { rootKeyUse, rotateRootKey } from '../../src/store/rotate.ts'
import { rounds } from './rounds.ts'

/** F17: a rotation of the root key, killed at fifty points, beside a desk that runs. */
const points = rounds(10, 50)
const people = 400

describe('rotating the root key (F17)', () => {
  const home = mkdtempSync(join(tmpdir(), 'postern-rotation-'))
  const folder = join(home, 'data')
  const env = { HOME: home }
  const ask = { folder, env, now: 1, onFatal: (error: Error) => assert.fail(error) }
  let server: Kept
  let database: DatabaseSync
  let right: Map<string, string>
  let made = 0

  before(async () => {
    server = await openEmbedded({ ...ask, server: true })
    database = new DatabaseSync(join(folder, 'postern.db'), { readOnly: true })
    right = new Map()
    for (let at = 0; at < people; at++) await madeOne()
  })
  after(async () => {
    database.close()
    await server.close()
    rmSync(home, { recursive: true, force: true })
  })

  /** A new person's key, made by the running desk. */
  async function madeOne(): Promise<void> {
    const owner = `person-${made++}`
    const { key, write } = server.keys.create('person', owner)
    assert.equal((await server.store.write([write])).result, 'committed')
    right.set(owner, Buffer.from(key.bytes).toString('hex'))
  }

  const opened = async (desk: Kept): Promise<Map<string, string>> => {
    const found = await Promise.all(
      [...right.keys()].map(async (owner) => {
        const key = await desk.keys.find('person', owner)
        return [owner, Buffer.from(key?.bytes ?? []).toString('hex')] as const
      }),
    )
    return new Map(found)
  }

  /** Every key opens for a process that has opened none yet, and is wrapped by one of the file. */
  async function whole(): Promise<void> {
    const another = await openEmbedded({ ...ask, server: false })
    try {
      assert.deepEqual(await opened(another), right)
      for (const name of PURPOSES) assert.deepEqual(another.keys.purpose(name), server.keys.purpose(name))
      assert.deepEqual(await another.keys.desk(), await server.keys.desk())
    } finally {
      await another.close()
    }
    const { byId } = parseRing('the file', readFileSync(server.root.file ?? '', 'utf8'))
    const roots = database.prepare('select distinct root_id from key_store').all()
    for (const { root_id } of roots) assert.ok(byId.has(String(root_id)), `${root_id} is in the file`)
  }

  async function killed(failpoints: Failpoints, after: number | null): Promise<NodeJS.Signals | null> {
    const script = join(import.meta.dirname, 'rotate-once.js')
    const child = spawn(process.execPath, [script, JSON.stringify({ folder, env, failpoints })], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    const closed = once(child, 'close')
    await Promise.race([once(child, 'message'), closed])
    if (after !== null) {
      await sleep(after)
      child.kill('SIGKILL')
    }
    const [, signal] = await closed
    return signal as NodeJS.Signals | null
  }

  it(`leaves every key readable at each of ${points} points where it is killed`, async () => {
    const struck: string[] = []
    for (let point = 0; point < points; point++) {
      const [fault, nth] = [point % 2 === 0 ? 'beforeCommit' : 'afterCommit', 1 + (Math.floor(point / 2) % 9)] as const
      const signal =
        point % 5 === 4
          ? await killed({}, Math.floor(Math.random() * 40))
          : await killed({ [fault]: 'kill', nth }, null)
      if (signal === 'SIGKILL') struck.push(point % 5 === 4 ? 'any moment' : `${fault} ${nth}`)
      // The running desk opens what is there and makes what is new.
      await madeOne()
      assert.deepEqual(await opened(server), right)
      await whole()
    }
    assert.ok(struck.length > points / 2, `killed ${struck.length} times of ${points}: ${struck.join(', ')}`)
    console.log(`F17: killed ${struck.length} of ${points} rotations, ${right.size} keys: each readable after each`)
  })

  it('goes on where it stopped, and every key is what it was', async () => {
    await rotateRootKey(server.store, server.root.fresh(), () => undefined)
    const root = server.root.fresh()
    const use = await rootKeyUse(server.store, root)
    assert.ok(use.every(({ wraps, newest, here }) => here && wraps > 0 === newest))
    await whole()
    await madeOne()
    await whole()
  })

  it('is read at every moment by a desk that has none of the keys in memory', async () => {
    const reader = await openEmbedded({ ...ask, server: false })
    try {
      const reading = (async () => {
        for (const owner of right.keys()) {
          const key = await reader.keys.find('person', owner)
          assert.equal(Buffer.from(key?.bytes ?? []).toString('hex'), right.get(owner))
          await sleep(0)
        }
      })()
      await Promise.all([reading, rotateRootKey(server.store, server.root.fresh(), () => undefined)])
    } finally {
      await reader.close()
    }
  })
})
