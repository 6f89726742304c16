import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { type Authenticator, authenticator, type Wrong } from '../../test/stand-ins/authenticator.ts'
import { another, codeOf, firstLead, ORIGIN, type TestTeam, testTeam, yes } from '../../test/stand-ins/team.ts'
import { leavesOf } from '../store/audit.ts'
import { MINUTE } from './context.ts'
import { teamFacts } from './desk-log.ts'
import { strongFor } from './strong.ts'
import type { SignedIn } from './team.ts'

let house: TestTeam
beforeEach(async () => {
  house = await testTeam()
})
afterEach(() => house.close())

/** A whole sign-in, with the challenge that was asked for. */
async function signingIn(key: Authenticator, wrong?: Wrong) {
  const { options, cookie } = await house.team.signInChallenge()
  const answer = { response: key.get(options, wrong), cookie }
  return { answer, came: await house.team.signIn(answer, 'Firefox on Linux') }
}

const refusal = (said: object): unknown => ('refused' in said ? said.refused : said)

async function signedIn(token: string): Promise<SignedIn> {
  const me = await house.team.session(token)
  assert.ok(me)
  return me
}

describe('signing in', () => {
  it('takes a passkey and nobody’s name, and leaves a trace', async () => {
    const { key, member } = await firstLead(house.team)
    const { came } = await signingIn(key)
    assert.equal((await signedIn(yes(came).token)).member, member)
    const leaves = await house.context.store.read(leavesOf('desk', 0, 100))
    assert.deepEqual(
      leaves.map(({ act }) => act),
      ['team-changed', 'team-changed', 'team-changed', 'signed-in'],
    )
  })

  it('takes no passkey whose row was made another’s by whoever can write the database', async () => {
    const lead = await firstLead(house.team)
    const ben = await another(house.team, 'Ben')
    await house.context.store.write([
      { sql: 'update passkey set member = ?1 where member = ?2', params: [lead.member, ben.member] },
    ])
    await assert.rejects(signingIn(ben.key, { userHandle: Buffer.from(lead.member).toString('base64url') }), {
      name: 'Unreadable',
    })
  })

  it('asks for no particular passkey, so that nobody learns who is on the team', async () => {
    await firstLead(house.team)
    const { options } = await house.team.signInChallenge()
    assert.equal((options as { allowCredentials?: object }).allowCredentials, undefined)
    assert.equal((options as { userVerification: string }).userVerification, 'required')
  })

  it('takes an answer once', async () => {
    const { key } = await firstLead(house.team)
    const { answer, came } = await signingIn(key)
    yes(came)
    for (let again = 0; again < 3; again += 1)
      assert.equal(refusal(await house.team.signIn(answer, '')), 'challenge-not-valid')
    // A repeated answer has an old counter as well; it must not look like a copied passkey.
    assert.equal(
      (await teamFacts(house.context)).some(({ type }) => type === 'PasskeyLooksCopied'),
      false,
    )
  })

  it('takes an answer once also from a passkey that does not count', async () => {
    const key = authenticator({ origin: ORIGIN, counts: false })
    const code = codeOf(await house.team.firstEnrolment())
    const asked = yes(await house.team.enrolmentChallenge(code, 'Ada'))
    yes(await house.team.enrol(code, { response: key.create(asked.options), cookie: asked.cookie }, ''))
    const { answer, came } = await signingIn(key)
    yes(came)
    assert.equal(refusal(await house.team.signIn(answer, '')), 'challenge-not-valid')
    assert.ok('token' in (await signingIn(key)).came)
    const { options, cookie } = await house.team.signInChallenge()
    const one = { response: key.get(options), cookie }
    const twice = await Promise.all([house.team.signIn(one, ''), house.team.signIn(one, '')])
    assert.deepEqual(twice.map((said) => ('token' in said ? 'in' : said.refused)).toSorted(), [
      'challenge-not-valid',
      'in',
    ])
  })

  it('takes no answer to another challenge, in another browser, or later than five minutes', async () => {
    const { key } = await firstLead(house.team)
    const one = await house.team.signInChallenge()
    const other = await house.team.signInChallenge()
    assert.equal(
      refusal(await house.team.signIn({ response: key.get(one.options), cookie: null }, '')),
      'challenge-not-valid',
    )
    assert.equal(
      refusal(await house.team.signIn({ response: key.get(one.options), cookie: other.cookie }, '')),
      'passkey-refused',
    )
    house.later(5 * MINUTE + 1)
    assert.equal(
      refusal(await house.team.signIn({ response: key.get(one.options), cookie: one.cookie }, '')),
      'challenge-not-valid',
    )
  })

  it('takes no cookie that was changed', async () => {
    const { key } = await firstLead(house.team)
    const { options, cookie } = await house.team.signInChallenge()
    const [text = '', signed = ''] = cookie.split('.')
    const longer = Buffer.from(text, 'base64url')
      .toString()
      .replace(/"until":\d+/, '"until":9999999999999')
    const forged = [
      `${Buffer.from(longer).toString('base64url')}.${signed}`,
      `${text}.`,
      text,
      '.',
      '',
      `${text}.${'A'.repeat(43)}`,
      'x'.repeat(100_000),
    ]
    for (const wrong of forged) {
      assert.equal(
        refusal(await house.team.signIn({ response: key.get(options), cookie: wrong }, '')),
        'challenge-not-valid',
      )
    }
  })

  it('takes no answer from a foreign origin or host, without unlocking, or with a broken signature', async () => {
    const { key } = await firstLead(house.team)
    const wrongs: Wrong[] = [
      { origin: 'https://security.example.evil.example' },
      { origin: 'http://security.example' },
      { rpId: 'evil.example' },
      { unverified: true },
      { signature: 'broken' },
      { type: 'webauthn.create' },
      { userHandle: Buffer.from('member-other').toString('base64url') },
    ]
    for (const wrong of wrongs) {
      const { came } = await signingIn(key, wrong)
      assert.equal(refusal(came), 'passkey-refused', JSON.stringify(wrong))
    }
  })

  it('knows no passkey that was never enrolled', async () => {
    await firstLead(house.team)
    const stranger = authenticator({ origin: ORIGIN })
    stranger.create({ challenge: 'AAAA', user: { id: Buffer.from('member-1').toString('base64url') } })
    assert.equal(refusal((await signingIn(stranger)).came), 'passkey-unknown')
  })

  it('refuses a passkey whose counter goes backwards, and puts it on record', async () => {
    const { key, member } = await firstLead(house.team)
    const copy = key.copy()
    yes((await signingIn(key)).came)
    yes((await signingIn(key)).came)
    assert.equal(refusal((await signingIn(copy)).came), 'passkey-copied')
    const last = (await teamFacts(house.context)).at(-1)
    assert.ok(last?.type === 'PasskeyLooksCopied' && last.member === member)
    assert.ok('token' in (await signingIn(key)).came)
  })
})

