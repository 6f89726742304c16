import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { Stage } from '../src/case/case.ts'
import type { MemberActor } from '../src/desk/desk.ts'
import { type House, house } from '../src/main.ts'
import { StartRefused } from '../src/store/start-refused.ts'
import { cases } from './cases.ts'
import { storyClock } from './clock.ts'
import { lanternPolicies, plantLantern } from './lantern.ts'
import type { Planted } from './plant.ts'

const today = Date.UTC(2026, 10, 21, 18, 30)

const stages = Object.keys({
  received: 1,
  'waiting-for-reporter': 1,
  reproducing: 1,
  patching: 1,
  verifying: 1,
  'awaiting-cve': 1,
  releasing: 1,
  'users-updating': 1,
  publishing: 1,
  completing: 1,
  published: 1,
  declined: 1,
  withdrawn: 1,
  closed: 1,
} satisfies Record<Stage, 1>)

describe('the story of Lantern', () => {
  const folder = mkdtempSync(join(tmpdir(), 'postern-lantern-'))
  const env = {
    PORT: '8081',
    POSTERN_DATA: join(folder, 'data'),
    POSTERN_KEY_FILE: join(folder, 'lantern.key'),
    POSTERN_CONFIG: lanternPolicies.present,
  }
  let planted: Planted
  let lantern: House
  let mona: MemberActor

  before(async () => {
    planted = await plantLantern({ env, kind: 'demo' }, today)
    // Whoever looks at all of them opens more cases in an hour than anybody should.
    const config = join(folder, 'postern.yaml')
    writeFileSync(config, `${readFileSync(lanternPolicies.present, 'utf8')}\nlimits: { casesPerHour: 1000 }\n`)
    lantern = await house({ env: { ...env, POSTERN_CONFIG: config }, kind: 'demo', clock: storyClock(today) })
    mona = planted.members.get('mona') ?? assert.fail()
  })
  after(async () => {
    await lantern?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('has a case in every stage', () => {
    assert.deepEqual([...new Set(cases.map(({ stage }) => stage))].sort(), [...stages].sort())
  })

  it('leaves every case where it says', async () => {
    for (const { name, stage, number } of planted.cases.values()) {
      const found = await lantern.desk.caseFor(mona, number)
      assert.equal(found?.view.stage, stage, name)
    }
  })

  it('shows every group of the inbox', async () => {
    const counts = await lantern.desk.counts(mona)
    for (const [group, count] of Object.entries(counts)) assert.ok(count > 0, `nothing in ${group}`)
  })

  it('keeps a case under the policy it came with', async () => {
    const [old, young] = await Promise.all(
      ['share-link', 'backup-names'].map((name) => lantern.desk.caseFor(mona, planted.cases.get(name)?.number ?? '')),
    )
    assert.equal(old?.policy.publish.when, 'after-window')
    assert.equal(old?.newerPolicy, true)
    assert.equal(young?.policy.publish.when, 'with-release')
  })

  it('publishes what is ready, with the names that were given for it and no others', async () => {
    const { items } = await lantern.desk.advisories()
    assert.deepEqual(items.map(({ id, extent }) => [id.slice(0, 12), extent]).length, 4)
    assert.deepEqual([...new Set(items.flatMap(({ credits }) => credits.map(({ name }) => name)))].sort(), [
      'Piotr from Meadow',
      'Rosa Quill',
      'Tariq Bell (Night Owls)',
    ])
    assert.equal(items.filter(({ extent }) => extent === 'brief').length, 1)
    assert.equal(items.filter(({ anonymous }) => anonymous > 0).length, 1)
  })

  it('holds the publication that came due while the clock was moved', async () => {
    const held = await lantern.desk.caseFor(mona, planted.cases.get('sign-in-redirect')?.number ?? '')
    assert.notEqual(held?.view.case.held ?? null, null)
    assert.deepEqual(
      (await lantern.desk.advisories()).items.filter(({ title }) => title.includes('sign-in')),
      [],
    )
  })

  it('opens every receipt', async () => {
    for (const { name, receipt, number } of planted.cases.values()) {
      if (receipt === null) continue
      const access = await lantern.desk.openReceipt(receipt)
      assert.ok(access !== undefined && 'stream' in access, name)
      assert.equal((await lantern.desk.thread(access))?.view.number, number, name)
    }
  })
})

describe('the data of a demo', () => {
  for (const [first, second] of [
    ['demo', 'desk'],
    ['desk', 'demo'],
  ] as const) {
    it(`of a ${first} is refused as that of a ${second}, and stays as it was`, async () => {
      const folder = mkdtempSync(join(tmpdir(), 'postern-kind-'))
      const env = {
        PORT: '8081',
        POSTERN_DATA: join(folder, 'data'),
        POSTERN_KEY_FILE: join(folder, 'kind.key'),
        POSTERN_CONFIG: lanternPolicies.present,
      }
      const clock = storyClock(today)
      try {
        await (await house({ env, clock, kind: first })).close()
        await assert.rejects(
          house({ env, clock, kind: second }),
          (error) => error instanceof StartRefused && error.code === 'other-kind',
        )
        await (await house({ env, clock, kind: first })).close()
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    })
  }
})
