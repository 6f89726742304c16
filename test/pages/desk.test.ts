import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { actSpecs } from '../../src/web/pages/desk/act-specs.ts'
import { yes } from '../stand-ins/team.ts'
import { days, type Fields, report, someReport, type TestDesk, testDesk, type Visitor } from './visitor.ts'

const yaml = `project: { name: Lantern }
steps:
  - { kind: report }
  - { kind: acknowledge }
  - { kind: review }
  - { kind: reproduce }
  - { kind: patch, optional: true }
  - { kind: verify }
  - { kind: cve, optional: true }
  - { kind: release }
  - { kind: publish }
acknowledge: { automatic: false }
limits: { reportsPerHour: 1000, signInsPerHour: 1000 }
`
const marker = 'heliotrope'
const aCase: Fields = { ...someReport, title: `The ${marker} door does not lock` }

let desk: TestDesk
before(async () => {
  desk = await testDesk({ yaml })
})
after(() => desk.close())

/** Comes in by a link from the console, as somebody who lost their passkey would. */
async function signedIn(name: string, role: 'lead' | 'member' | 'observer' = 'lead'): Promise<Visitor> {
  const known = (await desk.house.team.members()).some((member) => member.name === name && member.state !== 'removed')
  if (!known) yes(await desk.house.team.addMember({ name, role, by: null }))
  const { link } = yes(await desk.house.team.memberSignIn(name))
  const visitor = desk.visitor()
  const { pathname } = new URL(link)
  await visitor.get(pathname)
  await visitor.send(pathname)
  assert.equal(visitor.status, 200, visitor.words)
  return visitor
}

const newCase = async (fields: Fields = aCase) => report(desk.visitor(), fields)

/** One form of the case page: opened afresh, filled in, sent. */
async function act(
  member: Visitor,
  number: string,
  command: string,
  fields: Fields = {},
  files: { name: string; text: string }[] = [],
) {
  const path = `/desk/cases/${number}`
  await member.get(path)
  // An act that is not possible has no form: whoever sends it all the same had another page open.
  const hidden = member.hidden(`${path}/acts/${command}`)
  const known = 'token' in hidden ? {} : member.hidden(`${path}/acts/AddNote`)
  await member.send(`${path}/acts/${command}`, { ...known, ...fields }, files)
  return member
}

async function done(
  member: Visitor,
  number: string,
  command: string,
  fields: Fields = {},
  files: { name: string; text: string }[] = [],
) {
  await act(member, number, command, fields, files)
  assert.equal(member.status, 200, `${command}: ${member.words.slice(0, 400)}`)
  assert.match(member.page, /class="notice ok"/, `${command} says that it was done`)
}

const behalf = { behalf: 'yes', channel: 'email', evidence: 'Her mail of Tuesday.' }

