import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, it } from 'node:test'
import { openEvent, readCase } from '../../src/desk/case-file.ts'
import { readPerson } from '../../src/desk/person.ts'
import { openHidden } from '../../src/desk/projection.ts'
import type { BlobRef } from '../../src/store/blobs.ts'
import { openEmbedded } from '../../src/store/embedded.ts'
import { caseByStream } from '../../src/store/inbox-rows.ts'
import type { Kept } from '../../src/store/kept.ts'
import { findKey } from '../../src/store/key-rows.ts'
import { type DataKey, unwrap } from '../../src/store/keys.ts'
import { collect } from '../contracts/blobs.ts'
import { type Staffed, staffedHouse } from './staffed-house.ts'

const times = 2_000
const chunk = 65_552

/** A value at rest, and what opens it. */
interface Sealed {
  readonly name: string
  read(): Uint8Array
  write(bytes: Uint8Array): void
  open(): Promise<unknown>
}

/** Case 58: somebody who can write to the database and to the files, and has no key. */
describe(`${times} records that were flipped or moved (case 58)`, () => {
  let desk: Staffed
  let kept: Kept
  let database: DatabaseSync
  const rows: Sealed[] = []
  const files: Sealed[] = []
  before(async () => {
    desk = await staffedHouse()
    const lead = await desk.member('lead')
    for (let n = 0; n < 12; n++) {
      const body = new FormData()
      body.set('report', JSON.stringify({ title: `Title ${n}`, description: `d${n}`, reporter: { name: `Ada ${n}` } }))
      body.append('files', new Blob([`${n}`.repeat(200_000)]), `${n}.txt`)
      const sent = await desk.api('POST', '/api/v1/reports', { raw: body })
      const command = { body: { type: 'AddNote', id: `n${n}`, text: `Note ${n}` } }
      const headers = { authorization: `Bearer ${lead.token}` }
      await desk.api('POST', `/api/v1/cases/${sent.json.case}/commands`, { ...command, headers })
    }
    kept = await openEmbedded({
      folder: desk.folder,
      keyFile: desk.env.POSTERN_KEY_FILE,
      env: desk.env,
      server: false,
      now: 1,
      onFatal: (error) => assert.fail(error),
    })
    database = new DatabaseSync(join(desk.folder, 'postern.db'))
    database.exec('pragma synchronous = off')
    await gather()
  })
  after(async () => {
    database.close()
    await kept.close()
    await desk.close()
  })

  /** A sealed column of one row. */
  function cell(table: string, column: string, key: string, id: string, open: () => Promise<unknown>): Sealed {
    const read = database.prepare(`select ${column} as value from ${table} where ${key} = ?`)
    const write = database.prepare(`update ${table} set ${column} = ? where ${key} = ?`)
    return {
      name: `${table}.${column} of ${id}`,
      read: () => (read.get(id) as { value: Uint8Array }).value,
      write: (bytes) => assert.equal(write.run(bytes, id).changes, 1),
      open,
    }
  }

  async function gather(): Promise<void> {
    const streams = database.prepare("select stream from case_inbox where grp <> 'practice' order by stream").all()
    for (const { stream: named } of streams) {
      const stream = String(named)
      const file = await readCase(kept.store, kept.keys, stream)
      assert.ok(file)
      const { key } = file
      for (const event of await kept.store.events(stream))
        rows.push(
          cell('event', 'body', 'id', event.id, async () => {
            const again = (await kept.store.events(stream)).find(({ id }) => id === event.id)
            return openEvent(key, again ?? event)
          }),
        )
      rows.push(cell('case_inbox', 'body', 'stream', stream, () => hidden(key, stream)))
      for (const [kind, owner] of [['case', stream] as const, ['person', file.case.reporter ?? ''] as const]) {
        const [row] = await kept.store.read(findKey(kind, owner))
        assert.ok(row)
        rows.push(
          cell('key_store', 'wrapped', 'id', row.id, async () => {
            const [now] = await kept.store.read(findKey(kind, owner))
            return unwrap(kept.root, now ?? row)
          }),
        )
      }
      const person = file.case.reporter ?? ''
      rows.push(cell('person', 'body', 'id', person, () => readPerson(kept.store, kept.keys, person)))
      for (const ref of file.case.files) files.push(stored(ref))
    }
    assert.ok(rows.length > 60 && files.length === 12)
    for (const one of [...rows, ...files]) await one.open()
  }

  async function hidden(key: DataKey, stream: string): Promise<unknown> {
    const [record] = await kept.store.read(caseByStream(stream))
    assert.ok(record)
    return openHidden(key, record)
  }

  function stored(ref: BlobRef): Sealed {
    const path = join(desk.folder, 'blobs', ref.blob.slice(0, 2), ref.blob)
    return {
      name: `file ${ref.blob}`,
      read: () => readFileSync(path),
      write: (bytes) => writeFileSync(path, bytes),
      open: () => collect(kept.blobs.open(ref)),
    }
  }

  const any = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)] as T
  const flipped = (bytes: Uint8Array): Uint8Array => {
    const copy = Uint8Array.from(bytes)
    const at = Math.floor(Math.random() * copy.length)
    copy[at] = (copy[at] ?? 0) ^ (1 << Math.floor(Math.random() * 8))
    return copy
  }
  /** Two chunks of one file in each other's place. */
  const shuffled = (bytes: Uint8Array): Uint8Array =>
    Buffer.concat([bytes.subarray(chunk, 2 * chunk), bytes.subarray(0, chunk), bytes.subarray(2 * chunk)])

  const ways: readonly ((one: Sealed, other: Sealed) => Uint8Array)[] = [
    (one) => flipped(one.read()),
    (_, other) => other.read(),
    (one) => one.read().subarray(0, Math.floor(Math.random() * one.read().length)),
  ]

  it('are all rejected, each by its name, and every other record still opens', async () => {
    let rejected = 0
    for (let n = 0; n < times; n++) {
      const list = n % 5 === 0 ? files : rows
      const one = any(list)
      // A record of the same column, or of any other.
      const other = any(list.filter((each) => each !== one))
      const right = Uint8Array.from(one.read())
      const wrong = list === files && n % 2 === 0 ? shuffled(right) : (any(ways)(one, other) as Uint8Array)
      one.write(wrong)
      await assert.rejects(one.open, (error: Error & { code?: string }) => {
        assert.ok(['Unreadable', 'BlobDamaged'].includes(error.name), `${one.name}: ${error.name} ${error.message}`)
        if (error.name === 'Unreadable') assert.match(error.message, new RegExp(one.name.split(' ')[0] ?? ''))
        return true
      })
      rejected += 1
      await other.open()
      one.write(right)
      if (n % 100 === 0) await one.open()
    }
    assert.equal(rejected, times)
    for (const one of [...rows, ...files]) await one.open()
  })
})
