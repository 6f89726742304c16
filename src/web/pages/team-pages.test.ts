import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { type Authenticator, authenticator } from '../../../test/stand-ins/authenticator.ts'
import { yes } from '../../../test/stand-ins/team.ts'
import { type Visitor, visitor } from '../../../test/stand-ins/visitor.ts'
import { type House, house } from '../../main.ts'
import { localPath } from '../local-path.ts'

let desk: House
let origin: string
let now = Date.UTC(2026, 10, 21, 9, 30)
const folder = mkdtempSync(join(tmpdir(), 'postern-team-pages-'))
const MINUTE = 60_000

before(async () => {
  const clock = { now: () => now, steady: () => now, every: () => ({ stop: () => undefined }) }
  const env = {
    POSTERN_DATA: join(folder, 'data'),
    POSTERN_KEY_FILE: join(folder, 'key'),
    POSTERN_URL: 'https://security.example',
  }
  desk = await house({
    env,
    clock,
    onFatal: (error) => {
      throw error
    },
  })
  origin = desk.config.url
})
after(async () => {
  await desk.close()
  rmSync(folder, { recursive: true, force: true })
})

interface Person {
  readonly browser: Visitor
  readonly key: Authenticator
}

const pathOf = (link: string | null): string => new URL(link ?? '').pathname

/** Through an enrolment page as its script goes through it. */
async function joins(link: string | null, name?: string): Promise<Person> {
  const [browser, key] = [visitor(desk, origin), authenticator({ origin })]
  const path = pathOf(link)
  assert.equal((await browser.get(path)).status, 200)
  const options = JSON.parse((await browser.json(`${path}/options`, { name })).body)
  const came = await browser.json(`${path}/verify`, { name, response: key.create(options) })
  assert.equal(came.status, 200, came.body)
  return { browser, key }
}

let lead: Person | undefined
async function theLead(): Promise<Person> {
  lead ??= await withSecond(await joins(await desk.team.firstEnrolment(), 'Ada'))
  if ((await lead.browser.get('/desk/account')).status !== 200) lead = await signsIn(lead.key)
  return lead
}

/** As long as the session just began: a passkey that then lies in a drawer. */
async function withSecond<P extends Person>(person: P): Promise<P> {
  const options = JSON.parse((await person.browser.json('/desk/account/passkeys/options', {})).body)
  const response = authenticator({ origin }).create(options)
  assert.equal((await person.browser.json('/desk/account/passkeys/verify', { response })).status, 200)
  return person
}

async function signsIn(key: Authenticator): Promise<Person> {
  const browser = visitor(desk, origin)
  const options = JSON.parse((await browser.json('/sign-in/options', {})).body)
  const came = await browser.json('/sign-in/verify', { response: key.get(options) })
  assert.equal(came.status, 200, came.body)
  return { browser, key }
}

let people = 0
type Somebody = Person & { id: string; name: string }

const member = async (role: 'lead' | 'member' | 'observer' = 'member'): Promise<Somebody> =>
  withSecond(await newcomer(role))

/** With one passkey yet. */
async function newcomer(role: 'lead' | 'member' | 'observer' = 'member'): Promise<Somebody> {
  await theLead()
  const name = `Member ${++people}`
  const invited = yes(await desk.team.addMember({ name, role, by: null }))
  return { ...(await joins(invited.enrol)), id: invited.member, name }
}

/** What the script of the step-up page does: the passkey, a new form token, the same form once more. */
async function confirms({ browser, key }: Person, path: string) {
  const act = / name="act" value="([^"]+)"/.exec(browser.page())?.[1] ?? ''
  const options = JSON.parse((await browser.json('/desk/step-up/options', { act })).body)
  const done = await browser.json('/desk/step-up/verify', { act, response: key.get(options) })
  assert.equal(done.status, 200, done.body)
  const { token } = JSON.parse((await browser.get('/desk/step-up/token')).body)
  return browser.submit(path, { token })
}

