import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { another, firstLead, type TestTeam, testTeam, yes } from '../../test/stand-ins/team.ts'
import { deleteSessionsOf, sessionsOf } from '../store/session-rows.ts'
import { HOUR, MINUTE } from './context.ts'
import { openTeam } from './open-team.ts'

let house: TestTeam
beforeEach(async () => {
  house = await testTeam()
})
afterEach(() => house.close())

describe('a session', () => {
  it('ends half an hour after it was last used', async () => {
    const { token } = await firstLead(house.team)
    for (let use = 0; use < 4; use += 1) {
      house.later(29 * MINUTE)
      assert.ok(await house.team.session(token))
    }
    house.later(30 * MINUTE)
    assert.equal(await house.team.session(token), undefined)
  })

  it('ends after twelve hours, however busy', async () => {
    const { token } = await firstLead(house.team)
    for (let passed = 0; passed < 12 * HOUR - 20 * MINUTE; passed += 20 * MINUTE) {
      house.later(20 * MINUTE)
      assert.ok(await house.team.session(token))
    }
    house.later(20 * MINUTE)
    assert.equal(await house.team.session(token), undefined)
  })

  it('is over for a removed member with the next request, on every node', async () => {
    const ada = await firstLead(house.team, 'Ada')
    const grace = await another(house.team, 'Grace')
    const otherNode = openTeam(house.context)
    assert.ok(await otherNode.session(grace.token))
    const api = yes(
      await house.team.createToken({ member: grace.member, label: 'ci', scopes: ['read'], days: 1, by: null }),
    )
    yes(await house.team.removeMember({ member: grace.member, by: ada.member }))
    assert.equal(await otherNode.session(grace.token), undefined)
    assert.equal(await otherNode.bearer(api.token), undefined)
    const { options, cookie } = await house.team.signInChallenge()
    const back = await house.team.signIn({ response: grace.key.get(options), cookie }, '')
    assert.equal('refused' in back && back.refused, 'passkey-unknown')
    assert.ok(await otherNode.session(ada.token))
  })

  it('is over elsewhere once a new code on paper was made', async () => {
    const ada = await firstLead(house.team, 'Ada')
    const link = yes(await house.team.memberSignIn('Ada'))
    const elsewhere = yes(await house.team.useSignInLink(new URL(link.link).pathname.split('/').at(-1) ?? '', 'other'))
    const here = (await house.team.session(ada.token)) ?? assert.fail()
    yes(await house.team.makeRecoveryCode(here, ada.token))
    assert.ok(await house.team.session(ada.token))
    assert.equal(await house.team.session(elsewhere.token), undefined)
  })

  it('carries the role that the member has now', async () => {
    await firstLead(house.team, 'Ada')
    const grace = await another(house.team, 'Grace', 'lead')
    yes(await house.team.setRole({ member: grace.member, role: 'observer', by: null }))
    assert.equal((await house.team.session(grace.token))?.role, 'observer')
  })

  it('is worth nothing after signing out', async () => {
    const { token } = await firstLead(house.team)
    await house.team.signOut(token)
    assert.equal(await house.team.session(token), undefined)
  })

  it('can be listed and ended by its member, and by nobody else', async () => {
    const ada = await firstLead(house.team, 'Ada')
    const grace = await another(house.team, 'Grace')
    const [hers] = await house.team.sessions(ada.member)
    assert.equal(hers?.browser, 'Firefox on Linux')
    assert.equal(await house.team.session(hers?.id ?? ''), undefined, 'the id in a list opens nothing')
    const tried = await house.team.endSession(grace.member, hers?.id ?? '')
    assert.equal('refused' in tried && tried.refused, 'no-such-session')
    yes(await house.team.endSession(ada.member, hers?.id ?? ''))
    assert.equal(await house.team.session(ada.token), undefined)
  })

  it('opens for nothing that is no token', async () => {
    const { token } = await firstLead(house.team)
    for (const wrong of [
      '',
      'x',
      token.slice(0, -1),
      `${token}x`,
      token.toUpperCase(),
      '\0'.repeat(43),
      'x'.repeat(1_000_000),
    ]) {
      assert.equal(await house.team.session(wrong), undefined)
    }
  })

  it('lies on disk without its token, and without anybody’s name', async () => {
    const { token } = await firstLead(house.team, 'Marker-Lovelace')
    const files = readdirSync(house.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    assert.ok(files.length > 0)
    for (const file of files) {
      const bytes = readFileSync(`${file.parentPath}/${file.name}`)
      for (const secret of [token, 'Marker-Lovelace', 'Firefox'])
        assert.equal(bytes.includes(secret), false, `${secret} in ${file.name}`)
    }
  })

  it('is swept when it is over', async () => {
    const { member } = await firstLead(house.team)
    assert.equal((await house.context.store.read(sessionsOf('member', member))).length, 1)
    house.later(13 * HOUR)
    await house.team.sweep()
    assert.deepEqual(await house.context.store.read(sessionsOf('member', member)), [])
  })
})

describe('a reporter’s session', () => {
  const access = { as: 'reporter', stream: 'case-1', person: 'person-1', receipt: 'tag-1' } as const

  it('opens the thread for half an hour after its last use', async () => {
    const token = await house.team.openReporterSession(access)
    assert.deepEqual(await house.team.reporterSession(token), access)
    house.later(29 * MINUTE)
    assert.deepEqual(await house.team.reporterSession(token), access)
    house.later(30 * MINUTE)
    assert.equal(await house.team.reporterSession(token), undefined)
  })

  it('ends with its receipt, and no other does', async () => {
    const token = await house.team.openReporterSession(access)
    const other = await house.team.openReporterSession({ ...access, receipt: 'tag-2' })
    await house.context.store.write([deleteSessionsOf('reporter', 'tag-1')])
    assert.equal(await house.team.reporterSession(token), undefined)
    assert.ok(await house.team.reporterSession(other))
    await house.team.endReporterSession(other)
    assert.equal(await house.team.reporterSession(other), undefined)
  })

  it('is none of a member, nor the reverse', async () => {
    const { token } = await firstLead(house.team)
    const thread = await house.team.openReporterSession(access)
    assert.equal(await house.team.reporterSession(token), undefined)
    assert.equal(await house.team.session(thread), undefined)
  })
})
