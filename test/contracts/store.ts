import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { firstBrokenLeaf, leavesOf, makeLeaf } from '../../src/store/audit.ts'
import {
  type InboxKey,
  type InboxRecord,
  inboxByDue,
  inboxByUpdate,
  inboxCounts,
  insertInboxRow,
  moveInboxRow,
} from '../../src/store/inbox-rows.ts'
import { allowRoot, destroyKey, insertKey, keysAfter, keysByRoot, retireRoot } from '../../src/store/key-rows.ts'
import { findLease, holdsLease, releaseLease, takeLease } from '../../src/store/lease-rows.ts'
import { findMeta, putMeta, setMeta } from '../../src/store/meta-rows.ts'
import { buryJob, claimJob, deadJobs, dueJobs, finishJob, retryJob, reviveJob } from '../../src/store/outbox-rows.ts'
import { NEVER } from '../../src/store/rows.ts'
import { ANY, type Append, type Job, type Query, type SealedEvent, type Store } from '../../src/store/store.ts'

export interface Opened {
  readonly store: Store
  /** Opens the same one once more beside it. */
  again(): Promise<Store>
  /** Takes it away once it is closed. */
  drop?(): Promise<void>
}

/** What every engine promises. `open` gives a fresh, empty store. */
export function storeContract(name: string, open: () => Promise<Opened>): void {
  describe(`the ${name} store`, () => {
    let store: Store
    let again: Opened['again']
    let drop: Opened['drop']
    beforeEach(async () => ({ store, again, drop } = await open()))
    afterEach(async () => {
      await store.close()
      await drop?.()
    })

    describe('a snapshot', () => {
      it('stays as it was while others write, and holds nobody up', async () => {
        await store.write([setMeta('origin', 'before')])
        const snapshot = await store.snapshot()
        await store.write([setMeta('origin', 'after')])
        assert.deepEqual(
          (await snapshot.read(findMeta('origin'))).map(({ value }) => value),
          ['before'],
        )
        await snapshot.close()
        assert.equal((await store.read(findMeta('origin')))[0]?.value, 'after')
      })
    })

    describe('destroying a key', () => {
      it('leaves the others, and takes none back', async () => {
        const row = (id: string) => ({
          id,
          kind: 'case',
          owner: id,
          root_id: 'root',
          wrapped: new Uint8Array(300).fill(7),
        })
        await store.write([allowRoot('root'), insertKey(row('k1')), insertKey(row('k2'))])
        assert.equal(
          (await store.write([insertKey({ ...row('k3'), root_id: 'unknown' })]).catch(() => null))?.result,
          undefined,
        )
        assert.deepEqual(await store.write([retireRoot('root')]), { result: 'conflict' })
        await store.write([destroyKey('case', 'k1')])
        assert.equal(await store.forgetDeleted(), true)
        assert.deepEqual(
          (await store.read(keysAfter('', 9))).map(({ id }) => id),
          ['k2'],
        )
        const beside = await again()
        assert.deepEqual(
          (await beside.read(keysByRoot())).map(({ root_id, n }) => [root_id, n]),
          [['root', 1]],
        )
        await beside.close()
        await store.write([destroyKey('case', 'k2')])
        assert.equal((await store.write([retireRoot('root')])).result, 'committed')
      })
    })

    describe('appending', () => {
      it('gives the facts back in order, byte for byte', async () => {
        const body = Uint8Array.from({ length: 300 }, (_, i) => i % 256)
        assert.deepEqual(await store.append(append('case-a', 0, [event('e1', { body }), event('e2')])), {
          result: 'committed',
          seq: 2,
        })
        assert.deepEqual(await store.append(append('case-a', 2, [event('e3')])), { result: 'committed', seq: 3 })
        const events = await store.events('case-a')
        assert.deepEqual(
          events.map((e) => [e.seq, e.id]),
          [
            [1, 'e1'],
            [2, 'e2'],
            [3, 'e3'],
          ],
        )
        assert.deepEqual(Uint8Array.from(events[0]?.body ?? []), body)
        assert.deepEqual(
          (await store.events('case-a', 2)).map((e) => e.id),
          ['e3'],
        )
        assert.deepEqual(await store.events('case-b'), [])
      })

      it('refuses what builds on an old or an unknown head', async () => {
        await store.append(append('case-a', 0, [event('e1')]))
        assert.deepEqual(await store.append(append('case-a', 0, [event('e2')])), { result: 'conflict' })
        assert.deepEqual(await store.append(append('case-a', 5, [event('e3')])), { result: 'conflict' })
        assert.equal((await store.events('case-a')).length, 1)
      })

      it('lets exactly one of many rivals win', async () => {
        const rivals = Array.from({ length: 20 }, (_, i) => store.append(append('case-a', 0, [event(`e${i}`)])))
        const results = (await Promise.all(rivals)).map((done) => done.result)
        assert.equal(results.filter((result) => result === 'committed').length, 1)
        assert.equal(results.filter((result) => result === 'conflict').length, 19)
      })

      it('answers a repeated command with the owner of the first, although its head is old by now', async () => {
        const first = {
          ...append('case-a', 0, [event('e1')]),
          uniques: [{ scope: 'command', tag: 'c1', owner: 'case-a/1' }],
        }
        await store.append(first)
        const repeat = {
          ...first,
          events: [event('e9')],
          uniques: [{ scope: 'command', tag: 'c1', owner: 'case-a/9' }],
        }
        assert.deepEqual(await store.append(repeat), { result: 'duplicate', scope: 'command', owner: 'case-a/1' })
        assert.equal(await store.owner('command', 'c1'), 'case-a/1')
        assert.equal(await store.owner('command', 'c2'), undefined)
      })

      it('undoes everything of an append where one row does not match', async () => {
        const done = await store.append({
          ...append('case-a', 0, [event('e1')]),
          rows: [putMeta('origin', 'a'), holdsLease('clockwork', 'nobody', 1)],
          jobs: [job('j1')],
          uniques: [{ scope: 'command', tag: 'c1', owner: 'x' }],
        })
        assert.deepEqual(done, { result: 'conflict' })
        assert.deepEqual(await store.events('case-a'), [])
        assert.deepEqual(await store.read(findMeta('origin')), [])
        assert.deepEqual(await store.read(dueJobs('reply', 'near', 10, 10)), [])
        assert.equal(await store.owner('command', 'c1'), undefined)
      })

      it('leaves its neighbours alone where one of several at once is refused', async () => {
        const results = await Promise.all([
          store.append(append('case-a', 0, [event('e1')])),
          store.append(append('case-b', 7, [event('e2')])),
          store.write([putMeta('origin', 'a')]),
          store.write([putMeta('origin', 'b')]),
        ])
        const [a, b, ...rivals] = results.map((done) => done.result)
        assert.deepEqual([a, b], ['committed', 'conflict'])
        assert.deepEqual(rivals.sort(), ['committed', 'conflict'])
      })

      it('lets several appends stand or fall together', async () => {
        const both = [append('case-a', 0, [event('e1')]), append('case-b', 3, [event('e2')])]
        assert.deepEqual(await store.appendAll(both), { result: 'conflict' })
        assert.deepEqual(await store.events('case-a'), [])
        assert.deepEqual(
          await store.appendAll([append('case-a', 0, [event('e1')]), append('case-b', 0, [event('e2')])]),
          { result: 'committed', seq: 1 },
        )
        assert.equal((await store.events('case-b')).length, 1)
      })

      it('rejects events that build on nothing, and statements that cannot run', async () => {
        await assert.rejects(store.append(append('case-a', ANY, [event('e1')])), /known sequence number/)
        await assert.rejects(store.write([{ sql: 'insert into nowhere values (?1)', params: [1] }]))
        assert.equal((await store.append(append('case-a', 0, [event('e1')]))).result, 'committed')
      })

      it('shows a commit at once to whoever else has the store open', async () => {
        const other = await again()
        await store.append(append('case-a', 0, [event('e1')]))
        assert.equal((await other.events('case-a')).length, 1)
        assert.deepEqual(await other.append(append('case-a', 0, [event('e2')])), { result: 'conflict' })
        assert.deepEqual(await other.append(append('case-a', 1, [event('e3')])), { result: 'committed', seq: 2 })
        assert.equal((await store.events('case-a')).length, 2)
        await other.close()
      })

      it('fails with a name once the store is closed', async () => {
        const other = await again()
        await other.close()
        await assert.rejects(other.append(append('case-a', 0, [event('e1')])), { name: 'StoreFailure', code: 'closed' })
        await assert.rejects(other.events('case-a'), { name: 'StoreFailure', code: 'closed' })
      })
    })

    describe('the audit log', () => {
      const key = { id: '00'.repeat(8), bytes: new Uint8Array(32).fill(7) }
      const leaf = (id: string, stream = 'case-a') =>
        makeLeaf(key, { id, at: 5, actor: 'member:m1', act: 'case-read', stream }, 'opened the case')

      it('chains the leaves of a stream, also those of one batch', async () => {
        await Promise.all(
          ['l1', 'l2', 'l3'].map((id) =>
            store.append({ ...append('case-a', ANY, []), audit: [leaf(id), leaf(`${id}b`)] }),
          ),
        )
        await store.append({ ...append('case-b', ANY, []), audit: [leaf('other', 'case-b')] })
        const leaves = await store.read(leavesOf('case-a', 0, 100))
        assert.deepEqual(
          leaves.map((l) => l.n),
          [1, 2, 3, 4, 5, 6],
        )
        assert.equal(firstBrokenLeaf(leaves), undefined)
      })

      it('names the first leaf that was changed', async () => {
        await store.append({ ...append('case-a', ANY, []), audit: [leaf('l1'), leaf('l2'), leaf('l3')] })
        await store.write([{ sql: "update leaf set actor = 'member:m2' where id = 'l2'", params: [] }])
        assert.equal(firstBrokenLeaf(await store.read(leavesOf('case-a', 0, 100)))?.id, 'l2')
      })
    })

    describe('the outbox', () => {
      const due = () => store.read(dueJobs('reply', 'near', 10, 10))

      it('enqueues a topic and key once', async () => {
        await store.append({ ...append('case-a', ANY, []), jobs: [job('j1', 'same'), job('j2', 'same'), job('j3')] })
        assert.deepEqual(
          (await due()).map((j) => j.id),
          ['j1', 'j3'],
        )
      })

      it('gives a row to one worker, and to another once the lease is over', async () => {
        await store.append({ ...append('case-a', ANY, []), jobs: [job('j1')] })
        const [row] = await due()
        assert.ok(row)
        const claims = await Promise.all(['w1', 'w2'].map((worker) => store.write([claimJob(row, worker, 10, 60)])))
        assert.deepEqual(claims.map((done) => done.result).sort(), ['committed', 'conflict'])
        assert.deepEqual(await due(), [])
        const [late] = await store.read(dueJobs('reply', 'near', 61, 10))
        assert.ok(late)
        assert.equal((await store.write([claimJob(late, 'w2', 61, 120)])).result, 'committed')
        // The first worker comes back too late: its fence is old.
        assert.equal((await store.write([finishJob('j1', 1, 62)])).result, 'conflict')
        assert.equal((await store.write([finishJob('j1', 2, 62)])).result, 'committed')
        assert.deepEqual(await store.read(dueJobs('reply', 'near', 1_000, 10)), [])
      })

      it('retries later, buries what never works, and lets a person revive it', async () => {
        await store.append({ ...append('case-a', ANY, []), jobs: [job('poison'), job('other')] })
        const [row] = (await due()).filter((j) => j.id === 'poison')
        assert.ok(row)
        await store.write([claimJob(row, 'w1', 10, 60)])
        await store.write([retryJob('poison', 1, 500, 'smtp-550')])
        assert.deepEqual(
          (await due()).map((j) => j.id),
          ['other'],
        )
        await store.write([buryJob('poison', 1, 11, 'smtp-550')])
        assert.deepEqual(
          (await store.read(deadJobs(10))).map((j) => [j.id, j.last_error, j.tries]),
          [['poison', 'smtp-550', 1]],
        )
        await store.write([reviveJob('poison', 9)])
        assert.deepEqual(
          (await due()).map((j) => j.id),
          ['other', 'poison'],
        )
      })
    })

    describe('a lease', () => {
      it('has one holder, who may prolong it and guard an append with it', async () => {
        assert.equal((await store.write([takeLease('clockwork', 'n1', 10, 60)])).result, 'committed')
        assert.equal((await store.write([takeLease('clockwork', 'n2', 20, 70)])).result, 'conflict')
        assert.equal((await store.write([takeLease('clockwork', 'n1', 30, 90)])).result, 'committed')
        assert.deepEqual(await store.read(findLease('clockwork')), [
          { name: 'clockwork', holder: 'n1', fence: 1, until: 90 },
        ])
        assert.equal((await store.write([takeLease('clockwork', 'n2', 91, 150)])).result, 'committed')
        assert.equal(
          (await store.append({ ...append('case-a', 0, [event('e1')]), rows: [holdsLease('clockwork', 'n1', 1)] }))
            .result,
          'conflict',
        )
        assert.equal(
          (await store.append({ ...append('case-a', 0, [event('e1')]), rows: [holdsLease('clockwork', 'n2', 2)] }))
            .result,
          'committed',
        )
        await store.write([releaseLease('clockwork', 'n2')])
        assert.equal((await store.write([takeLease('clockwork', 'n1', 92, 150)])).result, 'committed')
      })

      it('is not kept for as long as a wrong clock said', async () => {
        await store.write([takeLease('clockwork', 'crashed', 5_000, 5_060)])
        assert.equal((await store.write([takeLease('clockwork', 'n2', 10, 70)])).result, 'committed')
        assert.equal((await store.write([holdsLease('clockwork', 'crashed', 1)])).result, 'conflict')
      })
    })

    describe('the inbox', () => {
      it('pages by key without a gap or a repeat, whatever is due together', async () => {
        const rows = Array.from({ length: 23 }, (_, i) => inboxRow(i, { due_at: i % 3 === 0 ? NEVER : i % 4 }))
        await store.write(rows.flatMap(insertInboxRow))
        const seen: InboxRecord[] = []
        for (let page = await store.read(inboxByDue({ grp: 'new', viewer: null, limit: 5 })); page.length > 0; ) {
          seen.push(...page)
          const last = page[page.length - 1] as InboxRecord
          page = await store.read(
            inboxByDue({ grp: 'new', viewer: null, limit: 5 }, { at: last.due_at, number: last.number }),
          )
        }
        assert.equal(new Set(seen.map((row) => row.number)).size, 23)
        assert.deepEqual(
          seen.map((row) => row.due_at),
          rows.map((row) => row.due_at).sort((a, b) => a - b),
        )
      })

      it('pages through any part of itself, in either order', async () => {
        const [groups, stages, people] = [
          ['new', 'done'],
          ['received', 'patching'],
          ['', 'm1'],
        ] as const
        const rows = Array.from({ length: 40 }, (_, i) =>
          inboxRow(i, {
            grp: groups[i % 2] ?? '',
            stage: stages[i % 3 === 0 ? 0 : 1] ?? '',
            assignee: people[i % 5 === 0 ? 1 : 0] ?? '',
            due_at: i % 3 === 0 ? NEVER : i % 4,
            updated_at: i % 7,
          }),
        )
        await store.write(rows.flatMap(insertInboxRow))
        const maybe = <T>(values: readonly T[]) => [undefined, ...values]
        for (const grp of maybe(groups))
          for (const stage of maybe(stages))
            for (const assignee of maybe(people)) {
              const part = rows.filter(
                (row) =>
                  row.grp === (grp ?? row.grp) &&
                  row.stage === (stage ?? row.stage) &&
                  row.assignee === (assignee ?? row.assignee),
              )
              const filter = { grp, stage, assignee, viewer: null, limit: 3 }
              const due = await allOf((after) => inboxByDue(filter, after), 'due_at')
              assert.deepEqual(due, inOrder(part, 'due_at'), JSON.stringify(filter))
              if (stage !== undefined || assignee !== undefined) continue
              const newest = await allOf((after) => inboxByUpdate(filter, after), 'updated_at')
              assert.deepEqual(newest, inOrder(part, 'updated_at').reverse(), JSON.stringify(filter))
            }
      })

      /** The numbers, page after page. */
      async function allOf(
        ask: (after?: InboxKey) => Query<InboxRecord>,
        key: 'due_at' | 'updated_at',
      ): Promise<readonly string[]> {
        const found: InboxRecord[] = []
        for (let rows = await store.read(ask()); rows.length > 0; ) {
          found.push(...rows)
          const last = rows.at(-1) as InboxRecord
          rows = await store.read(ask({ at: last[key], number: last.number }))
        }
        return found.map(({ number }) => number)
      }

      it('counts what each group, stage and assignee has, as rows move', async () => {
        const [a, b] = [inboxRow(1), inboxRow(2)]
        await store.write([...insertInboxRow(a), ...insertInboxRow(b)])
        await store.write(
          moveInboxRow(a, { ...a, grp: 'waiting-for-us', stage: 'reproducing', assignee: 'm1', head_seq: 2 }),
        )
        const stale = await store.write(moveInboxRow(a, { ...a, grp: 'done', head_seq: 2 }))
        assert.equal(stale.result, 'conflict')
        const counts = async (kind: 'grp' | 'assignee') =>
          Object.fromEntries((await store.read(inboxCounts(kind))).map((c) => [c.value, c.n]))
        assert.deepEqual(await counts('grp'), { new: 1, 'waiting-for-us': 1 })
        assert.deepEqual(await counts('assignee'), { '': 1, m1: 1 })
      })

      it('counts a row away from where it is, also where time alone moved it meanwhile', async () => {
        const a = inboxRow(1)
        await store.write(insertInboxRow(a))
        await store.write(moveInboxRow(a, { ...a, grp: 'waiting-to-publish' }))
        const stale = await store.write(moveInboxRow(a, { ...a, grp: 'done', head_seq: 2 }))
        assert.equal(stale.result, 'conflict')
        const counted = (await store.read(inboxCounts('grp'))).filter((count) => count.n !== 0)
        assert.deepEqual(counted, [{ value: 'waiting-to-publish', n: 1 }])
      })
    })

    describe('reading', () => {
      it('refuses a row that does not have its shape', async () => {
        await store.write([setMeta('origin', 'a')])
        const wrong = {
          ...findMeta('origin'),
          row: {
            parse: (): never => {
              throw new Error('no')
            },
          },
        }
        await assert.rejects(store.read(wrong), { name: 'StoreFailure', code: 'unreadable' })
      })
    })
  })
}