describe('the inbox', () => {
  it('shows the groups in order, each row with number, title, age, next act, due day, member and door', async () => {
    const ada = await signedIn('Ada')
    const { number } = await newCase({ ...aCase, title: 'A fresh one' })
    const attacked = await newCase({ ...aCase, title: 'Seen at work', exploited: 'yes' })
    const asked = await newCase({ ...aCase, title: 'An asked one' })
    await done(ada, asked.number, 'RequestInformation', { text: 'Which version?' })
    await done(ada, number, 'AssignCase', {
      member: (await desk.house.team.members()).find(({ name }) => name === 'Ada')?.id ?? '',
    })
    await ada.get('/desk')
    const list = ada.words.slice(ada.words.indexOf('Cases by what they wait for'), ada.words.indexOf('Show only some'))
    const at = ['Exploited 1', attacked.number, 'New 1', number, 'Waiting for the reporter 1', asked.number].map(
      (text) => list.indexOf(text),
    )
    assert.ok(
      at.every((place, index) => place > (at[index - 1] ?? 0)),
      list,
    )
    assert.match(ada.words, new RegExp(`${number} A fresh one today .*? Fri 27 Nov Ada Form`))
    assert.match(ada.page, /<title>Inbox · Lantern<\/title>/)
  })

  it('narrows down to mine, nobody’s, a group and a stage', async () => {
    const ada = await signedIn('Ada')
    await ada.get('/desk?who=mine')
    assert.match(ada.words, /A fresh one/)
    assert.doesNotMatch(ada.words, /Seen at work/)
    await ada.get('/desk?who=none&group=exploited')
    assert.match(ada.words, /Seen at work/)
    await ada.get('/desk?stage=publishing')
    assert.match(ada.words, /Nothing here fits/)
    await ada.get('/desk?group=nonsense&who=%3Cscript%3E')
    assert.equal(ada.status, 200)
  })

  it('puts what is overdue first, and says so in words', async () => {
    const ada = await signedIn('Ada')
    const { number } = await newCase({ ...aCase, title: 'Waits for us' })
    await done(ada, number, 'AcceptReport')
    desk.clock.now += days(20)
    const late = await signedIn('Ada')
    await late.get('/desk?group=waiting-for-us')
    assert.match(late.words, new RegExp(`${number} Waits for us 20 d .*? overdue 6 d`))
    assert.match(late.page, /mark warn/)
    desk.clock.now -= days(20)
  })

  it('pages by cursor, with 50 cases in at most 40 KiB', async () => {
    const ada = await signedIn('Ada')
    const visitor = desk.visitor()
    for (let i = 0; i < 55; i++)
      await report(visitor, {
        ...aCase,
        title: `Number ${i} of many, ${'with a title as long as people write them '.repeat(3)}`,
      })
    await ada.get('/desk?group=new')
    assert.ok(Buffer.byteLength(ada.page) <= 40 * 1024, `${Buffer.byteLength(ada.page)} bytes`)
    const numbers = () => new Set(ada.page.match(/P-[0-9A-Z]{6}/g))
    const first = numbers()
    assert.ok(first.size >= 49)
    const next = /href="(\/desk\?[^"]*after=[^"]*)"/.exec(ada.page)?.[1]?.replaceAll('&amp;', '&') ?? ''
    await ada.get(next)
    assert.ok(numbers().size > 0)
    assert.ok(first.isDisjointFrom(numbers()))
    await ada.get('/desk')
    assert.ok(Buffer.byteLength(ada.page) <= 40_000, `${Buffer.byteLength(ada.page)} bytes`)
  })

  it('searches by POST alone', async () => {
    const ada = await signedIn('Ada')
    await ada.get('/desk')
    await ada.send('/desk/search', { q: 'fresh' })
    assert.equal(ada.status, 200)
    assert.match(ada.page, /<title>Search · Lantern<\/title>/)
    assert.match(ada.page, /value="fresh"/)
    await ada.get('/desk/search?q=fresh')
    assert.doesNotMatch(ada.page, /value="fresh"/)
  })

  it('shows members what is wrong with how the desk is reached, and lets leads alone end its quiet', async () => {
    const [ada, noor] = [await signedIn('Ada'), await signedIn('Noor', 'member')]
    await ada.request('GET', '/desk', { headers: { 'x-forwarded-for': '198.51.100.7' } })
    await ada.get('/desk')
    assert.match(ada.words, /A proxy sent forwarded headers/)
    await noor.get('/desk')
    await noor.send('/desk/release')
    assert.equal(noor.status, 403)
    assert.match(noor.words, /Not for your role/)
  })

  it('tells whoever has no second passkey to make one', async () => {
    const ada = await signedIn('Ada')
    await ada.get('/desk')
    assert.match(ada.words, /You have no second passkey/)
  })
})

