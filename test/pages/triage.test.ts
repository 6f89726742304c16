import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, it } from 'node:test'
import { many } from '../../src/desk/triage.ts'
import { type Member, type Staffed, staffedHouse } from '../abuse/staffed-house.ts'
import { type EveningReport, evening } from '../stand-ins/evening.ts'
import { formsOf, type PageForm } from '../stand-ins/forms.ts'
import type { Answer } from '../stand-ins/visitor.ts'

const minute = 60_000
const yaml = `project: { name: Lantern }
acknowledge: { automatic: false }
report: { severity: cvss-4.0, aiUse: true }
supported: Versions 4.5 and newer get fixes.
notAVulnerability:
  - title: Missing rate limits
    text: We count sign-ins elsewhere.
    link: https://lantern.example/not#limits
    words: [rate limit, brute force]
  - title: Headers of the blog
    text: The blog runs elsewhere and has no accounts.
    words: [X-Frame-Options]
limits: { reportsPerHour: 10000, messagesPerHour: 10000, signInsPerHour: 10000 }
`

/** One page of new reports, read and answered as somebody without scripts does. */
class Evening {
  requests = 0
  page = ''
  /** The address of the page that is open. */
  at = ''
  status = 0
  readonly member: Member
  constructor(member: Member) {
    this.member = member
  }

  async open(path = '/desk/triage'): Promise<this> {
    this.at = path
    return this.take(await this.member.browser.get(path))
  }

  async take(answer: Answer): Promise<this> {
    this.requests += 1
    this.status = answer.status
    if (answer.status === 303 && answer.to !== null) return this.open(answer.to)
    this.page = answer.body
    return this
  }

  form(which: (form: PageForm) => boolean): PageForm {
    return formsOf(this.page).find(which) ?? assert.fail('the page has that form')
  }
  act(act: string, more: (form: PageForm) => boolean = () => true): PageForm {
    return this.form((form) => form.fields.act === act && more(form))
  }

  async send(form: PageForm, fields: Readonly<Record<string, string>> = {}): Promise<this> {
    if (form.method === 'get') return this.open(`${form.action}?${new URLSearchParams({ ...form.fields, ...fields })}`)
    return this.take(await this.member.browser.post(form.action, { ...form.fields, ...fields }))
  }

  get number(): string {
    return /<title>New: (P-[0-9A-Z]{6})/.exec(this.page)?.[1] ?? ''
  }
  /** Without its whole text in every failure. */
  says(pattern: RegExp): void {
    assert.ok(pattern.test(this.words), `${pattern} is said in: ${this.words.slice(0, 600)}`)
  }
  saysNot(pattern: RegExp): void {
    assert.ok(!pattern.test(this.words), `${pattern} is not said`)
  }
  get words(): string {
    const main = this.page.slice(this.page.indexOf('<main'), this.page.indexOf('</main>'))
    return main
      .replaceAll(/<[^>]+>/g, ' ')
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll(/\s+/g, ' ')
  }
}

const report = (title: string, more: object = {}) => ({
  title,
  description: `${title}. It was found by hand.`,
  ...more,
})

describe('the page of new reports, where the desk acknowledges by itself', () => {
  it('offers what comes next as its main act and its first key', async () => {
    const desk = await staffedHouse({ yaml: 'project: { name: Lantern }\n' })
    const ada = new Evening(await desk.member('member'))
    const { number } = await desk.report(report('Acknowledged already'))
    await ada.open()
    const main = /<button[^>]*class="button primary"[^>]*>/.exec(ada.page)?.[0] ?? ''
    assert.match(main, /aria-keyshortcuts="a"/)
    assert.match(ada.words, /Accept/)
    await ada.send(ada.act('accept'))
    desk.clock.to(desk.clock.now() + minute + 1)
    await desk.house.tick()
    assert.equal((await desk.house.desk.caseFor(ada.member.actor, number))?.view.stage, 'reproducing')
    await desk.close()
  })
})