const append = (stream: string, expected: number, events: readonly SealedEvent[]): Append => ({
  stream,
  expected,
  events,
  rows: [],
  jobs: [],
  audit: [],
  uniques: [],
})

const event = (id: string, more: Partial<SealedEvent> = {}): SealedEvent => ({
  id,
  code: 'entry',
  v: 1,
  actor: 'member:m1',
  cause: 'c1',
  at: 1_800_000_000_000,
  body: new Uint8Array([1, 2, 3]),
  ...more,
})

const job = (id: string, dedupe = id): Job => ({
  id,
  lane: 'reply',
  topic: 'mail',
  dedupe,
  stream: 'case-a',
  body: new Uint8Array([1]),
  runAt: 5,
})

const inOrder = (rows: readonly InboxRecord[], key: 'due_at' | 'updated_at'): string[] =>
  rows.toSorted((a, b) => a[key] - b[key] || (a.number < b.number ? -1 : 1)).map(({ number }) => number)

const inboxRow = (i: number, more: Partial<InboxRecord> = {}): InboxRecord => ({
  stream: `case-${i}`,
  number: `P-00000${i.toString(32).toUpperCase()}`,
  head_seq: 1,
  stage: 'received',
  grp: 'new',
  embargo: 'none',
  assignee: '',
  door: 'form',
  due_at: 5,
  publish_at: NEVER,
  waiting_since: 0,
  created_at: 1,
  updated_at: 1,
  body: new Uint8Array([9]),
  ...more,
})