describe('the case page', () => {
  it('says what is next and by when, with one main button, the report as it was sent, and the steps', async () => {
    const { number } = await newCase()
    const ada = await signedIn('Ada')
    await ada.get(`/desk/cases/${number}`)
    assert.match(ada.words, /Next: acknowledge the report \(due Fri 27 Nov\)/)
    assert.equal(ada.page.match(/button primary/g)?.length, 1)
    assert.match(ada.words, /Whoever turns the handle twice is in\./)
    assert.match(ada.page, /aria-current="step"/)
    assert.match(ada.page, new RegExp(`<title>${number} · Lantern</title>`))
  })

  it('carries a whole case by forms alone: each act is done and said', async () => {
    const { number } = await newCase()
    const ada = await signedIn('Ada')
    const file = [{ name: 'a.patch', text: 'diff' }]
    await done(ada, number, 'AcknowledgeReceipt')
    await done(ada, number, 'RequestInformation', { text: 'Which version?' })
    await done(ada, number, 'AddInformation', { ...behalf, text: 'The newest one.' }, file)
    await done(ada, number, 'AcceptReport')
    await done(ada, number, 'ConfirmReproduction', { text: 'We see the same.' })
    await done(ada, number, 'TagCase', { tags: 'door, lock' })
    await done(ada, number, 'AddNote', { text: 'For us alone.' }, file)
    await done(ada, number, 'AddFiles', {}, file)
    await done(ada, number, 'SendMessage', { text: 'We work on it.' }, file)
    await done(ada, number, 'ProposeEmbargo', { until: '2027-03-03T12:00', text: 'Is March all right?' })
    assert.match(ada.words, /Proposed by the team: nothing public before 3 March 2027, 12:00 UTC/)
    await done(ada, number, 'AcceptEmbargo', behalf)
    assert.match(ada.words, /Nothing public before 3 March 2027, 12:00 UTC/)
    await done(ada, number, 'ProposeEmbargo', { ...behalf, until: '2027-04-01T12:00' })
    await done(ada, number, 'RejectEmbargo', { text: 'March is late enough.' })
    await done(ada, number, 'OfferFix', { text: 'Please test.', version: '1.2.4-rc1', image: 'lantern:rc1' }, file)
    await done(ada, number, 'VerifyFix', { ...behalf, holds: 'no', text: 'Still open.' })
    await done(ada, number, 'OfferFix', { text: 'And now?' })
    await done(ada, number, 'VerifyFix', { ...behalf, holds: 'yes' })
    await done(ada, number, 'RequestCve', { from: 'MITRE' })
    await done(ada, number, 'RefuseCve', { reason: 'Too small.' })
    await done(ada, number, 'RecordCve', { cve: 'cve-2026-12345' })
    await done(ada, number, 'AskCredit', { text: 'May we name you?' })
    await done(ada, number, 'ChooseCredit', {
      ...behalf,
      credit: 'named',
      creditName: 'Rita R.',
      creditUrl: 'https://rita.example',
    })
    assert.match(ada.words, /Credit: Rita R\. \(rita\.example\)/)
    await done(ada, number, 'ConfirmCredit')
    await done(ada, number, 'ReleaseFix', { version: '1.2.4', url: 'https://example.org/1.2.4' })
    await done(ada, number, 'RecordExposure', {
      exposure: 'exploit',
      awareAt: '2026-11-20T08:00',
      reason: 'A posting.',
    })
    await done(ada, number, 'RecordExploitation', { awareAt: '2026-11-20T08:30', by: 'Noor', reason: 'Logs.' })
    assert.match(ada.words, /Attacks were seen; known to us since Friday 20 November 2026, 08:30 UTC/)
    await act(ada, number, 'WithdrawReport', { ...behalf, text: 'Let it be.' })
    assert.equal(ada.status, 409)
    await ada.get(`/desk/cases/${number}`)
    assert.match(ada.words, /Fix released: 1\.2\.4/)
    assert.match(ada.words, /Attacks were seen, known to us since/)
  })

  it('declines with a ready text that is read first, and takes the answer', async () => {
    const { number } = await newCase()
    const ada = await signedIn('Ada')
    await act(ada, number, 'DeclineReport', { reason: 'not-security' })
    assert.equal(ada.status, 200)
    assert.match(ada.page, /do not see how somebody could use it to do harm\. [^<]*<\/textarea>/)
    assert.match(ada.words, /Decline and tell the reporter/)
    await ada.send(`/desk/cases/${number}/acts/DeclineReport`, { reason: 'not-security', text: 'Thank you, but no.' })
    assert.match(ada.words, /Declined\. The reporter can read why/)
    await act(ada, number, 'CloseCase', { reason: 'Done.' })
    assert.match(ada.words, /A case does not close while an embargo is active/)
    await done(ada, number, 'AnswerDecline', { ...behalf, text: 'Look again.' })
    await act(ada, number, 'DeclineReport', { reason: 'duplicate', text: 'Known.', duplicateOf: '' })
    assert.equal(ada.status, 409)
    assert.match(ada.words, /Name the case that this one duplicates/)
    const main = await newCase({ ...aCase, title: 'The first of them' })
    await done(ada, number, 'DeclineReport', {
      reason: 'duplicate',
      text: 'Known.',
      duplicateOf: main.number.toLowerCase(),
    })
    assert.match(ada.words, new RegExp(`Follows ${main.number} The first of them`))
    await done(ada, number, 'ReopenCase', { text: 'It is another one after all.' })
  })

  it('puts ready questions into the text, one below the other, and sends nothing by it', async () => {
    const { number } = await newCase()
    const ada = await signedIn('Ada')
    await act(ada, number, 'RequestInformation', { text: 'Dear Rita,', use: 'version' })
    assert.equal(ada.status, 200)
    assert.match(ada.page, /Dear Rita,\n\nThank you for your report\. Which version did you test/)
    await ada.get(`/desk/cases/${number}`)
    assert.match(ada.words, /Nothing was said yet/)
  })

  it('asks for CVSS 4.0 with a ready question, where the report has another rating and the policy wants that one', async () => {
    const strict = await testDesk({ yaml: `${yaml}report: { severity: cvss-4.0 }\n` })
    try {
      const { number } = await report(strict.visitor(), { ...aCase, cvss: 'High' })
      yes(await strict.house.team.addMember({ name: 'Ada', role: 'lead', by: null }))
      const visitor = strict.visitor()
      const { pathname } = new URL(yes(await strict.house.team.memberSignIn('Ada')).link)
      await (await visitor.get(pathname)).send(pathname)
      await visitor.get(`/desk/cases/${number}`)
      assert.match(visitor.words, /Severity needs CVSS 4\.0/)
      await visitor.send(`/desk/cases/${number}/acts/RequestInformation`, { use: 'cvss-4.0' })
      assert.match(visitor.page, /begins with CVSS:4\.0[^<]*<\/textarea>/)
    } finally {
      await strict.close()
    }
  })

  it('says of every act that is not possible why not', async () => {
    const { number } = await newCase()
    const ada = await signedIn('Ada')
    await ada.get(`/desk/cases/${number}`)
    assert.match(ada.words, /Not possible now .*Release the fix An earlier step of the policy comes first\./)
  })
})

