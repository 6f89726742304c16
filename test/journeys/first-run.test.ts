import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { openHouse, type TestHouse } from './house-kit.ts'

/** A desk whose file somebody wrote already, without a name in it: it is never touched, and the answers hold. */
describe('a first run that cannot write its file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'postern-first-run-'))
  const file = 'limits:\n  pageSize: 20\n'
  let desk: TestHouse

  before(async () => {
    desk = await openHouse({ folder, policy: file })
  })
  after(async () => {
    await desk?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('takes reports while the desk has no name, and they keep the policy they came under', async () => {
    assert.match(await desk.read('/'), /This desk is being set up/)
    const early = await desk.report()
    const ada = await desk.member('Ada', 'lead')
    const settled = await desk.house.desk.firstRun.settle(
      { as: 'member', member: ada.id, role: 'lead' },
      { name: 'Lantern', site: '', fallback: 'security@lantern.example' },
    )
    assert.deepEqual(settled, { settled: true })
    const late = await desk.report()
    const [first, second] = [await ada.case(early.number), await ada.case(late.number)]
    assert.notEqual(first.policy, second.policy)
    assert.match(await desk.read(`/policy/${first.policy}`), /this project/)
    assert.match(await desk.read('/'), /Found a security problem in .*Lantern/)
    assert.match(await desk.read('/advisories/feed.atom'), /Lantern/)
    const { full } = await ada.preview(early.number)
    assert.match(full.id, /^LANTERN-\d{4}-0001$/)
  })

  it('leaves the file as it is, and shows what belongs into it', async () => {
    assert.equal(readFileSync(join(folder, 'postern.yaml'), 'utf8'), file)
    assert.match((await desk.house.desk.firstRun.toCopy()) ?? '', /name: "Lantern"/)
  })

  it('holds after a restart, together with what the file says', async () => {
    await desk.close()
    desk = await openHouse({ folder, policy: file })
    assert.equal(desk.house.desk.policy().policy.project.name, 'Lantern')
    assert.equal(desk.house.config.limits.pageSize, 20)
  })

  it('ends where a file names the project', async () => {
    await desk.close()
    writeFileSync(join(folder, 'postern.yaml'), 'project:\n  name: Lamp\n')
    desk = await openHouse({ folder, policy: 'project:\n  name: Lamp\n' })
    assert.match(await desk.read('/'), /Found a security problem in .*Lamp/)
  })

  it('gives a name once', async () => {
    const ada = await desk.member('Ada', 'lead')
    await desk.house.desk.firstRun.settle(
      { as: 'member', member: ada.id, role: 'lead' },
      { name: 'Another', site: '', fallback: '' },
    )
    assert.equal(desk.house.desk.policy().policy.project.name, 'Lamp')
  })
})
