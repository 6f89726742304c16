import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { storyClock } from '../../seed/clock.ts'
import { lanternPolicies, plantLantern } from '../../seed/lantern.ts'
import type { Planted } from '../../seed/plant.ts'
import { type House, house } from '../../src/main.ts'
import { people } from '../abuse/staffed-house.ts'
import { deskEnv } from './started-desk.ts'

const today = Date.UTC(2026, 10, 21, 9, 30)
const origin = 'https://security.example'

/** A policy that differs from Lantern's wherever a policy can: other steps, other promises, another way to publish. */
const changed = `
project:
  name: Lantern
  site: https://lantern.example/
steps:
  - { kind: report }
  - { kind: acknowledge }
  - { kind: review }
  - { kind: patch, optional: true }
  - { kind: release }
  - { kind: publish }
verify: { by: reporter, wait: 30 }
publish: { when: with-release, updateWindow: 1, details: 1, approvals: 2 }
deadlines: { firstAnswer: 1, news: 1, embargo: 10, reminder: 1, silent: 2, declineAnswer: 1 }
report: { severity: cvss-4.0, aiUse: true, translation: true, configuration: true }
limits: { casesPerHour: 1000 }
`

describe('a restart with another postern.yaml', () => {
  const folder = mkdtempSync(join(tmpdir(), 'postern-restart-'))
  let planted: Planted
  before(async () => {
    planted = await plantLantern({ env: env(lanternPolicies.present) }, today)
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  const env = (config: string) => deskEnv(folder, { POSTERN_URL: origin, POSTERN_CONFIG: config })
  const opened = (config: string): Promise<House> => house({ env: env(config), clock: storyClock(today), log: silent })

  it('shows every case as it was, at every stage, to both sides, and publishes nothing', async () => {
    const present = join(folder, 'present.yaml')
    writeFileSync(present, `${readFileSync(lanternPolicies.present, 'utf8')}\nlimits: { casesPerHour: 1000 }\n`)
    const before = await looked(present)
    const other = join(folder, 'changed.yaml')
    writeFileSync(other, changed)
    const after = await looked(other)
    assert.ok(before.size >= 15, `${before.size} views`)
    for (const [name, view] of before) assert.deepEqual(after.get(name), view, name)
    assert.deepEqual([...after.keys()], [...before.keys()])
    const stages = new Set([...planted.cases.values()].map(({ stage }) => stage))
    console.log(
      `${planted.cases.size} cases at ${stages.size} stages: ${before.size} views are the same under another policy`,
    )
    assert.ok(stages.size >= 10, [...stages].join(' '))
  })

  it('keeps each case under the policy it came under, which stays readable', async () => {
    const other = join(folder, 'changed.yaml')
    writeFileSync(other, changed)
    const desk = await opened(other)
    try {
      const { digest } = desk.desk.policy()
      const at = people(desk, origin)
      const member = await at.member('lead')
      const digests = new Set<string>()
      for (const { number } of planted.cases.values()) {
        const read = await at.api('GET', `/api/v1/cases/${number}`, {
          headers: { authorization: `Bearer ${member.token}` },
        })
        digests.add(String(read.json.policy))
      }
      assert.equal(digests.has(digest), false, 'none moved to the new policy by itself')
      for (const one of digests) assert.equal((await at.browser().get(`/policy/${one}`)).status, 200)
      const fresh = await at.report()
      const read = await at.api('GET', `/api/v1/cases/${fresh.number}`, {
        headers: { authorization: `Bearer ${member.token}` },
      })
      assert.equal(read.json.policy, digest, 'a new report comes under the new one')
    } finally {
      await desk.close()
    }
  })

  /** What everybody sees of every case and of the public pages, under this configuration. */
  async function looked(config: string): Promise<ReadonlyMap<string, unknown>> {
    const desk = await opened(config)
    try {
      const at = people(desk, origin)
      const member = await at.member('lead')
      const bearer = { headers: { authorization: `Bearer ${member.token}` } }
      for (let n = 0; n < 3; n++) await desk.tick()
      const views = new Map<string, unknown>()
      const of = async (name: string, path: string, ask: Parameters<typeof at.api>[2]) => {
        const { status, json } = await at.api('GET', path, ask)
        views.set(name, { status, json: exceptTheOffer(json) })
      }
      for (const { name, number, receipt } of planted.cases.values()) {
        await of(`${name} for the team`, `/api/v1/cases/${number}`, bearer)
        if (receipt !== null)
          await of(`${name} for its reporter`, '/api/v1/thread', { headers: { authorization: `Receipt ${receipt}` } })
      }
      await of('the inbox', '/api/v1/cases?limit=200', bearer)
      await of('the feed', '/advisories/feed.json', {})
      for (const { id, revision } of (await desk.desk.advisories()).items)
        await of(`${id} ${revision}`, `/advisories/${id}.osv.json`, {})
      return views
    } finally {
      await desk.close()
    }
  }
})

/** The team may move a case to the policy that is in force by now: of that alone it is told. */
function exceptTheOffer({ policyInForce: _, commands, ...view }: Readonly<Record<string, unknown>>): object {
  if (!Array.isArray(commands)) return view
  return { ...view, commands: (commands as { type: string }[]).filter(({ type }) => type !== 'AdoptPolicy') }
}

const silent = { request: () => undefined, failure: () => undefined, note: () => undefined }
