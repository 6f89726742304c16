import assert from 'node:assert/strict'
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import type { Readable, Writable } from 'node:stream'
import { after, before, describe, it } from 'node:test'
import type { Failpoints } from '../../src/store/failpoints.ts'
import { rounds } from './rounds.ts'
import { newFolder } from './started-desk.ts'

/** The report is on disk and its answer is lost: the reporter sees a broken connection and sends once more. */
describe('kill -9 between commit and answer', () => {
  const folder = newFolder()
  /** The first commit after the house is ready, counted from its start; the same with every start over the same data. */
  let first = 0
  before(async () => {
    const fresh = await sender(folder)
    await fresh.end()
    for (first = 1; ; first++) {
      const { isReady, ended } = await sender(folder, { afterCommit: 'kill', nth: first })
      if (isReady) break
      assert.equal(await ended, 'SIGKILL')
    }
    // The one that is ready waits for its first report, and is not needed for one.
    await Promise.all(left.map((end) => end()))
  })
  after(async () => {
    await Promise.all(left.map((end) => end()))
    rmSync(folder, { recursive: true, force: true })
  })
  const left: (() => Promise<unknown>)[] = []

  const cases = (): number => {
    const database = new DatabaseSync(join(folder, 'data', 'postern.db'), { readOnly: true })
    try {
      return (database.prepare('select count(*) as n from case_inbox').get() as { n: number }).n
    } finally {
      database.close()
    }
  }
  const count = rounds(3, 100)

  it(`gives the same receipt to a repeat over the API, and one case, ${count} times`, async () => {
    const was = cases()
    const asks = Array.from({ length: count }, (_, n) => ({
      ask: 'api',
      key: `kill-${process.pid}-${n}`,
      title: `Report ${n}`,
    }))
    for (const [n, ask] of asks.entries()) {
      const killed = await sender(folder, { afterCommit: 'kill', nth: first })
      assert.equal(await killed.send(ask), undefined, 'the answer is lost')
      assert.equal(await killed.ended, 'SIGKILL')
      assert.equal(cases(), was + n + 1, 'the report is on disk')
    }
    const again = await sender(folder)
    for (const ask of asks) {
      const [one, two] = [await again.send(ask), await again.send(ask)]
      assert.equal(one?.status, 201)
      assert.deepEqual(two, one)
    }
    await again.end()
    assert.equal(cases(), was + count, 'one case each')
  })

  it(`gives the receipt that was shown before to a repeat of the form, and one case, ${count} times`, async () => {
    const was = cases()
    const sent: { readonly draft: string; readonly receipt: string }[] = []
    for (let n = 0; n < count; n++) {
      // The draft is one commit, sending it the next.
      const killed = await sender(folder, { afterCommit: 'kill', nth: first + 1 })
      const review = await killed.send({ ask: 'review', title: `By form ${n}` })
      assert.equal(review?.status, 200)
      const { draft = '', receipt = '' } = review ?? {}
      assert.match(receipt, /-/)
      assert.equal(await killed.send({ ask: 'send', draft }), undefined)
      assert.equal(await killed.ended, 'SIGKILL')
      assert.equal(cases(), was + n + 1)
      sent.push({ draft, receipt })
    }
    const again = await sender(folder)
    for (const { draft, receipt } of sent) {
      const [one, two] = [await again.send({ ask: 'send', draft }), await again.send({ ask: 'send', draft })]
      assert.deepEqual([one?.status, one?.receipt], [200, receipt])
      assert.equal(two?.number, one?.number)
    }
    await again.end()
    assert.equal(cases(), was + count)
  })

  it('leaves nothing of a report whose commit did not come', async () => {
    const was = cases()
    const ask = { ask: 'api', key: `before-${process.pid}`, title: 'Before' }
    for (let n = 0; n < rounds(1, 20); n++) {
      const killed = await sender(folder, { beforeCommit: 'kill', nth: first })
      assert.equal(await killed.send(ask), undefined)
      assert.equal(await killed.ended, 'SIGKILL')
      assert.equal(cases(), was)
    }
    const again = await sender(folder)
    assert.equal((await again.send(ask))?.status, 201)
    await again.end()
    assert.equal(cases(), was + 1)
  })

  it('stops with exit code 1 where fsync fails, says nothing of success, and is whole after the next start', async () => {
    const was = cases()
    const ask = { ask: 'api', key: `eio-${process.pid}`, title: 'On a failing disk' }
    for (const failpoints of [
      { beforeCommit: 'eio', nth: first },
      { afterCommit: 'eio', nth: first },
    ] as const) {
      const failing = await sender(folder, failpoints)
      const answer = await failing.send(ask)
      assert.ok(answer === undefined || answer.status >= 500, `it said ${answer?.status}`)
      assert.equal(await failing.ended, 1)
    }
    const again = await sender(folder)
    const [one, two] = [await again.send(ask), await again.send(ask)]
    assert.equal(one?.status, 201)
    assert.deepEqual(two, one)
    await again.end()
    // What had been committed when the disk failed is the same report, not another one.
    assert.equal(cases(), was + 1)
  })

  interface Answer {
    readonly status: number
    readonly receipt?: string
    readonly number?: string
    readonly draft?: string
  }

  /** A house in a process of its own, which may end at a commit. */
  async function sender(at: string, failpoints: Failpoints = {}) {
    const script = join(import.meta.dirname, 'one-sender.js')
    const child = spawn(process.execPath, [script, '--folder', at, '--failpoints', JSON.stringify(failpoints)], {
      env: { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled') },
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    child.stdin.on('error', () => undefined)
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    const ended = endOf(child)
    const next = async (): Promise<unknown> => {
      const { value, done } = await lines.next()
      return done === true ? undefined : JSON.parse(value)
    }
    const end = async () => {
      child.stdin.end()
      return ended
    }
    left.push(end)
    const isReady = (await next()) !== undefined
    return {
      isReady,
      ended,
      end,
      /** What came back, or nothing where the process ended first. */
      async send(ask: object): Promise<Answer | undefined> {
        child.stdin.write(`${JSON.stringify(ask)}\n`)
        return (await next()) as Answer | undefined
      },
    }
  }
})

async function endOf(child: ChildProcessByStdio<Writable, Readable, null>): Promise<number | string | null> {
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
  return signal ?? code
}
