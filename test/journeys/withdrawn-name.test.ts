import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { cli } from '../../src/cli/cli.ts'
import { readRootKey } from '../../src/store/rootkey.ts'
import { type Member, type Staffed, staffedHouse } from '../abuse/staffed-house.ts'
import { accepted, toRelease } from '../abuse/through-the-steps.ts'
import { addReport } from '../stand-ins/account.ts'
import { everythingInHand, type InHand, whereItLies } from '../stand-ins/key-holder.ts'
import { type MailServer, mailServer } from '../stand-ins/mail-server.ts'
import type { Visitor } from '../stand-ins/visitor.ts'

const name = 'Mirabelle Zückerkandl'
const names = [name, 'Mirabelle', 'Zückerkandl', 'mirabelle.example']
const address = 'quietly.mira@withheld.example'
const addresses = [address, 'quietly.mira', 'withheld.example']

describe('a reporter who is anonymous, named, and anonymous again before the publication', () => {
  let mail: MailServer
  let desk: Staffed
  let lead: Member
  let mira: Visitor
  let sent: { readonly receipt: string; readonly number: string }
  const copies = mkdtempSync(join(tmpdir(), 'postern-withdrawn-'))
  before(async () => {
    mail = await mailServer()
    desk = await staffedHouse({
      yaml: `project: { name: Lantern }\nreporterAccounts: true\nmail: { smtp: { host: 127.0.0.1, port: ${mail.port}, tls: none, from: desk@lantern.example } }\n`,
    })
    await desk.house.open()
    lead = await desk.member('lead')
    mira = desk.browser()
  })
  after(async () => {
    await desk?.close()
    await mail?.close()
    rmSync(copies, { recursive: true, force: true })
  })

  /** Whoever took every file of the machine, and the root key with them. */
  function inHand(data = desk.env.POSTERN_DATA ?? '', ...extra: readonly string[]): InHand {
    const root = readRootKey({ file: desk.env.POSTERN_KEY_FILE, env: {}, deskId: 'postern', dataFolder: data })
    assert.ok(root !== undefined)
    return everythingInHand(root, data, extra)
  }

  async function copy(...words: readonly string[]): Promise<void> {
    const said: string[] = []
    const out = (text: string) => void said.push(text)
    const code = await cli(words, { env: desk.env, cwd: copies, out, err: out, terminal: null, stdin: async () => '' })
    assert.equal(code, 0, said.join(''))
  }

  async function chooses(fields: Readonly<Record<string, string>>): Promise<void> {
    await mira.get('/thread')
    const chosen = await mira.submit('/thread/credit', { ...fields, do: 'choose' })
    assert.equal(chosen.to, '/thread?done=credit', chosen.body)
  }

  it('reports without a name, comes back, and takes the report into an account', async () => {
    sent = await desk.report({ title: 'A way around the lock', description: 'It opens.' })
    assert.equal((await desk.reading(sent.receipt)).cookie('__Host-postern-account'), undefined)
    await mira.get('/account/sign-in')
    assert.equal((await mira.submit('/account/code', { address })).to, '/account/code')
    await desk.house.tick()
    const letter = mail.letters.at(-1)
    assert.deepEqual(letter?.to, [address])
    await mira.get('/account/code')
    const code = / {4}([0-9A-Z]{8})\n/.exec(letter?.text ?? '')?.[1] ?? ''
    assert.equal((await mira.submit('/account/code/enter', { code })).to, '/account?done=came')
    assert.equal((await addReport(mira, sent.receipt)).to, '/account?done=added')
    const page = await mira.get('/account')
    assert.match(page.body, new RegExp(sent.number))
    assert.equal((await mira.submit(`/account/reports/${sent.number}/open`)).to, '/thread')
    assert.match((await mira.get('/thread')).body, /It opens\./)
  })

  it('is named where they chose to be: then the name is there to be found', async () => {
    await toRelease(desk, lead, sent.number)
    await chooses({ credit: 'named', creditName: 'Mirabelle First-Draft', creditUrl: '' })
    await chooses({ credit: 'named', creditName: name, creditUrl: 'https://mirabelle.example/' })
    assert.match((await lead.browser.get(`/desk/cases/${sent.number}/publish`)).body, /Zückerkandl/)
    const found = inHand()
    const places = whereItLies(found, names)
    assert.ok(
      places.some((place) => place.includes('person')),
      places.join('\n'),
    )
    assert.deepEqual(whereItLies(found, ['First-Draft']), [], 'an earlier form is gone already')
    assert.ok(found.opened > 30 && found.keys > 10, `${found.opened} values opened with ${found.keys} keys`)
  })

  it('is in no advisory, list or feed, once they changed their mind', async () => {
    await chooses({ credit: 'anonymous', creditName: '', creditUrl: '' })
    await accepted(desk, lead, sent.number, { type: 'RecordExposure', exposure: 'exploit', reason: 'It was posted.' })
    await accepted(desk, lead, sent.number, { type: 'PublishAdvisory' })
    const stranger = desk.browser()
    const id = /LANTERN-\d{4}-\d{4}/.exec((await stranger.get('/advisories')).body)?.[0] ?? assert.fail('it is public')
    const formats = ['', '.md', '.osv.json', '.csaf.json', '.cve.json', '?revision=1'].map(
      (end) => `/advisories/${id}${end}`,
    )
    const lists = ['/', '/advisories', '/advisories/feed.atom', '/advisories/feed.json', '/credits', '/team']
    let read = 0
    for (const path of [...formats, ...lists]) {
      const { status, body } = await stranger.get(path)
      if (status === 200) read += 1
      for (const word of names) assert.ok(!body.includes(word), `${word} in ${path}`)
    }
    assert.ok(read >= 10, `${read} documents`)
    const working = [`/desk/cases/${sent.number}`, `/desk/cases/${sent.number}/publish`, '/desk', '/desk/log']
    for (const path of working) assert.doesNotMatch((await lead.browser.get(path)).body, /Mirabelle|Zückerkandl/, path)
  })

  it('is in no row, file, job, export or backup, with the root key in hand', async () => {
    await copy('export', '--all', join(copies, 'desk.postern'))
    await copy('backup', join(copies, 'backups'))
    const found = inHand(undefined, copies)
    assert.deepEqual(whereItLies(found, names), [])
    assert.ok(found.opened > 40, `${found.opened} values opened`)
    console.log(
      `${found.texts.size} texts looked through, ${found.opened} deciphered with ${found.keys} keys, ${found.shut} shut`,
    )
    // What is in the copies is what was in the desk, and is looked through in the same way.
    const env = { ...desk.env, POSTERN_DATA: join(copies, 'restored') }
    const out: string[] = []
    const said = (text: string) => void out.push(text)
    const code = await cli(['restore', join(copies, 'desk.postern')], {
      ...{ env, cwd: copies, out: said, err: said, terminal: null, stdin: async () => '' },
    })
    assert.equal(code, 0, out.join(''))
    const restored = inHand(env.POSTERN_DATA)
    assert.deepEqual(whereItLies(restored, names), [])
    assert.ok(restored.opened > 40, `${restored.opened} values of the copy opened`)
  })

  it('is in no index: no search finds it', async () => {
    for (const word of ['Mirabelle', 'Zückerkandl'])
      assert.deepEqual((await desk.house.desk.search(lead.actor, word)).items, [], word)
    assert.equal((await desk.house.desk.search(lead.actor, 'lock')).items.length, 1, 'the report itself is found')
  })

  it('leaves nothing of an address or a passkey either, once the account is deleted', async () => {
    assert.notDeepEqual(whereItLies(inHand(), addresses), [], 'until then the address is there to be found')
    await mira.get('/account/settings')
    assert.equal((await mira.submit('/account/delete')).status, 200)
    const found = inHand()
    assert.deepEqual(whereItLies(found, [...addresses, ...names]), [])
    assert.equal((await mira.get('/account')).to, '/account/sign-in')
    assert.equal((await mira.get('/thread')).to, '/receipt', 'a thread that was opened from the account is closed')
    assert.match((await (await desk.reading(sent.receipt)).get('/thread')).body, /It opens\./)
  })

  it('stands in no line of the log', () => {
    const lines = desk.lines.join('\n')
    for (const word of [...names, ...addresses, sent.receipt, sent.number]) assert.ok(!lines.includes(word), word)
  })
})
