import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import { keyPages, keysOn } from '../../src/web/keys.ts'
import { type Member, type Staffed, staffedHouse } from '../abuse/staffed-house.ts'
import { formsOf } from '../stand-ins/forms.ts'

const marker = 'heliotrope'

/** What makes the desk quick, as somebody without scripts has it. */
describe('speed for hands', () => {
  let desk: Staffed
  let mia: Member
  let ben: Member
  before(async () => {
    desk = await staffedHouse({ yaml: 'project: { name: Lantern }\nacknowledge: { automatic: false }\n' })
    mia = await desk.member('member')
    ben = await desk.member('lead')
  })
  after(() => desk.close())

  const words = (html: string) =>
    html
      .slice(html.indexOf('<main'), html.indexOf('</main>'))
      .replaceAll(/<[^>]+>/g, ' ')
      .replaceAll(/\s+/g, ' ')
  const open = async (member: Member, path: string) => (await member.browser.get(path)).body
  const fieldOf = (html: string, action: RegExp, name: string) =>
    formsOf(html).find((form) => action.test(form.action))?.fields[name]
  const act = (number: string, name: string) => `/desk/cases/${number}/acts/${name}`

  describe('a draft', () => {
    it('is kept by a press, stands there again for its writer alone, and goes when it is sent', async () => {
      const { number, receipt } = await desk.report()
      await open(mia, `/desk/cases/${number}`)
      const kept = await mia.browser.submit(act(number, 'SendMessage'), { text: `Not yet ${marker}`, keep: 'yes' })
      assert.equal(kept.status, 303)
      const again = await open(mia, `/desk/cases/${number}`)
      assert.equal(fieldOf(again, /SendMessage/, 'text'), `Not yet ${marker}`)
      assert.match(words(again), /Your draft, kept .*Nobody else sees it/)
      assert.doesNotMatch(await open(ben, `/desk/cases/${number}`), new RegExp(marker))
      const reader = await desk.reading(receipt)
      assert.doesNotMatch((await reader.get('/thread')).body, new RegExp(marker))
      const sent = await mia.browser.submit(act(number, 'SendMessage'), { text: 'Now it is said.' })
      assert.equal(sent.status, 303)
      assert.equal(fieldOf(await open(mia, `/desk/cases/${number}`), /SendMessage/, 'text'), '')
    })

    it('is kept by what a script sends, and a save that was overtaken by the sending brings nothing back', async () => {
      const { number } = await desk.report()
      const page = await open(mia, `/desk/cases/${number}`)
      const form = formsOf(page).find(({ action }) => action === act(number, 'AddNote')) ?? assert.fail()
      const typing = { ...form.fields, text: 'Half a sentence' }
      const path = `/desk/cases/${number}/kept?form=AddNote`
      assert.equal((await mia.browser.post(path, typing)).status, 204)
      assert.equal(fieldOf(await open(mia, `/desk/cases/${number}`), /AddNote/, 'text'), 'Half a sentence')
      assert.equal((await mia.browser.post(act(number, 'AddNote'), typing)).status, 303)
      assert.equal((await mia.browser.post(path, typing)).status, 204, 'late')
      assert.equal(fieldOf(await open(mia, `/desk/cases/${number}`), /AddNote/, 'text'), '')
      assert.equal((await mia.browser.post(`/desk/cases/${number}/kept?form=PublishAdvisory`, typing)).status, 404)
      assert.equal((await mia.browser.post('/desk/cases/P-000000/kept?form=AddNote', typing)).status, 404)
      assert.equal((await mia.browser.post(path, { ...typing, token: 'x' })).status, 403)
    })

    it('holds what was refused, so that leaving the page loses nothing', async () => {
      const { number } = await desk.report()
      await open(mia, `/desk/cases/${number}`)
      const refused = await mia.browser.submit(act(number, 'DeclineReport'), {
        reason: 'duplicate',
        text: 'It is the same.',
        duplicateOf: 'not a number',
      })
      assert.equal(refused.status, 422)
      const again = await open(mia, `/desk/cases/${number}`)
      assert.equal(fieldOf(again, /DeclineReport/, 'text'), 'It is the same.')
      assert.equal(fieldOf(again, /DeclineReport/, 'reason'), 'duplicate')
      await mia.browser.submit(act(number, 'DeclineReport'), { keep: 'no' })
      assert.equal(fieldOf(await open(mia, `/desk/cases/${number}`), /DeclineReport/, 'text'), '')
    })

    it('stands open on the page of new reports as well', async () => {
      const { number } = await desk.report()
      const page = await open(mia, `/desk/triage?case=${number}`)
      const ask = formsOf(page).find(({ fields }) => fields.act === 'ask') ?? assert.fail()
      await mia.browser.post('/desk/triage', { ...ask.fields, text: `Which one, ${marker}?`, keep: 'yes' })
      const again = await open(mia, `/desk/triage?case=${number}`)
      assert.match(again, /<details class="unfolding" id="act-ask" open/)
      assert.match(again, new RegExp(`Which one, ${marker}\\?`))
      assert.doesNotMatch(await open(ben, `/desk/triage?case=${number}`), new RegExp(marker))
    })

    it('lies sealed, and goes after its days and with its member', async () => {
      const leaving = await desk.member('member')
      const { number } = await desk.report()
      const database = new DatabaseSync(join(desk.folder, 'postern.db'), { readOnly: true })
      const rows = () => database.prepare('select body from kept_text where sent = 0').all() as { body: Uint8Array }[]
      await open(leaving, `/desk/cases/${number}`)
      await leaving.browser.submit(act(number, 'AddNote'), { text: `Mine ${marker}`, keep: 'yes' })
      assert.ok(rows().length > 0)
      assert.ok(rows().every(({ body }) => !Buffer.from(body).includes(marker)))
      await desk.house.team.removeMember({ member: leaving.id, by: null })
      assert.equal((await leaving.browser.get(`/desk/cases/${number}`)).status, 404)
      database.close()
    })

    it('changes nothing for outsiders: no date, no size', async () => {
      const { number, receipt } = await desk.report()
      const reader = await desk.reading(receipt)
      const seen = async () => words((await reader.get('/thread')).body)
      await open(mia, `/desk/cases/${number}`)
      const before = await seen()
      await mia.browser.submit(act(number, 'SendMessage'), { text: marker, keep: 'yes' })
      await mia.browser.submit(act(number, 'AddNote'), { text: `@${ben.name} look` })
      assert.equal(await seen(), before)
    })
  })

  describe('the inbox', () => {
    it('shows what came and changed since the mark, and moves it only at the end or by a press', async () => {
      const eve = await desk.member('member')
      desk.clock.to(desk.clock.now() + 1_000)
      const { number } = await desk.report({ title: 'Came meanwhile', description: 'x' })
      const linkIn = (html: string) => /href="(\/desk\?since=\d+)"/.exec(html)?.[1] ?? assert.fail('the link is there')
      const first = linkIn(await open(eve, '/desk'))
      assert.equal(linkIn(await open(eve, '/desk')), first, 'looking moves nothing')
      assert.equal((await eve.browser.get('/desk?since=last')).to, first)
      const list = await open(eve, first)
      assert.match(list, new RegExp(number))
      assert.match(words(list), /The mark moves to now when you have read to the end/)
      assert.notEqual(linkIn(await open(eve, '/desk')), first, 'it was read to the end')
      assert.match(await open(eve, first), new RegExp(number), 'the same address shows the same')
      desk.clock.to(desk.clock.now() + 1_000)
      const before = linkIn(await open(eve, '/desk'))
      await open(eve, first)
      await eve.browser.submit('/desk/here')
      assert.notEqual(linkIn(await open(eve, '/desk')), before)
    })

    it('keeps views under names of one’s own, and drops them again', async () => {
      await open(mia, '/desk?group=new&who=none')
      const kept = await mia.browser.submit('/desk/views', { name: `Fresh <b>&` })
      assert.equal(kept.to, '/desk?group=new&who=none')
      const page = await open(mia, '/desk')
      assert.match(page, /href="\/desk\?group=new&amp;who=none">\s*<bdi class="person">Fresh &lt;b>&amp;<\/bdi>/)
      assert.doesNotMatch(await open(ben, '/desk'), /Fresh &lt;b>/)
      await mia.browser.submit('/desk/views/drop')
      assert.doesNotMatch(await open(mia, '/desk'), /Fresh &lt;b>/)
      const { token = '' } = formsOf(page)[0]?.fields ?? {}
      const away = await mia.browser.post('/desk/views', { token, name: 'x', view: 'https://evil.example/' })
      assert.equal(away.status, 422)
    })

    it('takes what is nobody’s by one press, which can be undone', async () => {
      const { number } = await desk.report({ title: 'To be taken', description: 'x' })
      const page = await open(mia, '/desk?group=new')
      const value = new RegExp(`name="take" value="(${number}\\.\\d+)"`).exec(page)?.[1] ?? assert.fail()
      const taken = await mia.browser.submit('/desk/triage/many', { take: value })
      assert.equal(taken.to, '/desk?group=new', 'back to the same part of the inbox')
      assert.match(words(await open(mia, '/desk')), new RegExp(`${number} Assign to ${mia.name}`))
      desk.clock.to(desk.clock.now() + 61_000)
      await desk.house.tick()
      assert.match(await open(mia, '/desk?who=mine'), new RegExp(number))
    })
  })

  describe('a name in a note', () => {
    it('leads its member to the case, and is seen once they have it before them', async () => {
      const zoe = await desk.member('observer')
      const { number } = await desk.report({ title: 'Somebody should look', description: 'x' })
      await open(mia, `/desk/cases/${number}`)
      await mia.browser.submit(act(number, 'AddNote'), { text: `Could @${zoe.name} look at this?` })
      assert.match(words(await open(zoe, '/desk')), /Mentions of me 1/)
      assert.doesNotMatch(words(await open(mia, '/desk')), /Mentions of me 1/)
      assert.match(await open(zoe, '/desk?mentions=me'), new RegExp(number))
      await open(zoe, `/desk/cases/${number}`)
      assert.doesNotMatch(words(await open(zoe, '/desk')), /Mentions of me 1/)
      assert.match(await open(zoe, '/desk?mentions=me'), new RegExp(number), 'the case stays in the list')
    })

    it('tells that member alone, by a notice that says nothing of the case', async () => {
      const feedOf = async (member: Member) =>
        (await desk.house.notices.makeFeed({ member: member.id })) ?? assert.fail()
      const [toBen, toMia] = [await feedOf(ben), await feedOf(mia)]
      const { number } = await desk.report({ title: marker, description: marker })
      desk.clock.to(desk.clock.now() + 61_000)
      await desk.house.tick()
      const count = async (token: string) => (await desk.house.notices.feed(token))?.entries.length ?? 0
      const [before, mine] = [await count(toBen), await count(toMia)]
      await desk.house.desk.handle(mia.actor, number, {
        ...{ type: 'AddNote', id: 'note-named', text: `@${ben.name}: ${marker}`, files: [] },
      })
      await desk.house.tick()
      await desk.house.tick()
      assert.equal(await count(toBen), before + 1)
      assert.equal(await count(toMia), mine, 'who wrote it is told nothing')
      assert.doesNotMatch(JSON.stringify(await desk.house.notices.feed(toBen)), new RegExp(`${marker}|${number}`))
    })
  })

  describe('the keys', () => {
    it('are switched off by each member for themselves', async () => {
      const page = await open(mia, '/desk/account')
      assert.match(words(page), /Single keys act on the pages of the desk/)
      assert.match(await open(mia, '/desk'), /<dialog id="keys" data-page="inbox" data-on="yes">/)
      await open(mia, '/desk/account')
      await mia.browser.submit('/desk/account/keys')
      assert.match(await open(mia, '/desk'), /data-on="no"/)
      assert.match(await open(ben, '/desk'), /data-on="yes"/)
    })

    it('mean one thing each on every page', () => {
      for (const page of keyPages) {
        const keys = keysOn(page).map((key) => key.keys)
        assert.equal(new Set(keys).size, keys.length, page)
        for (const key of keys) assert.match(key, /^([a-z0-9.?]|g [a-z]|Esc|Ctrl Enter)$/, `${page}: ${key}`)
        assert.ok(!keys.includes('g'), 'it begins others')
      }
    })

    it('each press something that the page has', async () => {
      const { number } = await desk.report({ title: 'With keys', description: 'x'.repeat(2_000) })
      const pages = {
        inbox: await open(ben, '/desk'),
        case: await open(ben, `/desk/cases/${number}`),
        triage: await open(ben, `/desk/triage?case=${number}`),
      }
      for (const page of keyPages)
        for (const { keys, does } of keysOn(page))
          if (does === 'press' && !sometimes.has(keys))
            assert.match(pages[page], new RegExp(`aria-keyshortcuts="${keys}"`), `${keys} on ${page}`)
      for (const { does } of keysOn('inbox'))
        if (typeof does === 'object' && 'go' in does) {
          const answer = await ben.browser.get(does.go)
          assert.ok(answer.status === 200 || answer.to?.startsWith('/desk?since='), does.go)
        }
    })
  })

  describe('the scripts of a page', () => {
    it('come to less than 30 kB packed, and public pages have none', async () => {
      const { number, receipt } = await desk.report()
      for (const path of ['/desk', `/desk/cases/${number}`, '/desk/triage', '/desk/account', '/desk/search']) {
        const page = await open(ben, path)
        const scripts = [...page.matchAll(/<script type="module" src="([^"]+)"/g)].map(([, src = '']) => src)
        assert.ok(scripts.length > 0, path)
        const sizes = await Promise.all(
          scripts.map(async (src) => gzipSync(Buffer.from((await ben.browser.get(src)).body)).length),
        )
        const all = sizes.reduce((sum, size) => sum + size, 0)
        assert.ok(all > 1_000 && all < 30_000, `${path}: ${all} bytes`)
      }
      const reader = await desk.reading(receipt)
      for (const path of ['/', '/report', '/thread']) assert.doesNotMatch((await reader.get(path)).body, /<script/)
    })
  })
})

/** Only where there is something to undo, a duplicate beside it, another act possible. */
const sometimes: ReadonlySet<string> = new Set(['u', '1', '2', '3', 'c', 't', 'f'])
