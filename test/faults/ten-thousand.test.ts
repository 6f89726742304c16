import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { evolve } from '../../src/case/evolve.ts'
import { policy as policyShape } from '../../src/case/policy.ts'
import { readCase, writeEvents } from '../../src/desk/case-file.ts'
import { atOnce, carryCluster, clusterTopic, spreading } from '../../src/desk/cluster.ts'
import { followersShown } from '../../src/desk/clusters.ts'
import type { MemberActor } from '../../src/desk/desk.ts'
import { freshId } from '../../src/desk/fresh.ts'
import { type NewCase, newCase } from '../../src/desk/intake.ts'
import type { Means } from '../../src/desk/means.ts'
import { type OpenDesk, openDesk } from '../../src/desk/open-desk.ts'
import { inboxRowOf } from '../../src/desk/projection.ts'
import { uploads } from '../../src/desk/uploads.ts'
import { defaultLimits } from '../../src/limits.ts'
import { openEmbedded } from '../../src/store/embedded.ts'
import { caseByStream, moveInboxRow } from '../../src/store/inbox-rows.ts'
import type { Kept } from '../../src/store/kept.ts'
import { claimJob, finishJob, type JobRecord, jobsOf } from '../../src/store/outbox-rows.ts'

const size = 10_000
/** So many of them are cases of their own; what the others cost is the same, because none of them may be read. */
const real = 300

