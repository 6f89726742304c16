import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { policy } from '../case/policy.ts'
import { defaultLimits } from '../limits.ts'
import { chance } from '../store/chance.ts'
import { openEmbedded } from '../store/embedded.ts'
import { caseByNumber } from '../store/inbox-rows.ts'
import type { Kept } from '../store/kept.ts'
import { type Beside, besideReports } from './beside.ts'
import { readCase } from './case-file.ts'
import { claimCheck } from './claims/claim-check.ts'
import type { Desk, Form } from './desk.ts'
import type { Means } from './means.ts'
import { openDesk } from './open-desk.ts'
import { openSearch } from './open-search.ts'
import { putInForce } from './policy-in-force.ts'
import type { Search } from './search.ts'
import { uploads } from './uploads.ts'

const folder = mkdtempSync(join(tmpdir(), 'postern-triage-'))

describe('sorting a new report', () => {
  let embedded: Kept
  let means: Means
  let desk: Desk
  let search: Search
  let beside: Beside
  before(async () => {
    const clock = { now: Date.now, steady: () => performance.now(), every: () => ({ stop: () => undefined }) }
    embedded = await openEmbedded({
      folder: join(folder, 'data'),
      blobs: join(folder, 'blobs'),
      server: true,
      env: {},
      keyFile: join(folder, 'root.key'),
      now: Date.now(),
      allowNetworkFs: false,
      onFatal: () => undefined,
    })
    const { store, keys, blobs } = embedded
    const inForce = await putInForce(store, policy.parse({ project: { name: 'Lantern' } }), Date.now())
    means = {
      store,
      keys,
      blobs,
      clock,
      random: chance,
      limits: defaultLimits,
      uploads: uploads({ clock, limits: defaultLimits }),
      room: () => 'enough',
      origin: 'https://security.example',
      policy: inForce,
      note: () => undefined,
    }
    search = openSearch(means)
    const claims = claimCheck(null, () => 0)
    beside = besideReports(means, search, claims)
    desk = openDesk(means, {
      search,
      claims,
      members: async () => [],
      file: '',
      glassBroken: async () => null,
      endSpilled: async () => 0,
      put: () => undefined,
    }).desk
    search.start()
  })
  after(async () => {
    await search.close()
    await embedded.close()
    rmSync(folder, { recursive: true, force: true })
  })

  async function report(form: Form): Promise<string> {
    const sent = await desk.report(null, form, [], 'api')
    assert.ok('number' in sent, JSON.stringify(sent))
    return sent.number
  }

  async function aid(number: string) {
    const [row] = await means.store.read(caseByNumber(number))
    const file = await readCase(means.store, means.keys, row?.stream ?? '')
    assert.ok(file !== undefined)
    while ((await search.find('wick', new Set(), { member: 'm' })).ready < 1) await new Promise(setImmediate)
    return {
      alike: await beside.alike(file, { as: 'member', member: 'member-ada', role: 'member' }),
      ...(await beside.judged(file)),
    }
  }

  it('shows nobody who has no more than a small number in common with it', async () => {
    await report({ title: 'Report 2', description: 'Something old.' })
    const { alike } = await aid(await report({ title: 'Anmeldung', description: 'Mit %2F am Ende geht es.' }))
    assert.deepEqual(alike, [])
  })

  it('shows what was told before, nearest first, and what both name', async () => {
    const twin = await report({
      title: 'Wick burns through at low oil',
      description: 'In src/wick.go of 4.39.1 TrimWick() never looks at the oil, so the wick burns through (CWE-754).',
    })
    await report({ title: 'Glass breaks', description: 'Cold water on the hot glass and it breaks.' })
    await report({ title: 'Hook comes off', description: 'In strong wind the hook of the lantern comes off.' })
    const fresh = await report({
      title: 'Burnt wick when oil is low',
      description: 'trimWick() ignores oil that is low and burns the wick. Seen with 4.39.1, wick.go, CWE-754.',
    })
    const { alike, checked, lane } = await aid(fresh)
    const [first] = alike
    assert.equal(first?.number, twin)
    assert.equal(first?.title, 'Wick burns through at low oil')
    assert.deepEqual(first?.why.slice(0, 4), [
      'same function: trimWick',
      'same file: wick.go',
      'same weakness: CWE-754',
      'same version: 4.39.1',
    ])
    assert.match(first?.why[4] ?? '', /^words: .*wick/)
    assert.ok(alike.every(({ number }) => number !== fresh))
    assert.equal(checked, null)
    assert.equal(lane.lane, 'review')
  })

  it('puts first what names the same CVE, whatever its words', async () => {
    const named = await report({ title: 'Question', description: 'Are you touched by CVE-2027-4711?' })
    const fresh = await report({
      title: 'Glass of the lantern breaks',
      description: 'Cold water breaks the hot glass, as in the old CVE-2027-4711. Is it a question of water?',
    })
    assert.equal((await aid(fresh)).alike[0]?.number, named)
  })
})
