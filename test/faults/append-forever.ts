import { parseArgs } from 'node:util'
import type { Failpoints } from '../../src/store/failpoints.ts'
import { openSqlite } from '../../src/store/sqlite.ts'

/** Appends from eight senders until it is killed, and prints each id once its append was acknowledged. */
const {
  folder = '',
  from = '0',
  failpoints = '{}',
} = parseArgs({
  options: { folder: { type: 'string' }, from: { type: 'string' }, failpoints: { type: 'string' } },
}).values
const store = openSqlite({
  folder,
  server: true,
  deskId: 'desk1',
  now: 1,
  failpoints: JSON.parse(failpoints) as Failpoints,
  onFatal: () => process.exit(1),
})
let next = Number(from)

const send = async (): Promise<never> => {
  for (;;) {
    const id = `e${next++}`
    const event = { id, code: 'entry', v: 1, actor: 'desk', cause: id, at: 1, body: new Uint8Array(200) }
    const done = await store.append({
      stream: `case-${id}`,
      expected: 0,
      events: [event],
      rows: [],
      jobs: [{ id, lane: 'reply', topic: 'mail', dedupe: id, stream: `case-${id}`, body: new Uint8Array(), runAt: 0 }],
      audit: [{ id, at: 1, actor: 'desk', act: 'append', stream: 'desk', commitment: new Uint8Array(32) }],
      uniques: [{ scope: 'command', tag: id, owner: id }],
    })
    if (done.result !== 'committed') throw new Error(`${id} was answered ${done.result}`)
    process.stdout.write(`${id}\n`)
  }
}
await Promise.all(Array.from({ length: 8 }, send))