describe('coming in', () => {
  it('sets a cookie that only this host over https can have', async () => {
    const { browser } = await theLead()
    assert.ok(browser.cookie('__Host-postern'))
    const other = visitor(desk, origin)
    const asked = await other.json('/sign-in/options', {})
    assert.match(
      asked.headers.getSetCookie()[0] ?? '',
      /^__Host-postern-passkey=[^;]+; Path=\/; Max-Age=300; HttpOnly; SameSite=Lax; Secure$/,
    )
  })

  it('answers a link that is over like one that never was', async () => {
    await theLead()
    const { enrol } = yes(await desk.team.addMember({ name: 'Late', role: 'member', by: null }))
    const browser = visitor(desk, origin)
    assert.equal((await browser.get(pathOf(enrol))).status, 200)
    now += 60 * MINUTE
    const [late, never] = [await browser.get(pathOf(enrol)), await browser.get(`/enrol/${'0'.repeat(26)}`)]
    assert.equal(late.status, 404)
    assert.equal(late.body, never.body)
    assert.equal((await browser.json(`${pathOf(enrol)}/options`, {})).status, 409)
  })

  it('refuses passkey requests from another site', async () => {
    await theLead()
    const browser = visitor(desk, origin)
    const elsewhere: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': '', origin: 'https://evil.example' },
    ]
    for (const headers of elsewhere) {
      assert.equal((await browser.json('/sign-in/verify', {}, headers)).status, 403, JSON.stringify(headers))
    }
    assert.equal((await browser.json('/sign-in/verify', {}, { 'content-type': 'text/plain' })).status, 400)
  })

  it('takes nothing that is too large, too deep or no JSON', async () => {
    const browser = visitor(desk, origin)
    const deep = JSON.parse(`${'['.repeat(100)}${']'.repeat(100)}`)
    for (const body of [{ response: 'x'.repeat(100_000) }, deep, null, 7, JSON.parse('{"__proto__":1}')]) {
      assert.equal((await browser.json('/sign-in/verify', body)).status, 400)
    }
    assert.equal((await browser.json('/sign-in/verify', { response: {} })).status, 409)
  })

  it('stays on this desk afterwards, whatever `next` says', async () => {
    const browser = visitor(desk, origin)
    const evil = [
      '//evil.example',
      '\\\\evil.example',
      '/\\evil.example',
      '%2f%2fevil.example',
      '/%09/evil.example',
      'https://evil.example',
      'javascript:alert(1)',
      '/desk/..//evil.example',
      '/sign-out',
      '/deskx',
    ]
    for (const next of evil) {
      const { body } = await browser.get(`/sign-in?next=${next}`)
      assert.match(body, /name="next" value="\/desk"/, next)
      assert.doesNotMatch(body, /evil/, next)
    }
    assert.match(
      (await browser.get('/sign-in?next=/desk/cases/P-ABC123')).body,
      /name="next" value="\/desk\/cases\/P-ABC123"/,
    )
  })

  it('by a link from the console takes a press of the button, and works once', async () => {
    await theLead()
    const { link } = yes(await desk.team.memberSignIn('Ada'))
    const browser = visitor(desk, origin)
    for (let look = 0; look < 3; look += 1) assert.equal((await browser.get(pathOf(link))).status, 200)
    const came = await browser.submit(pathOf(link))
    assert.deepEqual([came.status, came.to], [303, '/desk'])
    assert.equal((await browser.get('/desk/account')).status, 200)
    assert.equal((await visitor(desk, origin).get(pathOf(link))).status, 404)
  })
})

describe('where a path may lead', () => {
  it('is the desk and below, and nothing else', () => {
    for (const path of ['/desk', '/desk/', '/desk?group=new', '/desk/cases/P-ABC123#latest'])
      assert.equal(localPath(path), path)
    for (const path of [
      null,
      undefined,
      '',
      'desk',
      '//evil',
      '/\\evil',
      '\\evil',
      '/\t/evil',
      '/desk/../../evil',
      '/.//evil',
      '/desk\\..\\..//evil',
      'x'.repeat(100_000),
    ]) {
      assert.equal(localPath(path), '/desk')
    }
  })
})