describe('an act that is refused', () => {
  it('keeps everything that was typed, with the reason beside it', async () => {
    const { number } = await newCase()
    const ada = await signedIn('Ada')
    await act(ada, number, 'VerifyFix', { holds: 'yes', text: `It ${marker} holds.` })
    assert.equal(ada.status, 409)
    assert.match(ada.words, /Nothing you typed is lost/)
    await done(ada, number, 'ConfirmReproduction')
    await act(ada, number, 'RecordCve', { cve: 'CVE twelve' })
    assert.equal(ada.status, 422)
    assert.match(ada.page, /value="CVE twelve"/)
    assert.match(ada.page, /href="#RecordCve-cve"[^>]*>A CVE id looks like/)
    await act(ada, number, 'ProposeEmbargo', { until: 'next week', text: 'Kept words' })
    assert.match(ada.page, /Kept words<\/textarea>/)
    await act(ada, number, 'SendMessage', { text: '  ' }, [{ name: 'a', text: 'b' }])
    assert.equal(ada.status, 422)
    assert.match(ada.words, /Please choose the files again/)
    await act(ada, number, 'ChooseCredit', { ...behalf, evidence: '', credit: 'anonymous' })
    assert.match(ada.words, /Copy their words here/)
    await act(ada, number, 'AddInformation', { text: 'Without evidence.' })
    assert.equal(ada.status, 409)
  })

  it('shows what is new where something happened meanwhile, and goes through once it was read', async () => {
    const visitor = desk.visitor()
    const { code, number } = await report(visitor, aCase)
    assert.notEqual(code, '')
    const ada = await signedIn('Ada')
    await ada.get(`/desk/cases/${number}`)
    await visitor.send('/receipt')
    await visitor.send('/thread/message', { text: 'One thing more.' })
    await ada.send(`/desk/cases/${number}/acts/DeclineReport`, { reason: 'junk', text: 'Words that took a while.' })
    assert.equal(ada.status, 409)
    assert.match(ada.words, /Something new happened while you were looking/)
    assert.match(ada.words, /New since you looked .* Message from the reporter/)
    assert.match(ada.page, /Words that took a while\.<\/textarea>/)
    await ada.send(`/desk/cases/${number}/acts/DeclineReport`, { reason: 'junk', text: 'Words that took a while.' })
    assert.match(ada.words, /Declined\./)
  })
})