describe('a link from the console', () => {
  it('signs its member in once, within ten minutes, and is on record', async () => {
    await firstLead(house.team, 'Ada')
    const { link } = yes(await house.team.memberSignIn(' ada '))
    assert.match(link, /^https:\/\/security\.example\/sign-in\/[0-9a-z]{26}$/)
    assert.deepEqual(await house.team.signInLink(codeOf(link)), { name: 'Ada' })
    const { token } = yes(await house.team.useSignInLink(codeOf(link), 'Firefox'))
    assert.equal((await signedIn(token)).began, 'console')
    assert.equal(refusal(await house.team.useSignInLink(codeOf(link), '')), 'link-not-valid')
    const late = yes(await house.team.memberSignIn('Ada'))
    house.later(10 * MINUTE)
    assert.equal(refusal(await house.team.useSignInLink(codeOf(late.link), '')), 'link-not-valid')
    assert.equal(
      (await teamFacts(house.context)).filter(({ type, actor }) => type === 'SignInLinkMade' && actor === 'console')
        .length,
      2,
    )
    assert.equal((await teamFacts(house.context)).filter(({ type }) => type === 'SignedInByLink').length, 1)
  })

  it('lets two browsers race, and one of them in', async () => {
    await firstLead(house.team, 'Ada')
    const { link } = yes(await house.team.memberSignIn('Ada'))
    const came = await Promise.all([1, 2, 3].map(() => house.team.useSignInLink(codeOf(link), '')))
    assert.equal(came.filter((said) => 'token' in said).length, 1)
  })

  it('brings in a member who was only invited, and lets them make a passkey', async () => {
    await firstLead(house.team)
    yes(await house.team.addMember({ name: 'Grace', role: 'member', by: null }))
    const { link } = yes(await house.team.memberSignIn('Grace'))
    const { token } = yes(await house.team.useSignInLink(codeOf(link), ''))
    const me = await signedIn(token)
    const { options, cookie } = yes(await house.team.passkeyChallenge(me))
    const key = authenticator({ origin: ORIGIN })
    yes(await house.team.addPasskey(me, { response: key.create(options), cookie }, 'Firefox'))
    assert.ok('token' in (await signingIn(key)).came)
  })

  it('is not made for a stranger, and an enrolment link is none', async () => {
    assert.equal(refusal(await house.team.memberSignIn('Mallory')), 'no-such-member')
    const { enrol } = yes(await house.team.addMember({ name: 'Grace', role: 'member', by: null }))
    assert.equal(refusal(await house.team.useSignInLink(codeOf(enrol), '')), 'link-not-valid')
  })
})