describe('the account page', () => {
  it('says that one passkey is not enough, and adds another', async () => {
    const { browser } = await newcomer()
    assert.match((await browser.get('/desk/account')).body, /This is your only passkey/)
    assert.equal((await browser.get('/desk/account/passkeys')).status, 200)
    const options = JSON.parse((await browser.json('/desk/account/passkeys/options', {})).body)
    const added = await browser.json('/desk/account/passkeys/verify', {
      response: authenticator({ origin }).create(options),
    })
    assert.equal(added.status, 200, added.body)
    assert.doesNotMatch((await browser.get('/desk/account')).body, /This is your only passkey/)
  })

  it('asks for the passkey before it adds one, unless one just came by a link', async () => {
    const { browser } = await signsIn((await member()).key)
    const asked = await browser.get('/desk/account/passkeys')
    assert.equal(asked.status, 403)
    assert.match(asked.body, /Confirm with your passkey/)
    assert.equal((await browser.json('/desk/account/passkeys/options', {})).status, 409)
  })

  it('makes a token after a fresh passkey, shows it once, and revokes it', async () => {
    const person = await member()
    const { browser } = person
    await browser.get('/desk/account')
    const asked = await browser.submit('/desk/account/tokens', { label: 'ci', scope: ['read', 'act'], days: '30' })
    assert.equal(asked.status, 403)
    const made = await confirms(person, '/desk/account/tokens')
    const [token = ''] = /pst_[A-Za-z0-9_-]{43}/.exec(made.body) ?? []
    assert.deepEqual((await desk.team.bearer(token))?.scopes, ['read', 'act'])
    const again = await browser.get('/desk/account')
    assert.doesNotMatch(again.body, /pst_/)
    assert.equal((await browser.submit('/desk/account/tokens/revoke')).status, 303)
    assert.equal(await desk.team.bearer(token), undefined)
  })

  it('lets the act through for five minutes, and then asks again', async () => {
    const person = await member()
    const { browser } = person
    const make = async () => {
      await browser.get('/desk/account')
      return browser.submit('/desk/account/tokens', { label: 'ci', scope: 'read', days: '7' })
    }
    await make()
    await confirms(person, '/desk/account/tokens')
    now += 4 * MINUTE
    assert.equal((await make()).status, 200)
    now += 2 * MINUTE
    assert.equal((await make()).status, 403)
    assert.equal(
      (await desk.team.tokens((await desk.team.session(browser.cookie('__Host-postern') ?? ''))?.member ?? '')).length,
      2,
    )
  })

  it('repeats no form whose token is wrong or missing', async () => {
    const { browser } = await member()
    const forms: Record<string, string>[] = [{ label: 'x' }, { label: 'x', token: 'wrong' }]
    for (const fields of forms) {
      const answer = await browser.post('/desk/account/tokens', fields)
      assert.equal(answer.status, 403)
      assert.doesNotMatch(answer.body, /id="again"/)
    }
    const elsewhere = await browser.post('/desk/account/tokens', { label: 'x' }, { 'sec-fetch-site': 'cross-site' })
    assert.equal(elsewhere.status, 403)
    assert.doesNotMatch(elsewhere.body, /id="again"/)
  })

  it('carries what was typed through the confirmation unharmed', async () => {
    const person = await member()
    await person.browser.get('/desk/account')
    const label = 'a "quoted" <b>label</b> & more'
    await person.browser.submit('/desk/account/tokens', { label, scope: ['read', 'act'], days: '7' })
    const made = await confirms(person, '/desk/account/tokens')
    assert.equal(made.status, 200)
    const me = await desk.team.session(person.browser.cookie('__Host-postern') ?? '')
    assert.deepEqual(
      (await desk.team.tokens(me?.member ?? '')).map((token) => token.label),
      [label],
    )
  })

  it('ends another session at once', async () => {
    const one = await member()
    const other = await signsIn(one.key)
    await other.browser.get('/desk/account')
    assert.equal((await other.browser.submit('/desk/account/sessions/end')).status, 303)
    assert.equal((await one.browser.get('/desk/account')).status, 404)
    assert.equal((await other.browser.get('/desk/account')).status, 200)
  })

  it('puts a name on the team page only where its member agreed', async () => {
    const person = await member()
    const { browser, name } = person
    assert.equal(
      (await desk.team.roster()).some((one) => one.name === name),
      false,
    )
    await browser.get('/desk/account')
    const known = {
      matrix: '@m:example.org, room admin',
      openpgp: '0123 4567 89ab cdef 0123  4567 89ab cdef 0123 4567',
    }
    assert.equal((await browser.submit('/desk/account/named', { shownAs: name, agree: 'yes', ...known })).status, 403)
    assert.equal((await confirms(person, '/desk/account/named')).status, 303)
    const file = (await visitor(desk, origin).get('/team/roster.txt')).body
    assert.match(
      file,
      new RegExp(`^member ${name}\n  matrix @m:example\\.org, room admin\n  openpgp (?:[0-9A-F]{40})\n`, 'm'),
    )
    assert.equal(
      (await desk.team.roster()).some((one) => one.name === name),
      true,
    )
    await browser.get('/desk/account')
    await browser.submit('/desk/account/named', { shownAs: name, agree: 'no' })
    await confirms(person, '/desk/account/named')
    assert.doesNotMatch((await visitor(desk, origin).get('/team/roster.txt')).body, new RegExp(name))
    assert.equal(
      (await desk.team.roster()).some((one) => one.name === name),
      false,
    )
  })

  it('is left by signing out, and the cookie is worth nothing afterwards', async () => {
    const { browser } = await member()
    const cookie = browser.cookie('__Host-postern') ?? ''
    await browser.get('/desk/account')
    const out = await browser.submit('/sign-out')
    assert.deepEqual([out.status, out.to], [303, '/sign-in'])
    assert.equal(browser.cookie('__Host-postern'), undefined)
    browser.setCookie('__Host-postern', cookie)
    assert.equal((await browser.get('/desk/account')).status, 404)
  })
})