describe('a form sent twice', () => {
  it('is done once; another text from the same page is another message', async () => {
    const { number } = await newCase()
    const ada = await signedIn('Ada')
    await ada.get(`/desk/cases/${number}`)
    const page = ada.page
    const path = `/desk/cases/${number}/acts/SendMessage`
    for (const text of ['Just once.', 'Just once.', 'Another one.']) {
      ada.page = page
      await ada.send(path, { text })
      assert.equal(ada.status, 200)
    }
    await ada.get(`/desk/cases/${number}`)
    assert.equal(ada.words.match(/Just once\./g)?.length, 1)
    assert.equal(ada.words.match(/Another one\./g)?.length, 1)
  })

  it('opens one case by hand, and shows the same code again', async () => {
    const ada = await signedIn('Ada')
    await ada.get('/desk/cases/new')
    const page = ada.page
    const entry = {
      door: 'email',
      arrivedAt: '2026-11-19T08:00',
      from: 'Rita',
      title: 'By mail',
      description: 'It came by mail.',
    }
    const shown: string[] = []
    for (let i = 0; i < 2; i++) {
      ada.page = page
      await ada.send('/desk/cases/new', entry)
      assert.equal(ada.status, 201)
      shown.push(`${/P-[0-9A-Z]{6}/.exec(ada.words)?.[0]} ${/<code>([A-Za-z0-9_-]{20,})<\/code>/.exec(ada.page)?.[1]}`)
    }
    assert.equal(shown[0], shown[1])
    const [number = '', code = ''] = shown[0]?.split(' ') ?? []
    await ada.get(`/desk/cases/${number}`)
    assert.match(ada.words, /Report entered; it arrived on Thursday 19 November 2026, 08:00 UTC/)
    assert.ok(!ada.page.includes(code), 'the code is shown once')
    const rita = desk.visitor()
    await rita.get('/take-over')
    await rita.send('/take-over', { code })
    assert.match(rita.words, /This code is yours alone/)
  })

  it('asks nobody about credit where the team found it', async () => {
    const ada = await signedIn('Ada')
    await ada.get('/desk/cases/new')
    await ada.send('/desk/cases/new', {
      arrivedAt: '',
      foundByTeam: 'yes',
      title: 'Found by us',
      description: 'In a review.',
    })
    assert.equal(ada.status, 422)
    assert.match(ada.page, /value="Found by us"/)
    await ada.send('/desk/cases/new', {
      arrivedAt: '2026-11-20T08:00',
      foundByTeam: 'yes',
      title: 'Found by us',
      description: 'In a review.',
    })
    assert.equal(ada.status, 200)
    assert.match(ada.words, /The team found it/)
    assert.doesNotMatch(ada.words, /Ask about credit/)
  })
})

