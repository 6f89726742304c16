import assert from 'node:assert/strict'
import { afterEach, describe, it } from 'node:test'
import { type Staffed, staffedHouse } from '../abuse/staffed-house.ts'

const day = 86_400_000
let desk: Staffed
afterEach(() => desk?.close())

const words = (html: string): string =>
  html
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll(/\s+/g, ' ')

describe('how the desk is doing', () => {
  it('says to every member what "postern status" says, and what to do', async () => {
    desk = await staffedHouse()
    desk.clock.to(desk.clock.now() + 9 * day)
    await desk.house.tick()
    const observer = await desk.member('observer')
    const checks = await desk.house.health()
    const { status, body } = await observer.browser.get('/desk/state')
    assert.equal(status, 200)
    for (const { text } of checks.filter(({ name }) => !['clockwork', 'audit'].includes(name)))
      assert.ok(words(body).includes(text.replaceAll(/\s+/g, ' ')), text)
    assert.match(words(body), /The backup wrong There is no backup yet\. "postern backup FOLDER" takes one/)
    assert.match(words(body), /Checkpoint \d+ was signed/)
  })

  it('stands above the inbox as long as something is wrong, and no longer', async () => {
    desk = await staffedHouse()
    const inbox = async () => words((await (await desk.member('lead')).browser.get('/desk')).body)
    await desk.house.tick()
    assert.doesNotMatch(await inbox(), /The backup: /)
    desk.clock.to(desk.clock.now() + 9 * day)
    await desk.house.tick()
    assert.match(await inbox(), /needs whoever runs it\. The backup: see what to do/)
    await desk.house.copies.backup(`${desk.folder}-backups`, 3, () => undefined)
    await desk.house.tick()
    assert.doesNotMatch(await inbox(), /The backup: /)
  })

  it('can be read while cases cannot: from a disk at 97 % a link leads there', async () => {
    let use = 0.96
    desk = await staffedHouse({ diskUse: () => use })
    const member = await desk.member('member')
    const { number } = await desk.report()
    const path = `/desk/cases/${number}`
    assert.equal((await member.browser.get(path)).status, 200)
    use = 0.97
    for (const one of [path, '/desk', '/desk/triage']) {
      const { status, body } = await member.browser.get(one)
      assert.equal(status, 503, one)
      assert.match(body, /Nobody can read cases right now[\s\S]*href="\/desk\/state"/)
    }
    const state = await member.browser.get('/desk/state')
    assert.equal(state.status, 200)
    assert.match(words(state.body), /The disk wrong The disk is 97 % full/)
    for (const one of ['/desk/account', '/desk/log', '/desk/notices', '/desk/undelivered', '/desk/figures'])
      assert.equal((await member.browser.get(one)).status, 200, one)
  })
})