describe('one passkey', () => {
  it('opens the desk, and asks for a second one at every sign-in until there is one', async () => {
    const { key, browser } = await newcomer()
    assert.equal((await browser.get('/desk')).status, 200)
    const there = visitor(desk, origin)
    const options = JSON.parse((await there.json('/sign-in/options', {})).body)
    const came = await there.json('/sign-in/verify', { next: '/desk/notices', response: key.get(options) })
    const { next } = JSON.parse(came.body) as { next: string }
    assert.equal(next, '/desk/second-passkey?next=%2Fdesk%2Fnotices')
    assert.match((await there.get(next)).body, /href="\/desk\/notices"/)
  })

  it('does not publish, export or change the team; a second one does', async () => {
    const { key, browser } = await newcomer('lead')
    await browser.get('/desk/members')
    const refused = await browser.submit('/desk/members/invite', { name: 'Nobody', role: 'member' })
    assert.equal(refused.status, 403)
    assert.match(refused.body, /A second passkey first/)
    assert.equal(
      (await desk.team.members()).some(({ name }) => name === 'Nobody'),
      false,
    )
    await withSecond({ key, browser })
    await browser.get('/desk/members')
    await browser.submit('/desk/members/invite', { name: 'Somebody', role: 'member' })
    assert.equal((await confirms({ browser, key }, '/desk/members/invite')).status, 200)
  })

  it('has the name that its owner gives it', async () => {
    const { browser } = await member()
    await browser.get('/desk/account')
    assert.equal((await browser.submit('/desk/account/passkeys/rename', { name: ' The <blue> key ' })).status, 303)
    assert.match((await browser.get('/desk/account')).body, /The &lt;blue> key/)
    assert.equal((await browser.submit('/desk/account/passkeys/rename', { name: ' ' })).status, 409)
  })
})