describe('a fresh passkey for one act', () => {
  const act = '/desk/cases/P-ABC123/publish'

  async function steppedUp(token: string, key: Authenticator, to = act) {
    const me = await signedIn(token)
    const { options, cookie } = await house.team.stepUpChallenge(me, to)
    return yes(await house.team.stepUp(me, to, { response: key.get(options), cookie }))
  }

  it('counts for that act, for five minutes, and for no other', async () => {
    const { token, key } = await firstLead(house.team)
    assert.equal(strongFor(await signedIn(token), act, house.now()), null)
    const me = await signedIn((await steppedUp(token, key)).token)
    assert.equal(strongFor(me, act, house.now()), house.now())
    assert.equal(strongFor(me, '/desk/members/invite', house.now()), null)
    house.later(5 * MINUTE)
    assert.notEqual(strongFor(me, act, house.now()), null)
    house.later(1)
    assert.equal(strongFor(me, act, house.now()), null)
  })

  it('gives the session a new cookie and makes the old one worth nothing', async () => {
    const { token, key, member } = await firstLead(house.team)
    const began = (await signedIn(token)).createdAt
    house.later(MINUTE)
    const renewed = await steppedUp(token, key)
    assert.equal(await house.team.session(token), undefined)
    assert.equal((await signedIn(renewed.token)).createdAt, began)
    assert.equal((await house.team.sessions(member)).length, 1)
  })

  it('takes no answer that was given for another act, another session or by another member', async () => {
    const ada = await firstLead(house.team, 'Ada')
    const grace = await another(house.team, 'Grace')
    const me = await signedIn(ada.token)
    const asked = await house.team.stepUpChallenge(me, '/desk/members/invite')
    const answer = { response: ada.key.get(asked.options), cookie: asked.cookie }
    assert.equal(refusal(await house.team.stepUp(me, act, answer)), 'challenge-not-valid')
    assert.equal(
      refusal(await house.team.stepUp(await signedIn(grace.token), '/desk/members/invite', answer)),
      'challenge-not-valid',
    )
    const hers = await house.team.stepUpChallenge(me, act)
    assert.equal(
      refusal(await house.team.stepUp(me, act, { response: grace.key.get(hers.options), cookie: hers.cookie })),
      'passkey-refused',
    )
    const login = await house.team.signInChallenge()
    assert.equal(
      refusal(await house.team.stepUp(me, act, { response: ada.key.get(login.options), cookie: login.cookie })),
      'challenge-not-valid',
    )
  })
})

describe('one’s passkeys', () => {
  it('may be several, each of which signs in', async () => {
    const { team } = house
    const { token, key } = await firstLead(team)
    const me = await signedIn(token)
    const elsewhere = yes((await signingIn(key)).came)
    const second = authenticator({ origin: ORIGIN })
    const { options, cookie } = yes(await team.passkeyChallenge(me))
    assert.equal((options as { excludeCredentials: object[] }).excludeCredentials.length, 1)
    const here = yes(await team.addPasskey(me, { response: second.create(options), cookie }, 'Firefox'))
    assert.equal(await team.session(elsewhere.token), undefined, 'a new passkey ends the other sessions')
    assert.equal(await team.session(token), undefined, 'and gives this one a new cookie')
    assert.equal((await signedIn(here.token)).onlyOnePasskey, false)
    for (const one of [key, second]) assert.ok('token' in (await signingIn(one)).came)
  })

  it('are added by whoever just came by a link, or confirmed this very act', async () => {
    const { team } = house
    const { token, key } = await firstLead(team)
    house.later(29 * MINUTE)
    yes(await team.passkeyChallenge(await signedIn(token)))
    house.later(2 * MINUTE)
    assert.equal(refusal(await team.passkeyChallenge(await signedIn(token))), 'step-up-needed')
    const { token: later } = yes((await signingIn(key)).came)
    assert.equal(refusal(await team.passkeyChallenge(await signedIn(later))), 'step-up-needed')
  })

  it('can all be removed but the last', async () => {
    const { team } = house
    const { token, key, member } = await firstLead(team)
    const me = await signedIn(token)
    const [first] = await team.passkeys(member)
    assert.equal(refusal(await team.removePasskey(me, first?.id ?? '')), 'last-passkey')
    const { options, cookie } = yes(await team.passkeyChallenge(me))
    const here = yes(
      await team.addPasskey(me, { response: authenticator({ origin: ORIGIN }).create(options), cookie }, ''),
    )
    const other = yes((await signingIn(key)).came)
    yes(await team.removePasskey(await signedIn(here.token), first?.id ?? ''))
    assert.equal(refusal((await signingIn(key)).came), 'passkey-unknown')
    assert.equal(await team.session(other.token), undefined)
    assert.ok(await team.session(here.token))
  })

  it('are nobody else’s to remove', async () => {
    const ada = await firstLead(house.team, 'Ada')
    const grace = await another(house.team, 'Grace')
    const [hers] = await house.team.passkeys(ada.member)
    assert.equal(
      refusal(await house.team.removePasskey(await signedIn(grace.token), hers?.id ?? '')),
      'no-such-passkey',
    )
  })
})
