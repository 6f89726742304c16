import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { firstBrokenLeaf, leavesOf } from './audit.ts'
import type { Failpoints } from './failpoints.ts'
import { dueJobs } from './outbox-rows.ts'
import { openSqlite } from './sqlite.ts'

const root = mkdtempSync(join(tmpdir(), 'postern-kill-'))
after(() => rmSync(root, { recursive: true, force: true }))

describe('kill -9 while eight senders append', () => {
  it('loses nothing that was acknowledged, leaves no half of an append, and no stale lock', async () => {
    const folder = join(root, 'random')
    const acknowledged: string[] = []
    for (const delay of [5, 40, 90, 150]) {
      const { ids } = await appendUntilKilled(folder, acknowledged.length * 10 + delay, {}, delay)
      acknowledged.push(...ids)
      await intact(folder, acknowledged)
    }
    assert.ok(acknowledged.length > 8, `${acknowledged.length} appends were acknowledged in all`)
  })

  it('repeats get their first answer where the kill came between commit and answer', async () => {
    const folder = join(root, 'after-commit')
    const { ids } = await appendUntilKilled(folder, 0, { afterCommit: 'kill', nth: 3 }, 10_000)
    await intact(folder, ids)
    const store = openSqlite({ folder, server: true, deskId: 'desk1', now: 1, onFatal: () => {} })
    const all = await store.read(dueJobs('reply', 'near', 10, 10_000))
    const unanswered = all.map((job) => job.id).filter((id) => !ids.includes(id))
    assert.ok(unanswered.length > 0)
    for (const id of unanswered) assert.equal(await store.owner('command', id), id)
    await store.close()
  })
})

async function appendUntilKilled(folder: string, from: number, failpoints: Failpoints, delay: number) {
  const script = join(import.meta.dirname, '../../test/faults/append-forever.js')
  const child = spawn(
    process.execPath,
    [script, '--folder', folder, '--from', `${from}`, '--failpoints', JSON.stringify(failpoints)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  let out = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  const ended = once(child, 'close')
  const first = once(child.stdout, 'data')
  await Promise.race([first, ended])
  const timer = setTimeout(() => child.kill('SIGKILL'), delay)
  const [, signal] = await ended
  clearTimeout(timer)
  assert.equal(signal, 'SIGKILL')
  return { ids: out.split('\n').slice(0, -1) }
}

async function intact(folder: string, acknowledged: readonly string[]): Promise<void> {
  const store = openSqlite({ folder, server: true, deskId: 'desk1', now: 1, onFatal: () => {} })
  const [integrity] = await store.read({
    sql: 'pragma integrity_check',
    params: [],
    row: { parse: (row) => row as { integrity_check: string } },
  })
  assert.equal(integrity?.integrity_check, 'ok')
  const jobs = new Set((await store.read(dueJobs('reply', 'near', 10, 100_000))).map((job) => job.id))
  const leaves = await store.read(leavesOf('desk', 0, 100_000))
  for (const id of acknowledged) {
    assert.equal((await store.events(`case-${id}`)).length, 1, `${id} was acknowledged and is gone`)
    assert.ok(jobs.has(id))
  }
  assert.equal(firstBrokenLeaf(leaves), undefined)
  assert.deepEqual(new Set(leaves.map((leaf) => leaf.id)), jobs)
  await store.close()
}