describe('who reads what', () => {
  it('is said on each button, and notes never reach the reporter', async () => {
    const visitor = desk.visitor()
    const { number } = await report(visitor, aCase)
    await visitor.send('/receipt')
    const ada = await signedIn('Ada')
    await ada.get(`/desk/cases/${number}`)
    await visitor.get('/thread')
    const before = visitor.page
    assert.match(ada.page, />Send to the reporter<\/button>/)
    assert.match(ada.page, />Keep within the team<\/button>/)
    await done(ada, number, 'AddNote', { text: 'Between us: tamarind.' }, [{ name: 'tamarind.log', text: 'x' }])
    await done(ada, number, 'TagCase', { tags: 'tamarind' })
    await done(ada, number, 'AddFiles', {}, [{ name: 'tamarind-2.log', text: 'x' }])
    assert.match(ada.words, /Team only/)
    await visitor.get('/thread')
    const same = (page: string) => page.replaceAll(/value="[^"]*"/g, '')
    assert.equal(same(visitor.page), same(before))
    assert.doesNotMatch(visitor.page, /tamarind/)
  })

  it('lets observers read and gives them no form', async () => {
    const { number } = await newCase()
    const otto = await signedIn('Otto', 'observer')
    for (const path of [
      `/desk/cases/${number}`,
      `/desk/cases/${number}/advisory`,
      `/desk/cases/${number}/publish`,
      `/desk/cases/${number}/severity`,
      `/desk/cases/${number}/affected`,
    ]) {
      await otto.get(path)
      assert.equal(otto.status, 200, path)
      const forms = [...otto.page.matchAll(/<form[^>]* action="([^"]*)"/g)].map(([, action]) => action)
      assert.deepEqual(forms, ['/sign-out'], path)
    }
    for (const command of Object.keys(actSpecs)) {
      const answer = await otto.request('POST', `/desk/cases/${number}/acts/${command}`, {
        body: new FormData(),
        headers: otto.sameOrigin(),
      })
      assert.equal(answer.status, 403, command)
    }
    await otto.get('/desk/cases/new')
    assert.equal(otto.status, 403)
  })

  it('is one 404 for strangers, whether the case exists or not', async () => {
    const { number } = await newCase()
    const stranger = desk.visitor()
    const pages = await Promise.all(
      [number, 'P-000000'].map(async (one) => {
        const answer = await stranger.request('GET', `/desk/cases/${one}`)
        return [answer.status, await answer.text()]
      }),
    )
    assert.deepEqual(pages[0], pages[1])
    assert.equal(pages[0]?.[0], 404)
    const ada = await signedIn('Ada')
    assert.equal((await ada.request('GET', '/desk/cases/P-000000')).status, 404)
    assert.equal((await ada.request('GET', '/desk/cases/nonsense')).status, 404)
  })

  it('hands out files as downloads, by name, and marks them as dangerous', async () => {
    const visitor = desk.visitor()
    const { number } = await report(visitor, aCase, [{ name: 'poc.html', text: '<script>alert(1)</script>' }])
    const ada = await signedIn('Ada')
    await ada.get(`/desk/cases/${number}`)
    assert.match(ada.words, /may be a live exploit/)
    const href = /href="(\/desk\/cases\/[^"]+\/files\/[^"]+)"/.exec(ada.page)?.[1] ?? ''
    const answer = await ada.request('GET', href)
    assert.equal(answer.status, 200)
    assert.match(answer.headers.get('content-disposition') ?? '', /^attachment;.*poc\.html/)
    assert.equal(answer.headers.get('content-type'), 'application/octet-stream')
    assert.equal((await desk.visitor().request('GET', href)).status, 404)
  })
})

