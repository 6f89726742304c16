import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, beforeEach, describe, it } from 'node:test'
import { storyClock } from '../../seed/clock.ts'
import { lanternPolicies, plantLantern } from '../../seed/lantern.ts'
import type { Planted } from '../../seed/plant.ts'
import { type House, house } from '../../src/main.ts'
import type { Failpoints } from '../../src/store/failpoints.ts'

const today = Date.UTC(2026, 10, 21, 18, 30)

/** Every list of a desk with a case in every stage, made anew from the facts. */
describe('a rebuild', () => {
  const folder = mkdtempSync(join(tmpdir(), 'postern-rebuild-'))
  const env = {
    PORT: '8081',
    POSTERN_DATA: join(folder, 'data'),
    POSTERN_KEY_FILE: join(folder, 'lantern.key'),
    POSTERN_CONFIG: lanternPolicies.present,
  }
  let planted: Planted
  let database: DatabaseSync
  let right: Lists
  before(async () => {
    planted = await plantLantern({ env, kind: 'demo' }, today)
    // What changes with time alone is brought up to today, as the clockwork of a running desk does.
    await using(async (desk) => desk.tick())
    database = new DatabaseSync(join(folder, 'data', 'postern.db'), { timeout: 5_000 })
    right = lists()
  })
  after(() => {
    database?.close()
    rmSync(folder, { recursive: true, force: true })
  })
  /** What a bad disk, an old bug or a hand in the database may have done. */
  const wreck = () =>
    database.exec(`
      delete from case_inbox where stream in (select stream from case_inbox order by stream limit 5);
      update case_inbox set grp = 'done', due_at = 5, head_seq = head_seq + 7
        where stream in (select stream from case_inbox order by stream desc limit 5);
      insert into case_inbox select 'case-stray', 'P-000000', 1, stage, grp, embargo, assignee, door, due_at,
        publish_at, waiting_since, created_at, updated_at, body from case_inbox limit 1;
      delete from case_figure where stream in (select stream from case_figure order by stream limit 5);
      update case_figure set ended_at = 7;
      insert into case_figure values ('case-stray', 1, 1, 1, 1, x'');
      delete from deadline where at % 2 = 0;
      insert into deadline values ('case-stray', 'news', 1);
      update inbox_count set n = n + 3;
      update advisory set newest = 0, body = '{}';
      insert into advisory values ('LANTERN-1999-0001', 1, 1, 'case-stray', 1, 1, '{}');
    `)

  interface Lists {
    readonly [list: string]: readonly unknown[]
  }
  const lists = (): Lists => ({
    inbox: database
      .prepare(
        'select stream, number, head_seq, stage, grp, embargo, assignee, door, due_at, publish_at, waiting_since, created_at, updated_at from case_inbox order by stream',
      )
      .all(),
    counts: database
      .prepare('select kind, value, sum(n) as n from inbox_count group by kind, value having sum(n) <> 0 order by 1, 2')
      .all(),
    deadlines: database.prepare('select * from deadline order by stream, name').all(),
    figures: database
      .prepare(
        'select stream, received_at, answered_at, fixed_at, ended_at, length(body) as size from case_figure order by stream',
      )
      .all(),
    advisories: database
      .prepare('select * from advisory order by id, revision')
      .all()
      .map((row) => ({ ...row, body: shown(row) })),
  })
  /** When the rest follows is said of the newest revision alone. */
  const shown = (row: Record<string, unknown>) => {
    const { detailsBy, ...document } = JSON.parse(String(row.body))
    return row.newest === 1 ? { ...document, detailsBy } : document
  }

  const using = async (use: (desk: House) => Promise<unknown>, as: 'server' | 'console' = 'server') => {
    const desk = await house({ env, kind: 'demo', as, clock: storyClock(today) })
    try {
      await use(desk)
    } finally {
      await desk.close()
    }
  }
  const rebuilt = () => using((desk) => desk.rebuild(() => undefined), 'console')

  /** `postern rebuild` in a process of its own, which dies at the commit that the failpoints name. */
  const killed = async (failpoints: Failpoints) => {
    const script = join(import.meta.dirname, 'rebuild-once.js')
    const child = spawn(process.execPath, [script, JSON.stringify({ env, failpoints, now: today })], {
      stdio: 'ignore',
    })
    const [, signal] = await once(child, 'close')
    return signal
  }

  it('finds in the facts exactly what the desk had kept', async () => {
    await rebuilt()
    assert.deepEqual(lists(), right)
    assert.ok(planted.cases.size > 10 && (right.advisories?.length ?? 0) > 3 && (right.deadlines?.length ?? 0) > 10)
  })

  it('puts right whatever was wrong', async () => {
    wreck()
    assert.notDeepEqual(lists(), right)
    await rebuilt()
    assert.deepEqual(lists(), right)
  })

  describe('killed', () => {
    beforeEach(rebuilt)

    for (const fault of ['beforeCommit', 'afterCommit'] as const)
      for (const nth of [1, 2, 3])
        it(`${fault === 'beforeCommit' ? 'before' : 'after'} its commit ${nth} loses no list, and the next goes through`, async () => {
          wreck()
          const readable = Number(
            database.prepare("select count(*) as n from advisory where stream <> 'case-stray'").get()?.n,
          )
          assert.equal(await killed({ [fault]: 'kill', nth }), 'SIGKILL')
          const left = Number(
            database.prepare("select count(*) as n from advisory where stream <> 'case-stray'").get()?.n,
          )
          assert.equal(left, readable, 'no advisory was gone at any time')
          await rebuilt()
          assert.deepEqual(lists(), right)
        })

    it('on a desk where nothing is wrong changes nothing', async () => {
      assert.equal(await killed({ afterCommit: 'kill', nth: 2 }), 'SIGKILL')
      assert.deepEqual(lists(), right)
    })
  })

  it('beside a running desk loses none of its work', async () => {
    await using(async (desk) => {
      const [lead] = [...planted.members.values()].filter(({ role }) => role === 'lead')
      assert.ok(lead)
      const numbers = [...planted.cases.values()].map(({ number }) => number)
      const reports = Array.from({ length: 8 }, (_, n) =>
        desk.desk.report(`beside-${n}`, { title: `Beside ${n}`, description: 'While lists are made.' }, [], 'api'),
      )
      const assigned = numbers.map((number, n) =>
        desk.desk.handle(lead, number, { type: 'AssignCase', id: `beside-${n}`, member: lead.member }),
      )
      await Promise.all([rebuilt(), ...reports, ...assigned, rebuilt()])
      const meanwhile = lists()
      assert.equal(meanwhile.inbox?.length, (right.inbox?.length ?? 0) + 8)
      await rebuilt()
      assert.deepEqual(lists(), meanwhile)
    })
  })
})