describe('the code on paper', () => {
  const shown = (page: string) => /<p class="receipt"[^>]*>([0-9a-z-]+)</.exec(page)?.[1] ?? null

  it('is shown after enrolment until it is put away, and then to nobody', async () => {
    const { browser } = await newcomer()
    const code = shown((await browser.get('/desk/recovery-code?next=/desk')).body)
    assert.match(code ?? '', /^[0-9a-hjkmnp-tv-z-]{31}$/)
    assert.equal(shown((await browser.get('/desk/recovery-code')).body), code)
    assert.equal((await browser.submit('/desk/recovery-code')).to, '/desk')
    const again = await browser.get('/desk/recovery-code?next=//evil.example')
    assert.equal(again.status, 200)
    assert.match(again.body, /The code was put away/)
    assert.doesNotMatch(again.body, /evil/)
  })

  it('lets in once, however it is typed, and ends with a newer one', async () => {
    const person = await newcomer()
    const code = shown((await person.browser.get('/desk/recovery-code')).body) ?? ''
    const typed = code.toUpperCase().replaceAll('-', ' ').replaceAll('0', 'O').replaceAll('1', 'l')
    const there = visitor(desk, origin)
    await there.get('/sign-in/recovery')
    assert.equal((await there.submit('/sign-in/recovery', { code: typed })).to, '/desk/account')
    assert.equal((await there.get('/desk/account/passkeys')).status, 200, 'and may make a passkey')
    const late = visitor(desk, origin)
    await late.get('/sign-in/recovery')
    for (const wrong of [code, '', '0'.repeat(26), 'x'.repeat(5_000)])
      assert.equal((await late.submit('/sign-in/recovery', { code: wrong })).status, 422)
    await person.browser.get('/desk/account')
    await person.browser.submit('/desk/account/recovery-code')
    const made = await confirms(person, '/desk/account/recovery-code')
    const next = shown((await person.browser.get(made.to ?? '')).body)
    assert.ok(next !== null && next !== code)
  })
})

describe('everything that may be confirmed', () => {
  it('is confirmed as it was asked for: another name is another act', async () => {
    const ada = await theLead()
    await ada.browser.get('/desk/members')
    await ada.browser.submit('/desk/members/invite', { name: 'Joan', role: 'observer' })
    await confirms(ada, '/desk/members/invite')
    await ada.browser.get('/desk/members')
    const other = await ada.browser.submit('/desk/members/invite', { name: 'Mallory', role: 'lead' })
    assert.equal(other.status, 403)
    assert.deepEqual(
      (await desk.team.members()).flatMap(({ name, role }) => (/^(Joan|Mallory)$/.test(name) ? [name, role] : [])),
      ['Joan', 'observer'],
    )
  })
})

describe('letting a member in again', () => {
  it('takes two others, a day, and that they have no passkey any more', async () => {
    const [one, two, lost] = [await member(), await member(), await member()]
    const ask = async () => {
      await one.browser.get('/desk/two-person')
      await one.browser.submit('/desk/two-person/recovery', { member: lost.id, reason: 'We met.' })
      assert.equal((await confirms(one, '/desk/two-person/recovery')).to, '/desk/two-person')
    }
    await ask()
    await one.browser.get('/desk/two-person')
    await one.browser.submit('/desk/two-person/agree')
    assert.equal((await confirms(one, '/desk/two-person/agree')).status, 409, 'not who asked')
    await two.browser.get('/desk/two-person')
    await two.browser.submit('/desk/two-person/agree')
    assert.equal((await confirms(two, '/desk/two-person/agree')).to, '/desk/two-person')
    const request = (await desk.team.twoPersonRequests()).find(({ subject }) => subject === lost.id)?.id ?? ''
    assert.deepEqual(await desk.team.recoveryLink({ request, by: one.id }).then(refusedAs), 'not-yet')
    // A passkey of theirs says that they are not lost at all.
    await signsIn(lost.key)
    assert.deepEqual(await desk.team.recoveryLink({ request, by: one.id }).then(refusedAs), 'no-such-request')
  })
})