describe('ten thousand reports of the same', () => {
  const folder = mkdtempSync(join(tmpdir(), 'postern-cluster-'))
  const ada: MemberActor = { as: 'member', member: 'ada', role: 'lead' }
  const policy = policyShape.parse({ project: { name: 'Lantern' } })
  let now = Date.UTC(2026, 10, 21, 9)
  let embedded: Kept
  let means: Means
  let open: OpenDesk
  let carry: (job: JobRecord) => Promise<void>
  let main: NewCase
  const followers: NewCase[] = []
  /** Cases read since the last time somebody asked. */
  let reads = 0
  const readsOf = async <T>(work: Promise<T>): Promise<{ result: T; cases: number }> => {
    reads = 0
    const result = await work
    return { result, cases: reads }
  }

  before(async () => {
    embedded = await openEmbedded({
      folder: join(folder, 'data'),
      server: true,
      env: {},
      keyFile: join(folder, 'root.key'),
      now,
      onFatal: (error) => {
        throw error
      },
    })
    const { store } = embedded
    const clock = { now: () => now, steady: () => now, every: () => ({ stop: () => undefined }) }
    means = {
      ...embedded,
      store: {
        shared: store.shared,
        append: (append) => store.append(append),
        appendAll: (appends) => store.appendAll(appends),
        write: (writes, uniques) => store.write(writes, uniques),
        read: (query) => store.read(query),
        owner: (scope, tag) => store.owner(scope, tag),
        snapshot: () => store.snapshot(),
        forgetDeleted: () => store.forgetDeleted(),
        close: () => store.close(),
        events: (stream, from) => {
          reads += 1
          return store.events(stream, from)
        },
      },
      clock,
      random: (bytes) => new Uint8Array(randomBytes(bytes)),
      limits: defaultLimits,
      uploads: uploads({ clock, limits: defaultLimits }),
      room: () => 'enough',
      origin: 'https://security.example',
      policy: { policy, digest: 'a'.repeat(64) },
      note: () => undefined,
    }
    open = openDesk(means, {
      search: {
        find: async () => ({ items: [], ready: 1, problem: null }),
        alike: async () => ({ alike: [], ready: 1, cut: false }),
        changed: () => undefined,
        start: () => undefined,
        close: async () => undefined,
      },
      claims: { check: async () => null },
      file: '',
      glassBroken: async () => null,
      endSpilled: async () => 0,
      put: () => undefined,
      members: async () => [{ id: 'ada', name: 'Ada', role: 'lead', active: true }],
    })
    carry = carryCluster(means, open.path, open.policyBy)
    main = await arrived('The main one')
    for (let count = 0; count < real; count += 1) followers.push(await arrived(`Another ${count}`))
    for (const { number } of followers.slice(0, atOnce + 5))
      await done(number, { type: 'DeclineReport', reason: 'duplicate', text: 'The same.', duplicateOf: main.number })
    await linkTheRest()
  })
  after(async () => {
    await embedded.close()
    rmSync(folder, { recursive: true, force: true })
  })

  async function arrived(title: string): Promise<NewCase> {
    now += 1
    const read = {
      report: { title, description: 'The same door.' },
      credit: undefined,
      naming: null,
      name: null,
      email: null,
    }
    const made = newCase(means, { read, files: [], door: 'form', actor: null, receipt: null })
    await means.store.append(made.append)
    return made
  }

  async function done(number: string, command: object): Promise<void> {
    const given = await open.desk.handle(ada, number, { id: randomUUID(), ...command } as never)
    assert.ok('done' in given, JSON.stringify(given))
  }

  /** As their declines would have written it, without ten thousand times reading what was there before. */
  async function linkTheRest(): Promise<void> {
    const file = (await readCase(means.store, means.keys, main.stream)) ?? assert.fail()
    const linked = new Set(file.case.duplicates.map(({ case: stream }) => stream))
    const rest = [
      ...followers.map(({ stream }) => stream).filter((stream) => !linked.has(stream)),
      ...Array.from({ length: size - real }, () => `case-${freshId(means.random)}`),
    ]
    const by = { actor: 'desk', cause: 'seeded', at: now, random: means.random }
    const written = writeEvents(
      { stream: file.stream, key: file.key, seq: file.case.seq },
      rest.map((stream) => ({
        type: 'DuplicateLinked',
        case: stream,
        person: `p-${stream.slice(5, 20)}`,
        receivedAt: now,
      })),
      by,
    )
    const grown = written.recorded.reduce((so, fact) => evolve(so, fact), file.case)
    const [was] = await means.store.read(caseByStream(file.stream))
    await means.store.append({
      stream: file.stream,
      expected: file.case.seq,
      events: written.sealed,
      rows: moveInboxRow(was ?? assert.fail(), inboxRowOf(file.stream, file.key, grown, policy, now)),
      jobs: [],
      audit: [],
      uniques: [],
    })
    assert.equal(grown.duplicates.length, size)
  }

  /** What the outbox does with the job, once. */
  async function oneRun(): Promise<void> {
    const [job] = await means.store.read(jobsOf(clusterTopic, main.stream))
    if (job === undefined) return assert.fail()
    await means.store.write([claimJob(job, 'me', now, now + 60_000)])
    await carry(job)
    await means.store.write([finishJob(job.id, job.fence + 1, now)])
  }

  it('are not read where their main case is looked at', async () => {
    const look = await readsOf(open.desk.caseFor(ada, main.number))
    assert.equal(look.result?.view.case.duplicates.length, size)
    assert.ok(look.cases <= followersShown + 3, `${look.cases} cases were read`)
  })

  it('are listed a page at a time', async () => {
    const page = await readsOf(open.desk.clusters.look(ada, main.number, 0))
    assert.equal(page.result?.of, size)
    assert.equal(page.result?.next, followersShown)
    assert.ok(page.cases <= followersShown + 1, `${page.cases} cases were read`)
  })

  it('have their wishes for credit read a part at a time, and nothing is published before all are known', async () => {
    const first = await readsOf(open.desk.preview(ada, main.number))
    // A page of them, and what went on behind it meanwhile.
    assert.ok(first.cases <= 350, `${first.cases} cases were read`)
    assert.deepEqual(
      first.result?.problems.map(({ refused }) => refused),
      ['names-being-gathered'],
    )
    const until = Date.now() + 60_000
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, 500))
      const again = await open.desk.preview(ada, main.number)
      if (again?.problems.every(({ refused }) => refused !== 'names-being-gathered')) break
      assert.ok(Date.now() < until, 'gathered in the background')
    }
    const known = await readsOf(open.desk.preview(ada, main.number))
    assert.ok(known.cases <= 5, `${known.cases} cases were read once they are known`)
  })

  it('are answered by one decision, a batch at a time, with how far it is', async () => {
    const decided = await readsOf(
      open.desk.handle(ada, main.number, {
        id: randomUUID(),
        type: 'DeclineReport',
        reason: 'out-of-scope',
        text: 'We drew a line.',
      }),
    )
    assert.ok('done' in decided.result)
    assert.ok(decided.cases <= 5, `${decided.cases} cases were read`)
    let runs = 0
    let before = -1
    for (;;) {
      const file = (await readCase(means.store, means.keys, main.stream)) ?? assert.fail()
      const [job] = await spreading(means, file, new Set())
      if (job === undefined) break
      assert.deepEqual({ act: job.act, of: job.of }, { act: 'tell', of: size })
      assert.ok(job.done > before, 'it goes on')
      before = job.done
      now += 2_000
      const run = await readsOf(oneRun())
      assert.ok(run.cases <= 1_010, `${run.cases} cases were read in one run`)
      runs += 1
      assert.ok(runs <= size / 1_000 + 1)
    }
    for (const { stream } of followers) {
      const told = (await readCase(means.store, means.keys, stream))?.case.thread.filter(
        ({ text }) => text === 'We drew a line.',
      )
      assert.equal(told?.length, 1, 'each of them once')
    }
  })
})
