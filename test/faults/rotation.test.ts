import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { readConfig } from '../../src/config.ts'
import { createKey } from '../../src/main.ts'
import { openEmbedded } from '../../src/store/embedded.ts'
import type { Failpoints } from '../../src/store/failpoints.ts'
import type { Kept } from '../../src/store/kept.ts'
import { PURPOSES } from '../../src/store/keys.ts'
import { parseRing } from '../../src/store/root-ring.ts'
import { rootKeyUse, rotateRootKey } from '../../src/store/rotate.ts'
import { openShared } from '../../src/store/shared.ts'
import { cutLine } from '../stand-ins/cut-line.ts'
import { testDatabase } from '../stand-ins/postgres.ts'
import { rounds } from './rounds.ts'

/** One of the two places where wrapped keys lie. */
interface Engine {
  /** Keys of people in the beginning; fifty share a commit. */
  readonly people: number
  open(server: boolean): Promise<Kept>
  /** The root keys that wrap something, as the rows say. */
  roots(): Promise<readonly string[]>
  /** A rotation in a process of its own, killed at this point if it comes to it. */
  killedAt(point: number): Promise<NodeJS.Signals | null>
  end(): Promise<void>
}

const sqlite = async (home: string): Promise<Engine> => {
  const folder = join(home, 'data')
  const env = { HOME: home }
  const open = (server: boolean) => openEmbedded({ ...ask, env, folder, server })
  const child = (failpoints: Failpoints) => rotation({ folder, env, failpoints })
  let database: DatabaseSync | undefined
  return {
    people: 400,
    open,
    async roots() {
      database ??= new DatabaseSync(join(folder, 'postern.db'), { readOnly: true })
      const rows = database.prepare('select distinct root_id from key_store').all()
      return rows.map(({ root_id }) => String(root_id))
    },
    async killedAt(point) {
      if (point % 5 === 4) return child({}).after(Math.floor(Math.random() * 40))
      const fault = point % 2 === 0 ? 'beforeCommit' : 'afterCommit'
      return child({ [fault]: 'kill', nth: 1 + (Math.floor(point / 2) % 9) }).ended()
    },
    end: async () => database?.close(),
  }
}

const postgres = async (home: string): Promise<Engine> => {
  const database = await testDatabase()
  const line = await cutLine(database.url)
  const env = { HOME: home, POSTERN_KEY_FILE: join(home, 'root.key') }
  createKey(readConfig({ env }), env, undefined)
  const at = { folder: join(home, 'data'), env, keyFile: env.POSTERN_KEY_FILE }
  const child = () => rotation({ ...at, databaseUrl: line.url })
  return {
    people: rounds(200, 400),
    open: (server) => openShared({ ...ask, ...at, server, databaseUrl: database.url }),
    roots: async () =>
      (await database.sql<{ id: string }>('select distinct root_id as id from key_store')).map(({ id }) => id),
    async killedAt(point) {
      const one = child()
      if (point % 5 === 4) return one.after(Math.floor(Math.random() * 40))
      const said = Math.floor(point / 2) % 3 === 0 ? 'update key_store' : 'commit'
      line.cutAt = { said, heard: point % 2 === 0, passing: Math.floor(point / 2) % 7, also: () => one.kill() }
      const signal = await one.ended()
      line.cutAt = null
      return signal
    },
    async end() {
      await line.close()
      await database.drop()
    },
  }
}

const ask = { now: 1, onFatal: (error: Error) => assert.fail(error) }

/** `postern key rotate` in a process of its own, from the moment when it begins. */
function rotation(given: object) {
  const script = join(import.meta.dirname, 'rotate-once.js')
  const child = spawn(process.execPath, [script, JSON.stringify(given)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const closed = once(child, 'close')
  const ended = async () => (await closed)[1] as NodeJS.Signals | null
  return {
    ended,
    kill: () => child.kill('SIGKILL'),
    async after(milliseconds: number) {
      await Promise.race([once(child, 'message'), closed])
      await sleep(milliseconds)
      child.kill('SIGKILL')
      return ended()
    },
  }
}

/** F17: a rotation of the root key, killed at fifty points, beside a desk that runs. */
for (const [name, engine, few] of [
  ['SQLite', sqlite, 6],
  ['PostgreSQL', postgres, 5],
] as const)
  describe(`rotating the root key on ${name} (F17)`, () => {
    const points = rounds(few, 50)
    const home = mkdtempSync(join(tmpdir(), 'postern-rotation-'))
    let at: Engine
    let server: Kept
    let right: Map<string, string>
    let made = 0

    before(async () => {
      at = await engine(home)
      server = await at.open(true)
      right = new Map()
      for (let n = 0; n < at.people; n++) await madeOne()
    })
    after(async () => {
      await server?.close()
      await at?.end()
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
      const another = await at.open(false)
      try {
        assert.deepEqual(await opened(another), right)
        for (const name of PURPOSES) assert.deepEqual(another.keys.purpose(name), server.keys.purpose(name))
        assert.deepEqual(await another.keys.desk(), await server.keys.desk())
      } finally {
        await another.close()
      }
      const { byId } = parseRing('the file', readFileSync(server.root.file ?? '', 'utf8'))
      for (const id of await at.roots()) assert.ok(byId.has(id), `${id} is in the file`)
    }

    it(`leaves every key readable at each of ${points} points where it is killed`, async () => {
      let struck = 0
      for (let point = 0; point < points; point++) {
        if ((await at.killedAt(point)) === 'SIGKILL') struck += 1
        // The running desk opens what is there and makes what is new.
        await madeOne()
        assert.deepEqual(await opened(server), right)
        await whole()
      }
      assert.ok(struck > points / 2, `killed ${struck} times of ${points}`)
      console.log(
        `F17 on ${name}: killed ${struck} of ${points} rotations, ${right.size} keys: each readable after each`,
      )
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
      const reader = await at.open(false)
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