describe('the page of new reports', () => {
  let desk: Staffed
  let ada: Evening
  let ben: Evening
  before(async () => {
    desk = await staffedHouse({ yaml })
    // The search finds what is alike once it works.
    await desk.house.open()
    ada = new Evening(await desk.member('lead'))
    ben = new Evening(await desk.member('member'))
  })
  after(() => desk.close())

  const later = async (span = minute + 1) => {
    desk.clock.to(desk.clock.now() + span)
    await desk.house.tick()
  }
  const stageOf = async (number: string) =>
    (await desk.house.desk.caseFor(ada.member.actor, number))?.view.stage ?? 'unknown'
  const clear = async () => {
    for (await ada.open(); ada.number !== ''; ) await ada.send(ada.act('not-a-report'))
    await later()
  }

  it('says that nothing waits where nothing waits, and only to the team', async () => {
    await ada.open()
    ada.says(/Nothing new waits for an answer/)
    assert.equal((await desk.browser().get('/desk/triage')).status, 404)
    const watcher = new Evening(await desk.member('observer'))
    await desk.report(report('Seen by an observer'))
    await watcher.open()
    assert.equal(watcher.status, 200)
    assert.ok(!formsOf(watcher.page).some(({ action, method }) => action === '/desk/triage' && method === 'post'))
    await clear()
  })

  it('shows the first part, what strikes the eye, and who reported', async () => {
    const { number } = await desk.report(report('The old door', { version: '4.4.9', cvss: '7.5' }))
    await ada.open()
    assert.equal(ada.number, number)
    for (const flag of [
      'No steps to reproduce',
      'Version without support',
      'Severity needs CVSS 4.0',
      'AI use not stated',
    ])
      ada.says(new RegExp(flag))
    ada.says(/Anonymous: nothing is known/)
    const ask = ada.act('ask')
    assert.match(ask.fields.text ?? '', /we need the steps.*CVSS 4\.0.*generative AI/s)
    assert.equal((ask.fields.text ?? '').split('Thank you for your report.').length, 2, 'thanks are said once')
    await clear()
  })

  it('shows what gave the same mail address before, and nobody else', async () => {
    const reporter = { name: 'Noor', email: 'noor@example.org' }
    const first = await desk.report(report('Earlier one', { reporter }))
    await desk.report(report('Mentions noor@example.org in its words'))
    await clear()
    await desk.report(report('A later one', { reporter: { email: 'Noor@Example.org' } }))
    await ada.open()
    ada.says(new RegExp(`One earlier report gave the same mail address: ${first.number}`))
    ada.says(/No report at all/)
    await clear()
  })

  it('has the project’s own list in the report form, and the entry once more before sending', async () => {
    const reporter = desk.browser()
    assert.match((await reporter.get('/report')).body, /What is not a vulnerability here.*Headers of the blog/s)
    const form = { title: 'Brute force works', description: 'I tried it for an hour.', do: 'review' }
    const { body, status } = await reporter.submit('/report', form)
    assert.equal(status, 200)
    assert.match(body, /Please look at this before you send it.*Missing rate limits/s)
    assert.doesNotMatch(body, /Headers of the blog/)
    assert.match(body, /value="send"/, 'nobody is kept from sending')
  })

  it('offers the answer of the project’s own list, with its link', async () => {
    const { number, receipt } = await desk.report(report('Brute force is possible: no rate limit'))
    await ada.open()
    ada.says(/Not a vulnerability here\?.*Missing rate limits/)
    const answer = ada.act('decline', ({ label }) => label.includes('Missing rate limits'))
    await ada.send(answer)
    await later()
    assert.equal(await stageOf(number), 'declined')
    const reader = await desk.reading(receipt)
    assert.match((await reader.get('/thread')).body, /lantern\.example\/not#limits/)
  })

  it('goes on to the next with "later", and comes back to it in the next round', async () => {
    const [a, b] = [await desk.report(report('One')), await desk.report(report('Two'))]
    await ada.open()
    const first = ada.number
    await ada.send(ada.form(({ label }) => label === 'Later'))
    assert.notEqual(ada.number, first)
    assert.ok([a.number, b.number].includes(ada.number))
    await ada.send(ada.form(({ label }) => label === 'Later'))
    ada.says(/last one of this round/)
    await ada.open()
    assert.equal(ada.number, first)
    await clear()
  })

  it('takes an act back within the minute, with its words', async () => {
    const { number } = await desk.report(report('Undone'))
    await ada.open()
    await ada.send(ada.act('ask'), { text: 'Which colour was the door?' })
    ada.says(new RegExp(`${number} Ask the reporter , by you : will be sent in 60 s`))
    await ada.send(ada.form(({ action }) => action === '/desk/triage/undo'))
    assert.equal(ada.number, number)
    ada.says(/Taken back\. Nothing was sent, and your words are below\./)
    assert.equal(ada.act('ask').fields.text, 'Which colour was the door?')
    // The page can be loaded again, and so can its address.
    const again = await ada.member.browser.get(ada.at)
    assert.equal(again.status, 200)
    assert.match(again.body, /Which colour was the door\?/)
    assert.equal((await ada.member.browser.get('/desk/triage/undo')).to, '/desk/triage')
    await later()
    assert.equal(await stageOf(number), 'received')
    await clear()
  })

  it('speaks of words only where some were written', async () => {
    const { number } = await desk.report(report('Undone without words', { version: '2.3' }))
    await ada.open()
    ada.says(new RegExp(`${number} , .*, API, version 2\\.3`))
    await ada.send(ada.act('acknowledge'))
    await ada.send(ada.form(({ action }) => action === '/desk/triage/undo'))
    assert.equal(ada.number, number)
    ada.says(/Taken back\. Nothing was sent\./)
    ada.saysNot(/your words/)
    await clear()
  })

  it('offers acts on several at once only where there are some', async () => {
    await ada.open('/desk')
    ada.saysNot(/Do the same with those I chose/)
    await desk.report(report('Something to choose'))
    await ada.open('/desk')
    ada.says(/Do the same with those I chose/)
    await ada.open()
    await clear()
  })

  it('shows what waits on the page of the case and in the inbox too', async () => {
    const { number } = await desk.report(report('Seen everywhere'))
    await ada.open()
    await ada.send(ada.act('acknowledge'))
    for (const path of ['/desk', `/desk/cases/${number}`]) {
      await ben.open(path)
      ben.says(/will be sent in \d+ s/)
      assert.ok(ben.form(({ action }) => action === '/desk/triage/undo'))
    }
    await ben.open(`/desk/triage?case=${number}`)
    ben.says(/An answer to this report is about to be sent/)
    await later()
  })

  it('of two members in one second lets one win, and shows the other what is new', async () => {
    const { number } = await desk.report(report('Two at once'))
    await Promise.all([ada.open(`/desk/triage?case=${number}`), ben.open(`/desk/triage?case=${number}`)])
    await Promise.all([ada.send(ada.act('acknowledge')), ben.send(ben.act('ask'), { text: 'Which version?' })])
    const lost = [ada, ben].filter(({ status }) => status === 409)
    assert.equal(lost.length, 1)
    lost[0]?.says(/Another answer to this case was given a moment ago/)
    lost[0]?.says(/will be sent in/)
    await later()
  })

  it('keeps what was typed where the report changed since it was shown, and says what is new', async () => {
    const { number, receipt } = await desk.report(report('It changes'))
    await ada.open(`/desk/triage?case=${number}`)
    const decline = ada.act('decline', ({ fields }) => fields.reason === 'out-of-scope')
    const sent = await desk.api('POST', '/api/v1/thread/commands', {
      body: { id: 'more-of-it', type: 'SendMessage', text: 'One more thing.' },
      headers: { authorization: `Receipt ${receipt}` },
    })
    assert.equal(sent.status, 200)
    await ada.send(decline, { text: 'My own kind words.' })
    assert.equal(ada.status, 409)
    ada.says(/New since you looked/)
    assert.equal(ada.act('decline', ({ fields }) => fields.reason === 'out-of-scope').fields.text, 'My own kind words.')
    await clear()
  })

  it('tells when an act was refused in the end, and has the report back', async () => {
    const { number, receipt } = await desk.report(report('Refused in the end'))
    await ada.open(`/desk/triage?case=${number}`)
    await ada.send(ada.act('decline', ({ fields }) => fields.reason === 'out-of-scope'))
    await desk.api('POST', '/api/v1/thread/commands', {
      body: { id: 'in-between', type: 'SendMessage', text: 'Wait.' },
      headers: { authorization: `Receipt ${receipt}` },
    })
    await later()
    await ada.open()
    ada.says(new RegExp(`${number} was not answered: Decline: out of scope , by you`))
    assert.equal(ada.number, number)
    await ada.send(ada.form(({ action }) => action === '/desk/triage/put-away'))
    ada.saysNot(/was not answered/)
    await clear()
  })

  it('assigns, and what is another member’s is theirs to answer', async () => {
    const { number } = await desk.report(report('For Ben'))
    await ada.open()
    await ada.send(ada.act('assign'), { member: ben.member.id })
    await later()
    await ada.open()
    assert.equal(ada.number, '')
    await ben.open()
    assert.equal(ben.number, number)
    await ben.send(ben.act('not-a-report'))
    await later()
  })

  it('refuses what makes no sense, kindly', async () => {
    await desk.report(report('Nonsense'))
    await ada.open()
    await ada.send(ada.act('ask'), { text: '  ' })
    assert.equal(ada.status, 422)
    ada.says(/Write a few words first/)
    await ada.open()
    await ada.send(
      ada.act('decline', ({ fields }) => fields.reason === 'duplicate'),
      { duplicateOf: 'P-000000' },
    )
    assert.equal(ada.status, 409)
    await ada.send(ada.act('acknowledge'), { case: 'P-000000' })
    assert.equal(ada.status, 404)
    await clear()
  })

  it('does the same with several that were chosen in the inbox', async () => {
    const all = await Promise.all(['a', 'b', 'c'].map((name) => desk.report(report(`Several ${name}`))))
    await ada.open('/desk')
    const values = [...ada.page.matchAll(/name="c" value="([^"]+)"/g)].map(([, value = '']) => value)
    const chosen = values.filter((value) => all.some(({ number }) => value.startsWith(number)))
    assert.equal(chosen.length, 3)
    const sent = await ada.member.browser.submit('/desk/triage/many', {
      act: 'decline out-of-scope',
      c: chosen,
    })
    await ada.take(sent)
    assert.equal(ada.status, 200)
    ada.says(/and 2 more Decline: out of scope , by you/)
    const [undo] = formsOf(ada.page).filter(({ action }) => action === '/desk/triage/undo-many')
    assert.ok(undo !== undefined)
    await ada.take(await ada.member.browser.submit('/desk/triage/undo-many'))
    ada.says(/Taken back: 3 acts\. Nothing of it was sent/)
    assert.equal(ada.page.match(/ checked/g)?.length, 3, 'they stand chosen again')
    assert.equal((await desk.house.desk.triage.waiting(ada.member.actor)).length, 0)
    await ada.take(await ada.member.browser.submit('/desk/triage/many', { act: 'decline out-of-scope', c: chosen }))
    await later()
    for (const { number } of all) assert.equal(await stageOf(number), 'declined')
    await ada.open('/desk')
    await ada.take(await ada.member.browser.submit('/desk/triage/many', { act: 'acknowledge' }))
    assert.equal(ada.status, 422)
    ada.says(/Choose at least one case/)
  })

  it('records its reads as what they are: case 48’s alarm counts none of them', async () => {
    const database = new DatabaseSync(join(desk.folder, 'postern.db'), { readOnly: true })
    const count = (act: string) =>
      (
        database
          .prepare('select count(*) as n from leaf where act = ? and actor = ?')
          .get(act, `member:${ben.member.id}`) as { n: number }
      ).n
    const [cases, triaged] = [count('case-read'), count('triage-read')]
    await desk.report(report('Read once'))
    await ben.open()
    assert.deepEqual([count('case-read'), count('triage-read')], [cases, triaged + 1])
    database.close()
    await clear()
  })
})

describe('an evening with forty new reports, twenty of them duplicates of six', () => {
  it('is settled without scripts in at most two requests each, and every reporter has an answer', async () => {
    const desk = await staffedHouse({ yaml })
    try {
      await desk.house.open()
      const sent: { number: string; receipt: string; report: EveningReport }[] = []
      for (const one of evening) {
        const { decision: _, ...body } = one
        sent.push({ ...(await desk.report(body)), report: one })
        // They came over the day, one after the other.
        desk.clock.to(desk.clock.now() + 1_000)
      }
      const member = new Evening(await desk.member('lead'))
      await member.open()
      member.says(/40 new reports/)
      let suggested = 0
      for (let settled = 0; settled < 40; settled++) {
        const before = member.requests
        const here = sent.find(({ number }) => number === member.number) ?? assert.fail(`${settled} were settled`)
        const { decision } = here.report
        if (typeof decision === 'object') {
          const main = sent[decision.duplicateOf]?.number ?? ''
          const beside = formsOf(member.page).find(
            ({ fields }) => fields.act === 'duplicate' && fields.duplicateOf === main,
          )
          if (beside !== undefined) suggested += 1
          await (beside !== undefined
            ? member.send(beside)
            : member.send(
                member.act('decline', ({ fields }) => fields.reason === 'duplicate'),
                { duplicateOf: main },
              ))
        } else
          await member.send(
            decision === 'decline'
              ? member.act('decline', ({ fields }) => fields.reason === 'not-security')
              : member.act(decision),
          )
        assert.equal(member.status, 200, member.words.slice(0, 400))
        assert.ok(member.requests - before <= 2, `${member.requests - before} requests`)
      }
      member.says(/Nothing new waits for an answer/)
      console.log(`${suggested} of 20 duplicates had their main case beside them`)
      desk.clock.to(desk.clock.now() + minute + 1)
      await desk.house.tick()
      await desk.house.tick()
      assert.deepEqual(await desk.house.desk.triage.waiting(member.member.actor), [])
      assert.deepEqual(
        (await desk.house.desk.triage.refused(member.member.actor)).map(
          ({ number, why }) => `${number} ${why?.refused}`,
        ),
        [],
      )
      const database = new DatabaseSync(join(desk.folder, 'postern.db'), { readOnly: true })
      const acts = database.prepare("select act from leaf where act in ('triage-read', 'many-cases')").all()
      database.close()
      assert.ok(acts.length >= 40)
      assert.ok(!acts.some(({ act }) => act === 'many-cases'), 'an evening in triage is no reason for an alarm')
      for (const { number, receipt, report: was } of sent) {
        const reader = await desk.reading(receipt)
        const { body } = await reader.get('/thread')
        const viewer = { ...member.member.actor, strongAt: desk.clock.now() }
        const found = await desk.house.desk.caseFor(viewer, number)
        assert.notEqual(found?.view.case.openedAt, null, `${was.title} was answered`)
        if (typeof was.decision === 'object') assert.match(body, /follows that case from now on/)
      }
      const counts = await desk.house.desk.counts(member.member.actor)
      assert.equal(counts.new, 0, 'nobody waits unseen')
    } finally {
      await desk.close()
    }
  })
})

describe('the row of new reports', () => {
  it('goes on behind the first two hundred', async () => {
    const desk = await staffedHouse({ yaml })
    try {
      const { actor } = await desk.member('lead')
      for (let count = 0; count < many + 5; count++) await desk.report(report(`Report ${count}`))
      const seen = new Set<string>()
      for (let after: string | null = null; ; ) {
        const next = await desk.house.desk.triage.next(actor, after)
        if (next.number === null) break
        seen.add(next.number)
        after = next.place
      }
      assert.equal(seen.size, many + 5)
    } finally {
      await desk.close()
    }
  })
})
