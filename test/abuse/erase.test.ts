import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, it } from 'node:test'
import { forgottenNow } from '../../src/desk/forgetting.ts'
import { readPerson } from '../../src/desk/person.ts'
import { type House, house } from '../../src/main.ts'
import { firstBrokenLeaf, leavesOf } from '../../src/store/audit.ts'
import { openEmbedded } from '../../src/store/embedded.ts'
import { isRefusal } from '../../src/team/refusal.ts'
import { type Member, type Staffed, staffedHouse } from './staffed-house.ts'
import { accepted, toRelease } from './through-the-steps.ts'

const words = 'heliotrope quagmire'

/** Case 61: an erased case, and everybody who might still have it. */
describe('erasing a case (case 61)', () => {
  let desk: Staffed
  let lead: Member
  let other: Member
  /** A process that opened the same desk earlier and read from it. */
  let older: House
  let database: DatabaseSync
  before(async () => {
    desk = await staffedHouse()
    // The search begins with the other workers.
    await desk.house.open()
    ;[lead, other] = [await desk.member('lead'), await desk.member('member')]
    older = await house({ env: desk.env, clock: desk.clock, as: 'console' })
    database = new DatabaseSync(join(desk.folder, 'postern.db'), { readOnly: true })
    // An upgrade made a copy while all of it was there.
    await desk.report({ title: 'Before the copy', description: 'd' })
  })
  after(async () => {
    database.close()
    await older.close()
    await desk.close()
  })

  const bearer = (who = lead) => ({ headers: { authorization: `Bearer ${who.token}` } })
  const streamOf = (number: string) =>
    String(database.prepare('select stream from case_inbox where number = ?').get(number)?.stream)
  const wrappedOf = (kind: string, owner: string) =>
    Buffer.from(
      database.prepare('select wrapped from key_store where kind = ? and owner = ?').get(kind, owner)
        ?.wrapped as Uint8Array,
    )
  const filesWith = (bytes: Buffer): string[] =>
    readdirSync(desk.folder, { recursive: true, withFileTypes: true })
      .filter(
        (entry) => entry.isFile() && readFileSync(join(entry.parentPath, entry.name)).includes(bytes.subarray(40, 72)),
      )
      .map(({ name }) => name)

  async function reported() {
    const body = new FormData()
    const reporter = { name: `Ada ${words}`, email: 'ada@example.org' }
    body.set('report', JSON.stringify({ title: `A ${words} title`, description: `About a ${words}.`, reporter }))
    body.append('files', new Blob([`${words} in a file`.repeat(9_000)]), 'proof.txt')
    const sent = await desk.api('POST', '/api/v1/reports', { raw: body })
    assert.equal(sent.status, 201, sent.text)
    const { case: number, receipt } = sent.json as { case: string; receipt: string }
    await accepted(desk, lead, number, { type: 'AddNote', text: `A note of ${words}` })
    await accepted(desk, lead, number, { type: 'SendMessage', text: `We look at the ${words}` })
    return { number, receipt, stream: streamOf(number) }
  }

  it('takes it from every role, list, search, file, receipt and older process, and its key from every file', async () => {
    const { number, receipt, stream } = await reported()
    const bystander = await desk.report({ title: 'Bystander', description: 'of the quagmire' })
    const person = String(database.prepare('select person from receipt where stream = ?').get(stream)?.person)
    database.exec(`vacuum into '${join(desk.folder, 'before-schema-99.db')}'`)
    const keys = [wrappedOf('case', stream), wrappedOf('person', person)]
    for (const key of keys) assert.ok(filesWith(key).includes('before-schema-99.db'))
    const reader = await desk.reading(receipt)
    const [file] = (await desk.api('GET', `/api/v1/cases/${number}`, bearer())).json.files as { id: string }[]
    const found = async (query: string) =>
      (await desk.house.desk.search(lead.actor, query)).items.map((row) => row.number)
    assert.ok((await found('heliotrope')).includes(number))
    assert.ok(await older.desk.caseFor(lead.actor, number))
    const erased = await desk.house.desk.erase({ number, by: null, request: null })
    assert.ok(!isRefusal(erased))
    assert.deepEqual(erased, { number, files: 1, advisories: [], overwritten: true })

    for (const key of keys) assert.deepEqual(filesWith(key), [])
    assert.ok(filesWith(wrappedOf('case', streamOf(bystander.number))).length >= 2)
    assert.deepEqual(
      readdirSync(join(desk.folder, 'blobs'), { recursive: true }).filter((name) => String(name).length > 60),
      [],
    )
    for (const who of [lead, other]) {
      assert.equal((await desk.api('GET', `/api/v1/cases/${number}`, bearer(who))).status, 404)
      assert.equal((await desk.api('GET', `/api/v1/cases/${number}/files/${file?.id}`, bearer(who))).status, 404)
      assert.equal((await who.browser.get(`/desk/cases/${number}`)).status, 404)
      assert.doesNotMatch((await who.browser.get('/desk')).body, /heliotrope/)
      assert.doesNotMatch((await desk.api('GET', '/api/v1/cases', bearer(who))).text, /heliotrope/)
    }
    const missing = await desk.api('GET', '/api/v1/thread', { headers: { authorization: 'Receipt of-no-case-at-all' } })
    const thread = await desk.api('GET', '/api/v1/thread', { headers: { authorization: `Receipt ${receipt}` } })
    assert.deepEqual([thread.status, thread.json.type], [missing.status, missing.json.type])
    assert.doesNotMatch((await reader.get('/thread')).body, /heliotrope/)
    const command = { body: { type: 'AddNote', id: 'x', text: 'x' }, ...bearer() }
    assert.equal((await desk.api('POST', `/api/v1/cases/${number}/commands`, command)).status, 404)

    for (const from of [desk.house, older]) assert.equal(await from.desk.caseFor(lead.actor, number), undefined)
    assert.ok(!(await found('heliotrope')).includes(number))
    assert.ok((await found('quagmire')).includes(bystander.number))
    assert.equal((await desk.api('GET', `/api/v1/cases/${bystander.number}`, bearer())).status, 200)
  })

  it('leaves the log whole, and lists that can be made anew', async () => {
    const { number, stream } = await reported()
    assert.ok(!isRefusal(await desk.house.desk.erase({ number, by: null, request: null })))
    const console = await another(desk)
    for (const of of [stream, 'desk']) {
      const leaves = await console.store.read(leavesOf(of, 0, 1_000))
      assert.ok(leaves.length > 0)
      assert.equal(firstBrokenLeaf(leaves), undefined)
    }
    await console.close()
    await desk.house.audit.numbering.sign()
    assert.deepEqual((await desk.house.audit.verify([])).bad, [])
    await desk.house.rebuild(() => undefined)
    assert.equal(await desk.house.desk.caseFor(lead.actor, number), undefined)
    assert.equal((await lead.browser.get('/desk')).status, 200)
    await desk.house.tick()
    assert.deepEqual(await desk.house.desk.erase({ number, by: null, request: null }).then(isRefusal), true)
  })

  it('leaves what was published, with the credit that it gives', async () => {
    const sent = await desk.report({
      title: 'To be public',
      description: 'd',
      reporter: { name: 'Grace', email: 'grace@example.org' },
      credit: { as: 'named', name: 'Grace Hopper' },
    })
    const twin = await desk.report({
      ...{ title: 'The same', description: 'd', reporter: { name: 'Edith', email: 'edith@example.org' } },
      credit: { as: 'named', name: 'Edith Clarke' },
    })
    const quiet = await desk.report({
      title: 'The same',
      description: 'd',
      reporter: { name: 'Ida', email: 'ida@example.org' },
    })
    for (const { number } of [twin, quiet])
      await accepted(desk, lead, number, {
        ...{ type: 'DeclineReport', reason: 'duplicate', text: 'Known.', duplicateOf: sent.number },
      })
    const personOf = (number: string) =>
      String(database.prepare('select person from receipt where stream = ?').get(streamOf(number))?.person)
    const [grace, edith, ida] = [personOf(sent.number), personOf(twin.number), personOf(quiet.number)]
    await toRelease(desk, lead, sent.number)
    await accepted(desk, lead, sent.number, { type: 'RecordExposure', exposure: 'exploit', reason: 'r', by: 'b' })
    await accepted(desk, lead, sent.number, { type: 'PublishAdvisory' })
    const before = await desk.browser().get('/advisories')
    const id = /LAN[A-Z]*-\d{4}-\d{4}/.exec(before.body)?.[0] ?? ''
    const page = await desk.browser().get(`/advisories/${id}`)
    assert.match(page.body, /Grace Hopper/)
    const erased = await desk.house.desk.erase({ number: sent.number, by: null, request: null })
    assert.ok(!isRefusal(erased))
    assert.deepEqual(erased.advisories, [id])
    await desk.house.rebuild(() => undefined)
    assert.equal((await desk.browser().get(`/advisories/${id}`)).body.includes('Grace Hopper'), true)
    assert.equal((await desk.api('GET', `/api/v1/cases/${sent.number}`, bearer())).status, 404)
    for (const { number } of [twin, quiet])
      assert.ok(!isRefusal(await desk.house.desk.erase({ number, by: null, request: null })))
    assert.match((await desk.browser().get(`/advisories/${id}`)).body, /Edith Clarke/)
    const console = await another(desk)
    const left = await Promise.all([grace, edith, ida].map((person) => readPerson(console.store, console.keys, person)))
    await console.close()
    assert.deepEqual(
      left.map(({ name, email, namings }) => [name, email, namings.map((form) => form.name)]),
      [
        [null, null, ['Grace Hopper']],
        [null, null, ['Edith Clarke']],
        [null, null, []],
      ],
      'what was known of them beside that is gone',
    )
  })

  it('needs a second person on the pages, and a lead who does it', async () => {
    const { number, stream } = await reported()
    const { team } = desk.house
    const by = lead.id
    const ask = await team.askTwoPerson({ kind: 'erase', subject: number, reason: 'They asked for it.', by })
    assert.ok(!isRefusal(ask))
    const erase = (request: string | null) => desk.house.desk.erase({ number, by, request })
    assert.deepEqual(
      (await Promise.all([erase(null), erase(ask.request)])).map((done) => isRefusal(done)),
      [true, true],
    )
    assert.ok(isRefusal(await team.agreeTwoPerson({ request: ask.request, by })), 'nobody agrees with themselves')
    assert.ok(!isRefusal(await team.agreeTwoPerson({ request: ask.request, by: other.id })))
    const wrong = await desk.report()
    assert.ok(isRefusal(await desk.house.desk.erase({ number: wrong.number, by, request: ask.request })))
    assert.ok(!isRefusal(await erase(ask.request)))
    assert.equal(
      database.prepare("select count(*) as n from key_store where kind = 'case' and owner = ?").get(stream)?.n,
      0,
    )
    assert.ok(
      isRefusal(await desk.house.desk.erase({ number: wrong.number, by, request: ask.request })),
      'it is used up',
    )
  })

  it('has a page for leads, which says what it cannot reach, and asks for a passkey before it asks others', async () => {
    const { number } = await desk.report()
    const page = await lead.browser.get(`/desk/cases/${number}/erase`)
    assert.equal(page.status, 200)
    assert.match(page.body, /Backups, exports and snapshots/)
    assert.match((await lead.browser.get(`/desk/cases/${number}`)).body, /Erase this case for good/)
    assert.equal((await other.browser.get(`/desk/cases/${number}/erase`)).status, 403)
    const asked = await lead.browser.get(`/desk/cases/${number}/erase`)
    assert.equal(asked.status, 200)
    await lead.browser.submit(`/desk/cases/${number}/erase`, { reason: 'r' })
    assert.equal(
      (await desk.house.team.twoPersonRequests()).some(({ subject }) => subject === number),
      false,
    )
  })
})