const refusedAs = (said: object): unknown => ('refused' in said ? said.refused : said)

describe('the members page', () => {
  it('is for leads', async () => {
    assert.equal((await (await member('member')).browser.get('/desk/members')).status, 403)
    assert.equal((await (await member('observer')).browser.get('/desk/members')).status, 403)
    assert.equal((await visitor(desk, origin).get('/desk/members')).status, 404)
    assert.equal((await (await theLead()).browser.get('/desk/members')).status, 200)
  })

  it('invites after a fresh passkey, with a link that is shown once and works once', async () => {
    const ada = await theLead()
    await ada.browser.get('/desk/members')
    assert.equal((await ada.browser.submit('/desk/members/invite', { name: 'Grace', role: 'member' })).status, 403)
    assert.equal(
      (await desk.team.members()).some(({ name }) => name === 'Grace'),
      false,
    )
    const invited = await confirms(ada, '/desk/members/invite')
    const [link = ''] = /https:\/\/security\.example\/enrol\/[0-9a-z]{26}/.exec(invited.body) ?? []
    assert.doesNotMatch((await ada.browser.get('/desk/members')).body, /\/enrol\//)
    const grace = await joins(link)
    assert.equal((await grace.browser.get('/desk/account')).status, 200)
    assert.equal((await visitor(desk, origin).get(pathOf(link))).status, 404)
  })

  it('removes somebody whose open page answers like any other stranger’s from then on', async () => {
    const ada = await theLead()
    const gone = await member()
    await ada.browser.get(`/desk/members/${gone.id}`)
    await ada.browser.submit(`/desk/members/${gone.id}/remove`)
    assert.equal((await gone.browser.get('/desk/account')).status, 200)
    assert.equal((await confirms(ada, `/desk/members/${gone.id}/remove`)).to, '/desk/members')
    const stranger = await visitor(desk, origin).get('/desk/account')
    const refused = await gone.browser.get('/desk/account')
    assert.deepEqual([refused.status, refused.body], [404, stranger.body])
  })

  it('changes a role, which counts with the next request', async () => {
    const ada = await theLead()
    const other = await member('member')
    await ada.browser.get(`/desk/members/${other.id}`)
    await ada.browser.submit(`/desk/members/${other.id}/role`, { role: 'lead' })
    await confirms(ada, `/desk/members/${other.id}/role`)
    assert.equal((await other.browser.get('/desk/members')).status, 200)
  })

  it('keeps the last lead', async () => {
    const ada = await theLead()
    const me = (await desk.team.members()).find(({ name }) => name === 'Ada')
    for (const other of await desk.team.members()) {
      if (other.id !== me?.id && other.role === 'lead')
        yes(await desk.team.setRole({ member: other.id, role: 'member', by: null }))
    }
    await ada.browser.get(`/desk/members/${me?.id}`)
    await ada.browser.submit(`/desk/members/${me?.id}/role`, { role: 'member' })
    const refused = await confirms(ada, `/desk/members/${me?.id}/role`)
    assert.equal(refused.status, 409)
    assert.match(refused.body, /the only lead/)
  })

  it('confirms one act and no other', async () => {
    const ada = await theLead()
    const [one, other] = [await member(), await member()]
    await ada.browser.get(`/desk/members/${one.id}`)
    await ada.browser.submit(`/desk/members/${one.id}/remove`)
    await confirms(ada, `/desk/members/${one.id}/remove`)
    await ada.browser.get(`/desk/members/${other.id}`)
    assert.equal((await ada.browser.submit(`/desk/members/${other.id}/remove`)).status, 403)
    assert.equal((await other.browser.get('/desk/account')).status, 200)
  })
})
