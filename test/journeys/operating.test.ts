import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, it } from 'node:test'
import type { Check } from '../../src/desk/health.ts'
import { freePort } from '../faults/started-desk.ts'
import { openHouse, type TestHouse } from './house-kit.ts'

const minute = 60_000
let house: TestHouse
afterEach(() => house?.close())

describe('a disk that fills up', () => {
  let use = 0.5
  const begin = async () => {
    use = 0.5
    house = await openHouse({ diskUse: () => use })
  }
  const withFile = { files: { 'proof.txt': 'A file.' } }
  const body = (title: string) => {
    const form = new FormData()
    form.set('report', JSON.stringify({ title, description: 'What was found.' }))
    return form
  }
  const sends = (form: FormData) => house.ask('/api/v1/reports', { method: 'POST', body: form })

  it('takes texts and no files from 90 % on, says so, and takes files again by itself', async () => {
    await begin()
    await house.report({}, withFile)
    use = 0.9
    const form = body('With a file')
    form.append('files', new Blob(['x']), 'x.txt')
    const refused = await sends(form)
    assert.equal(refused.status, 503)
    assert.equal((await sends(body('Without'))).status, 201)
    use = 0.89
    assert.equal((await house.report({}, withFile)).sent.status, 201)
  })

  it('keeps what was typed in the form, and says that the files have to wait', async () => {
    await begin()
    use = 0.95
    const page = await (await house.ask('/report')).text()
    const form = new FormData()
    const fields = {
      token: hidden(page, 'token'),
      draft: '',
      title: 'Typed',
      description: 'All of this.',
      do: 'review',
    }
    for (const [name, value] of Object.entries(fields)) form.set(name, value)
    form.append('files', new Blob(['x']), 'x.txt')
    const answer = await house.ask('/report', { method: 'POST', headers: { origin: house.origin }, body: form })
    const html = await answer.text()
    assert.match(html, /All of this\./)
    assert.match(html, /x\.txt/)
  })

  it('takes plain texts from 97 % on, and tells nobody of them', async () => {
    await begin()
    const member = await house.member('Ada', 'lead')
    use = 0.97
    const sent = await sends(body('Late'))
    assert.equal(sent.status, 201)
    const { case: number } = (await sent.json()) as { case: string }
    use = 0.9
    assert.equal((await member.case(number)).report.title, 'Late')
  })

  it('shows no case to the team from 97 % on, since that could not be written down; all else goes on', async () => {
    await begin()
    const member = await house.member('Ada', 'lead')
    const first = await house.report()
    use = 0.969
    assert.equal((await member.get(`/api/v1/cases/${first.number}`)).status, 200)
    use = 0.97
    for (const path of [`/api/v1/cases/${first.number}`, '/api/v1/cases']) {
      const { status, body } = await member.get(path)
      assert.deepEqual([status, body.title], [503, 'Nobody can read cases right now'], path)
    }
    for (const path of ['/', '/team', '/advisories', '/report', '/healthz', '/readyz'])
      assert.equal((await house.ask(path)).status, 200, path)
    assert.equal((await first.thread()).report.title.length > 0, true, 'its reporter reads on')
    use = 0.9
    assert.equal((await member.get(`/api/v1/cases/${first.number}`)).status, 200, 'and with room again it goes on')
  })

  it('is shown to the team and in the status', async () => {
    await begin()
    use = 0.93
    const [disk] = (await house.house.health()).filter(({ name }) => name === 'disk')
    assert.deepEqual([disk?.ok, /93 % full/.test(disk?.text ?? '')], [false, true])
  })
})

const hidden = (html: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]+)"`).exec(html)?.[1] ?? ''

describe('/readyz', () => {
  it('is about a write that is on disk', async () => {
    house = await openHouse()
    const before = house.house.stats().commits
    assert.equal(await (await house.ask('/readyz')).text(), 'ready\n')
    assert.ok(house.house.stats().commits > before)
    const then = house.house.stats().commits
    for (let n = 0; n < 20; n++) assert.equal((await house.ask('/readyz')).status, 200)
    assert.equal(house.house.stats().commits, then, 'asked again and again, nothing is written for it')
    house.later(6_000)
    assert.equal((await house.ask('/readyz')).status, 200)
    assert.ok(house.house.stats().commits > then)
  })

  it('says no, and why, where the disk is full; /healthz still says that the process lives', async () => {
    house = await openHouse()
    // So many commits a start makes; the next one finds no room.
    const { commits } = house.house.stats()
    await house.close()
    house = await openHouse({ failpoints: { beforeCommit: 'full', nth: commits + 1 } })
    while (house.house.stats().commits < commits) await house.report()
    const answer = await house.ask('/readyz')
    assert.deepEqual([answer.status, await answer.text()], [503, 'not ready: the disk is full\n'])
    assert.equal((await house.ask('/healthz')).status, 200)
  })
})

