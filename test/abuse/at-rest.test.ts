import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, it } from 'node:test'
import { type Member, type Staffed, staffedHouse } from './staffed-house.ts'

/** Somebody who can write to the database and has no key (case 60, starting without the right key, is in test/faults). */
describe('rows that were moved or changed behind the desk', () => {
  let desk: Staffed
  let lead: Member
  let database: DatabaseSync
  before(async () => {
    desk = await staffedHouse()
    lead = await desk.member('lead')
    database = new DatabaseSync(join(desk.folder, 'postern.db'))
  })
  after(async () => {
    database.close()
    await desk.close()
  })

  const api = (path: string) => desk.api('GET', path, { headers: { authorization: `Bearer ${lead.token}` } })
  const streamOf = (number: string) =>
    (database.prepare('select stream from case_inbox where number = ?').get(number) as { stream: string }).stream

  it('case 58: a body that was put into another row, column or case does not open, and the rest of the desk goes on', async () => {
    const [one, two, whole] = [await desk.report(), await desk.report(), await desk.report()]
    swap('event', 'body', 'stream = ?', streamOf(one.number), streamOf(two.number))
    for (const { number, receipt } of [one, two]) {
      const read = await api(`/api/v1/cases/${number}`)
      assert.equal(read.status, 500, 'closed, not shown as something else')
      assert.doesNotMatch(read.text, /A title|What was found/)
      const thread = await desk.api('GET', '/api/v1/thread', { headers: { authorization: `Receipt ${receipt}` } })
      assert.equal(thread.status, 500)
      const command = {
        body: { type: 'AddNote', id: 'x', text: 'x' },
        headers: { authorization: `Bearer ${lead.token}` },
      }
      assert.equal(
        (await desk.api('POST', `/api/v1/cases/${number}/commands`, command)).status,
        500,
        'nothing is built on it either',
      )
    }
    assert.ok(
      desk.lines.some((line) => /"code":"unreadable"/.test(line)),
      'the operator is told',
    )
    assert.equal((await api(`/api/v1/cases/${whole.number}`)).status, 200)
    assert.equal((await lead.browser.get(`/desk/cases/${whole.number}`)).status, 200)
    assert.match((await desk.report()).number, /^P-/)
    const list = await api('/api/v1/cases')
    assert.equal(list.status, 200)
    assert.equal((await lead.browser.get('/desk')).status, 200)
  })

  it('case 58: a row of the inbox that was tampered with does not take the inbox down', async () => {
    const [one, two] = [
      await desk.report({ title: 'First of two', description: 'd' }),
      await desk.report({ title: 'Second of two', description: 'd' }),
    ]
    swap('case_inbox', 'body', 'stream = ?', streamOf(one.number), streamOf(two.number))
    const list = await api('/api/v1/cases')
    assert.equal(list.status, 200, list.text)
    const rows = list.json.items as { number: string; title: string }[]
    assert.doesNotMatch(
      JSON.stringify(rows.filter(({ number }) => [one.number, two.number].includes(number))),
      /of two/,
      'no title under another number',
    )
    assert.equal((await lead.browser.get('/desk')).status, 200)
  })

  it('case 58: a key, a receipt or a session of somebody else opens nothing where it was put', async () => {
    const [one, two] = [await desk.report(), await desk.report()]
    swap('key_store', 'wrapped', "kind = 'case' and owner = ?", streamOf(one.number), streamOf(two.number))
    const again = await api(`/api/v1/cases/${one.number}`)
    // The desk may still hold the right key in memory; another process never opens the wrong one.
    assert.ok([200, 500].includes(again.status))
    const session = database.prepare("select tag, body from session where kind = 'member' limit 1").get() as {
      tag: string
      body: Uint8Array
    }
    const other = await desk.member('observer')
    database.prepare("update session set body = ? where kind = 'member' and subject = ?").run(session.body, other.id)
    assert.equal((await other.browser.get('/desk')).status, 500, 'a session under a foreign body is no session')
    assert.equal((await lead.browser.get('/desk')).status, 200)
  })

  /** Puts the value of each row into the other. */
  function swap(table: string, column: string, where: string, a: string, b: string): void {
    const read = database.prepare(`select ${column} as value from ${table} where ${where} order by rowid limit 1`)
    const [of, to] = [read.get(a), read.get(b)] as { value: Uint8Array }[]
    const write = database.prepare(
      `update ${table} set ${column} = ? where rowid = (select rowid from ${table} where ${where} order by rowid limit 1)`,
    )
    assert.equal(write.run(to?.value ?? null, a).changes, 1)
    assert.equal(write.run(of?.value ?? null, b).changes, 1)
  }
})

describe('when something of ours breaks', () => {
  it('case 53: the answer tells an id and nothing of the inside', async () => {
    let broken = false
    const desk = await staffedHouse({
      random: (n) => {
        // Eight bytes are the id of the failure itself.
        if (broken && n !== 8) throw new Error('select * from secrets at /var/lib/postern/data/postern.db')
        return crypto.getRandomValues(new Uint8Array(n))
      },
    })
    try {
      const { receipt } = await desk.report()
      const reader = await desk.reading(receipt)
      await reader.get('/report')
      broken = true
      const answers = [
        await reader.submit('/report', { title: 'My private title', description: 'd', do: 'review' }),
        await desk.api('POST', '/api/v1/reports?query=zebra', {
          body: { title: 'My private title', description: 'd' },
        }),
      ]
      for (const answer of answers) {
        const text = 'body' in answer ? answer.body : answer.text
        assert.equal(answer.status, 500)
        assert.doesNotMatch(
          text,
          /select|secret|\/var\/|postern\.db|\.js|\.ts|node:|at Object|v24|Node\.js|zebra|0\.1\.0/i,
        )
        assert.equal(answer.headers.get('cache-control'), 'no-store')
        assert.equal(answer.headers.get('server'), null)
        assert.equal(answer.headers.get('x-powered-by'), null)
      }
      const log = desk.lines.filter((line) => line.includes('"failure"') || line.includes('failure'))
      assert.ok(log.length >= 2)
      assert.doesNotMatch(desk.lines.join(''), /My private title|zebra|select \*/)
    } finally {
      broken = false
      await desk.close()
    }
  })
})