describe('the calculator', () => {
  const base = { AV: 'N', AC: 'L', AT: 'N', PR: 'N', UI: 'N', VC: 'H', VI: 'H', VA: 'H', SC: 'N', SI: 'N', SA: 'N' }

  it('computes without scripts, names what is missing, and saves', async () => {
    const { number } = await newCase()
    const ada = await signedIn('Ada')
    const path = `/desk/cases/${number}/severity`
    await ada.get(path)
    await ada.send(path, { ...base, SA: '', do: 'compute' })
    assert.equal(ada.status, 422)
    assert.match(ada.page, /href="#SA"/)
    assert.match(ada.page, /value="H" checked/)
    await ada.send(path, { ...base, do: 'compute' })
    assert.match(ada.words, /Critical \(9\.3\) CVSS:4\.0\/AV:N\/AC:L/)
    await ada.send(path, { ...base, E: 'U', do: 'save' })
    assert.match(ada.words, /The severity is saved/)
    await ada.get(path)
    assert.match(ada.page, /E:U/)
    await ada.send(path, { vector: 'CVSS:3.1/AV:N', do: 'read' })
    assert.equal(ada.status, 422)
    await ada.send(path, { vector: 'CVSS:4.0/AV:P/AC:L/AT:N/PR:N/UI:N/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N', do: 'read' })
    assert.match(ada.words, /Low \(/)
  })
})

describe('affected versions', () => {
  it('are added, changed and removed by forms of their own', async () => {
    const { number } = await newCase()
    const ada = await signedIn('Ada')
    const path = `/desk/cases/${number}/affected`
    await ada.get(path)
    const first = ada.page
    await ada.send(path, { do: 'save', product: 'Lantern', introduced: '1.0.0', fixed: '1.2.4' })
    assert.match(ada.words, /Lantern from 1\.0\.0 up to, but not including, 1\.2\.4/)
    ada.page = first
    await ada.send(path, { do: 'save', product: 'Lantern', introduced: '1.0.0', fixed: '1.2.4' })
    assert.equal(ada.page.match(/<summary>/g)?.length, 1, 'a double press adds one row')
    const one = ada.page
    await ada.send(path, { do: 'save', product: 'Lantern', introduced: '1.1.0', fixed: '1.2.4' })
    assert.match(ada.words, /Lantern from 1\.1\.0/)
    ada.page = one
    await ada.send(path, { do: 'save', product: 'Lantern', note: 'Typed meanwhile' })
    assert.equal(ada.status, 409)
    assert.match(ada.page, /value="Typed meanwhile"/)
    await ada.get(path)
    await ada.send(path, { do: 'remove' })
    assert.match(ada.words, /Nothing is said yet/)
    await ada.send(path, { do: 'save', product: ' ' })
    assert.equal(ada.status, 422)
  })
})

describe('the advisory editor', () => {
  const text = {
    title: 'A lock that did not',
    summary: 'The back door could be opened.',
    impact: 'Anybody could come in.',
    mitigation: 'Update.',
  }

  it('saves a draft and shows it right beside as it will be public', async () => {
    const { number } = await newCase()
    const ada = await signedIn('Ada')
    const path = `/desk/cases/${number}/advisory`
    await ada.get(path)
    await ada.send(`/desk/cases/${number}/acts/DraftAdvisory`, {
      ...text,
      references: 'fix https://example.org/1\nhttps://example.org/2',
    })
    assert.match(ada.words, /The draft is saved/)
    assert.match(ada.page, /<article[^>]*>[\s\S]*A lock that did not[\s\S]*Anybody could come in\./)
    assert.match(ada.page, /href="https:\/\/example\.org\/2"/)
    assert.doesNotMatch(/<article[^>]*>[\s\S]*<\/article>/.exec(ada.page)?.[0] ?? marker, new RegExp(marker))
    await ada.send(`/desk/cases/${number}/acts/DraftAdvisory`, {
      ...text,
      impact: 'Typed for an hour.',
      references: 'fix nowhere',
    })
    assert.equal(ada.status, 422)
    assert.match(ada.words, /Line 1 is no web address/)
    assert.match(ada.page, /Typed for an hour\.<\/textarea>/)
    await ada.get(path)
    await ada.send(`/desk/cases/${number}/acts/DraftAdvisory`, { ...text, impact: '' })
    await ada.get(path)
    assert.doesNotMatch(ada.words, /Anybody could come in/, 'what is taken out is gone')
  })

  it('refuses to overwrite what it did not show', async () => {
    const { number } = await newCase()
    const [ada, noor] = [await signedIn('Ada'), await signedIn('Noor', 'member')]
    await ada.get(`/desk/cases/${number}/advisory`)
    await noor.get(`/desk/cases/${number}/advisory`)
    await noor.send(`/desk/cases/${number}/acts/DraftAdvisory`, { ...text, title: 'By Noor' })
    await ada.send(`/desk/cases/${number}/acts/DraftAdvisory`, { ...text, title: 'By Ada' })
    assert.equal(ada.status, 409)
    assert.match(ada.words, /New since you looked .* Advisory draft saved Noor/)
    assert.match(ada.page, /value="By Ada"/)
  })

  it('marks each field as in the brief or held back, where the policy publishes a brief advisory first', async () => {
    const staged = await testDesk({ yaml: 'project: { name: Lantern }\npublish: { when: with-release }\n' })
    try {
      const { number } = await report(staged.visitor(), aCase)
      yes(await staged.house.team.addMember({ name: 'Ada', role: 'lead', by: null }))
      const visitor = staged.visitor()
      const { pathname } = new URL(yes(await staged.house.team.memberSignIn('Ada')).link)
      await (await visitor.get(pathname)).send(pathname)
      await visitor.get(`/desk/cases/${number}/advisory`)
      assert.match(visitor.words, /Held back at first Hold back: details/)
      assert.match(visitor.words, /In the brief Hold back: impact/)
      await visitor.send(`/desk/cases/${number}/acts/DraftAdvisory`, {
        ...text,
        details: 'The cause.',
        heldBack: 'details',
      })
      const article = () => /<article[^>]*>[\s\S]*<\/article>/.exec(visitor.page)?.[0] ?? ''
      assert.doesNotMatch(article(), /The cause\./)
      await visitor.get(`/desk/cases/${number}/advisory?show=full`)
      assert.match(article(), /The cause\./)
      await visitor.get(`/desk/cases/${number}/publish`)
      assert.match(
        visitor.words,
        /Becomes public now Title A lock that did not .*Becomes public later Details The cause\. .*Never becomes public Title of the report The heliotrope door/,
      )
    } finally {
      await staged.close()
    }
  })
})

describe('the publish page', () => {
  it('shows three lists and why not yet, and asks for a passkey before anything becomes public', async () => {
    const { number } = await newCase()
    const ada = await signedIn('Ada')
    await done(ada, number, 'ConfirmReproduction')
    await done(ada, number, 'OfferFix', { text: 'Test it.' })
    await done(ada, number, 'VerifyFix', { ...behalf, holds: 'yes' })
    await done(ada, number, 'SkipStep', { step: 'cve', reason: 'Nobody asked for one.' })
    await done(ada, number, 'AskCredit')
    await done(ada, number, 'ReleaseFix', { version: '1.2.4' })
    await ada.get(`/desk/cases/${number}/publish`)
    assert.match(ada.words, /Not yet Users have not had their time to update yet/)
    assert.match(ada.words, /Never becomes public Title of the report/)
    await ada.send(`/desk/cases/${number}/acts/EndUpdateWindow`, { reason: '' })
    assert.equal(ada.status, 422)
    await ada.send(`/desk/cases/${number}/acts/EndUpdateWindow`, { reason: 'Everybody updated.' })
    assert.match(ada.words, /The update window has ended/)
    // The text is still empty, so there is nothing to press yet.
    assert.doesNotMatch(ada.page, />Publish now<\/button>/)
    await ada.get(`/desk/cases/${number}/advisory`)
    await ada.send(`/desk/cases/${number}/acts/DraftAdvisory`, {
      title: 'A lock that did not',
      summary: 'The back door could be opened.',
      mitigation: 'Update.',
    })
    await ada.get(`/desk/cases/${number}/publish`)
    const digest = /name="digest" value="([0-9a-f]{64})"/.exec(ada.page)?.[1]
    assert.ok(digest)
    await ada.send(`/desk/cases/${number}/acts/PublishAdvisory`, { digest })
    assert.equal(ada.status, 403)
    assert.match(ada.words, /A second passkey first/)
    assert.equal((await desk.house.desk.advisories()).items.length, 0)
  })
})