describe('the status', () => {
  const found = async (name: string): Promise<Check | undefined> =>
    (await house.house.health()).find((check) => check.name === name)

  it('wants a backup of the last week, once the desk is a week old', async () => {
    house = await openHouse()
    assert.deepEqual([(await found('backup'))?.ok, (await found('backup'))?.toDo], [true, true])
    house.later(9 * 24 * 60 * minute)
    assert.equal((await found('backup'))?.ok, false)
    await house.house.copies.backup(join(house.house.config.data, '..', 'backups'), 3, () => undefined)
    assert.equal((await found('backup'))?.ok, true)
    assert.match((await found('backup'))?.text ?? '', /0 seconds ago/)
  })

  it('says that security.txt runs out where nobody has signed in for long', async () => {
    house = await openHouse()
    assert.equal((await found('security.txt'))?.ok, true)
    house.later(80 * 24 * 60 * minute)
    assert.match((await found('security.txt'))?.text ?? '', /runs out in 10 days/)
    assert.equal((await found('security.txt'))?.ok, false)
  })

  it('says that nobody is told', async () => {
    house = await openHouse()
    assert.deepEqual([(await found('told'))?.ok, (await found('told'))?.toDo], [true, true])
  })
})

describe('metrics', () => {
  it('are off by default, and are served on this machine alone where they are asked for', async () => {
    const port = await freePort()
    house = await openHouse({
      env: { POSTERN_METRICS: `127.0.0.1:${port}`, PORT: '0', POSTERN_URL: 'http://localhost' },
    })
    await house.house.open()
    const report = await house.report({ title: 'Marigold in a title' })
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
    assert.match(text, /^postern_ready 1$/m)
    assert.match(text, /^postern_check\{check="backup"\} 1$/m)
    assert.match(text, /^postern_requests_total\{route="\/api\/v1\/reports",method="POST",answer="2xx"\} 1$/m)
    for (const line of text.trim().split('\n'))
      assert.match(line, /^(# (HELP|TYPE) \S+ .+|[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.e+-]+)$/)
    for (const word of ['Marigold', report.number, report.receipt]) assert.equal(text.includes(word), false, word)
    assert.equal((await fetch(`http://127.0.0.1:${port}/`)).status, 404)
  })

  it('are refused at an address that others reach', async () => {
    await assert.rejects(openHouse({ env: { POSTERN_METRICS: '0.0.0.0:9464' } }), /expected a port of this machine/)
  })
})

describe('the heartbeat', () => {
  it('goes through the outbox, and a desk that is quiet has none', async () => {
    const heard: string[] = []
    const monitor = createServer((request, response) => {
      heard.push(`${request.method} ${request.url}`)
      response.end()
    })
    await new Promise<void>((resolve) => monitor.listen(0, '127.0.0.1', resolve))
    const { port } = monitor.address() as AddressInfo
    try {
      house = await openHouse({
        policy: `project: { name: Lantern }\nheartbeat: { url: "http://127.0.0.1:${port}/alive", internal: true }\n`,
      })
      await house.house.tick()
      await house.house.tick()
      assert.deepEqual(heard, ['POST /alive'], 'once in its time')
      house.later(5 * minute)
      await house.house.tick()
      assert.equal(heard.length, 2)
    } finally {
      monitor.close()
    }
  })
})

describe('retention', () => {
  const day = 24 * 60 * minute

  it('erases what was declined as junk after so many days, tells the team a week before, and keeps all else', async () => {
    house = await openHouse({ policy: 'project: { name: Lantern }\nretention: { junk: 30 }\n' })
    const ada = await house.member('Ada', 'lead')
    const [junk, touched, other] = [await house.report(), await house.report(), await house.report()]
    for (const one of [junk, touched])
      await ada.give(one.number, 'DeclineReport', { reason: 'junk', text: 'Not a report.' })
    await ada.give(other.number, 'DeclineReport', { reason: 'out-of-scope', text: 'Not ours.' })
    house.later(20 * day)
    await house.house.sweep()
    assert.deepEqual(house.house.warnings(), [])
    house.later(4 * day)
    await house.house.sweep()
    assert.match(house.house.warnings().join(), /2 cases that were declined as junk will be erased from 2026-12-21 on/)
    await ada.give(touched.number, 'AddNote', { text: 'Keep this one.' })
    house.later(7 * day)
    await house.house.sweep()
    assert.equal((await ada.get(`/api/v1/cases/${junk.number}`)).status, 404)
    assert.equal((await ada.case(touched.number)).number, touched.number)
    assert.equal((await ada.case(other.number)).number, other.number)
  })
})