describe('dropping a name', () => {
  it('leaves its key in no file once the sweeper came by, and in no older process', async () => {
    const desk = await staffedHouse()
    const older = await house({ env: desk.env, clock: desk.clock, as: 'console' })
    const sweeper = await another(desk)
    const database = new DatabaseSync(join(desk.folder, 'postern.db'), { readOnly: true })
    try {
      const lead = await desk.member('lead')
      const { number } = await desk.report({ title: 't', description: 'd', reporter: { name: 'Ada Zanzibar' } })
      const key = Buffer.from(
        database.prepare("select wrapped from key_store where kind = 'person'").get()?.wrapped as Uint8Array,
      )
      const inFiles = () =>
        readdirSync(desk.folder)
          .filter((name) => name.startsWith('postern.db'))
          .filter((name) => readFileSync(join(desk.folder, name)).includes(key.subarray(40, 72)))
      assert.ok(inFiles().length > 0)
      const shown = async (from: House) =>
        JSON.stringify([...((await from.desk.caseFor(lead.actor, number))?.people ?? [])])
      assert.match(await shown(older), /Zanzibar/)
      await accepted(desk, lead, number, { type: 'ForgetPerson' })
      for (const from of [desk.house, older]) assert.doesNotMatch(await shown(from), /Zanzibar/)
      await forgottenNow({ store: sweeper.store, note: () => undefined })
      assert.deepEqual(inFiles(), [])
    } finally {
      database.close()
      await sweeper.close()
      await older.close()
      await desk.close()
    }
  })
})

/** One more process on the same data. */
const another = (desk: Staffed) =>
  openEmbedded({
    folder: desk.folder,
    keyFile: desk.env.POSTERN_KEY_FILE,
    env: desk.env,
    server: false,
    now: 1,
    onFatal: (error) => assert.fail(error),
  })
