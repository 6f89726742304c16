import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, describe, it } from 'node:test'
import { type EmbeddedAsk, openEmbedded } from './embedded.ts'
import type { Kept } from './kept.ts'
import { findKey } from './key-rows.ts'

const home = mkdtempSync(join(tmpdir(), 'postern-forget-'))
after(() => rmSync(home, { recursive: true, force: true }))

const ask = (server: boolean): EmbeddedAsk => ({
  folder: join(home, 'data'),
  server,
  env: { HOME: home },
  now: 1,
  onFatal: (error) => assert.fail(error),
})

/** A middle part of each wrapped key that is in some file of the data folder. */
const foundIn = (wrapped: readonly Uint8Array[]): string[] => {
  const files = readdirSync(join(home, 'data'), { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => ({ name, bytes: readFileSync(join(home, 'data', name)) }))
  return files.flatMap(({ name, bytes }) =>
    wrapped.filter((key) => bytes.includes(Buffer.from(key).subarray(40, 72))).map(() => name),
  )
}

const wrappedOf = async (desk: Kept, owner: string): Promise<Uint8Array> =>
  (await desk.store.read(findKey('person', owner)))[0]?.wrapped ?? new Uint8Array()

describe('destroying keys', () => {
  it('leaves their bytes in no file: database, log, copies of upgrades; while others are made and read', async () => {
    const desk = await openEmbedded(ask(true))
    try {
      const owners = Array.from({ length: 1_500 }, (_, n) => `person-${n}`)
      for (let at = 0; at < owners.length; at += 50)
        await desk.store.write(owners.slice(at, at + 50).map((owner) => desk.keys.create('person', owner).write))
      const copy = join(home, 'data', 'before-schema-9.db')
      new DatabaseSync(join(home, 'data', 'postern.db')).prepare('vacuum into ?').run(copy)

      // Every other one, in an order that makes pages of the tree merge and move what is left.
      const gone = owners.filter((_, n) => n % 2 === 1 || (n > 400 && n < 900)).sort(() => Math.random() - 0.5)
      const wrapped = await Promise.all(gone.map((owner) => wrappedOf(desk, owner)))
      assert.ok(foundIn(wrapped.slice(0, 20)).length >= 40, 'they are found where they are')
      for (let at = 0; at < gone.length; at += 10)
        await desk.store.write(gone.slice(at, at + 10).map((owner) => desk.keys.destroy('person', owner)))
      assert.equal(await desk.store.forgetDeleted(), true)
      assert.deepEqual([...new Set(foundIn(wrapped))], [])

      const kept = owners.filter((owner) => !gone.includes(owner))
      for (const owner of kept.slice(0, 50)) assert.ok(await desk.keys.find('person', owner))
      assert.equal(await desk.keys.find('person', gone[0] ?? ''), undefined)
      assert.ok(foundIn([await wrappedOf(desk, kept[0] ?? '')]).length >= 2, 'the copy still has the others')
    } finally {
      await desk.close()
    }
  })

  it('waits for whoever still reads an old state, and works from the console beside the desk', async () => {
    const [desk, console] = [await openEmbedded(ask(true)), await openEmbedded(ask(false))]
    try {
      const { write } = desk.keys.create('person', 'one-more')
      await desk.store.write([write])
      const wrapped = await wrappedOf(desk, 'one-more')
      const snapshot = await desk.store.snapshot()
      await snapshot.read(findKey('person', 'one-more'))
      await console.store.write([console.keys.destroy('person', 'one-more')])
      assert.equal(await console.store.forgetDeleted(), false)
      await snapshot.close()
      assert.equal(await console.store.forgetDeleted(), true)
      assert.deepEqual(foundIn([wrapped]), [])
      assert.equal(await desk.keys.find('person', 'one-more'), undefined)
    } finally {
      await console.close()
      await desk.close()
    }
  })
})
