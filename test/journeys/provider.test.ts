import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { type House, house, machineClock } from '../../src/main.ts'
import { confirms, joins, type Keyed, presses } from '../pages/keyed.ts'
import { Visitor } from '../pages/visitor.ts'
import { type IdentityProvider, identityProvider } from '../stand-ins/identity-provider.ts'
import { yes } from '../stand-ins/team.ts'

const origin = 'https://security.example'
const back = `${origin}/sign-in/provider/back`

interface Opened {
  readonly desk: House
  later(milliseconds: number): void
  close(): Promise<void>
}

async function openDesk(issuer: string, more = ''): Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), 'postern-provider-'))
  const config = join(folder, 'postern.yaml')
  writeFileSync(
    config,
    `project: { name: Lantern }
signIn:
  provider:
    name: Lantern login
    issuer: ${issuer}
    clientId: postern
${more}`,
  )
  let late = 0
  const desk = await house({
    clock: { ...machineClock, now: () => Date.now() + late },
    env: {
      POSTERN_DATA: join(folder, 'data'),
      POSTERN_KEY_FILE: join(folder, 'key'),
      POSTERN_CONFIG: config,
      POSTERN_URL: origin,
      POSTERN_OIDC_SECRET: 'a-secret-of-the-client',
    },
  })
  return {
    desk,
    later: (milliseconds) => {
      late += milliseconds
    },
    close: async () => {
      await desk.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Presses the button of a page, and says where the provider waits. */
async function leaves(visitor: Visitor, page: string, action: string): Promise<string> {
  await visitor.get(page)
  await visitor.send(action)
  return (visitor.headers.get('refresh') ?? '').replace('0; url=', '')
}

const pathOf = (address: string): string => address.slice(new URL(address).origin.length)

async function links(provider: IdentityProvider, keyed: Keyed, sub: string): Promise<void> {
  provider.forget()
  provider.is({ sub })
  await presses(keyed, '/desk/account', '/desk/account/provider')
  const address = (keyed.visitor.headers.get('refresh') ?? '').replace('0; url=', '')
  await keyed.visitor.get(pathOf(await provider.through(address)))
  assert.equal(keyed.visitor.status, 200, keyed.visitor.words)
}

describe('signing in with the provider of an organisation', () => {
  let provider: IdentityProvider
  let opened: Opened
  let desk: House
  let ada: Keyed

  before(async () => {
    provider = await identityProvider({ back })
    opened = await openDesk(provider.issuer)
    desk = opened.desk
    ada = await joins(desk, 'Ada', 'lead')
  })
  after(async () => {
    await opened?.close()
    await provider?.close()
  })

  async function comesBy(sub: string): Promise<Visitor> {
    provider.forget()
    provider.is({ sub })
    const visitor = new Visitor(desk, origin)
    const address = await leaves(visitor, '/sign-in?next=/desk/notices', '/sign-in/provider')
    await visitor.get(pathOf(await provider.through(address)))
    return visitor
  }

  it('opens nothing for a login that nobody linked, whatever it says of itself', async () => {
    const visitor = await comesBy('ada')
    assert.equal(visitor.status, 403)
    assert.match(visitor.words, /Nobody on this desk is linked with that login/)
  })

  it('opens the desk once a member linked it, confirmed by passkey', async () => {
    await links(provider, ada, 'sub-of-ada')
    assert.match(ada.visitor.words, new RegExp(provider.issuer))
    const visitor = await comesBy('sub-of-ada')
    assert.equal(visitor.status, 200, visitor.words)
    assert.match(visitor.page, /<title>Notices/)
  })

  it('links one login to one member', async () => {
    const ben = await joins(desk, 'Ben')
    provider.forget()
    provider.is({ sub: 'sub-of-ada' })
    await presses(ben, '/desk/account', '/desk/account/provider')
    const address = (ben.visitor.headers.get('refresh') ?? '').replace('0; url=', '')
    await ben.visitor.get(pathOf(await provider.through(address)))
    assert.match(ben.visitor.words, /A member is linked with that login already/)
  })

  it('brings in whoever was invited, without a passkey, and lets them make one', async () => {
    const { enrol } = yes(await desk.team.addMember({ name: 'Grace', role: 'member', by: null }))
    provider.forget()
    provider.is({ sub: 'sub-of-grace' })
    const grace = new Visitor(desk, origin)
    const address = await leaves(grace, pathOf(enrol), `${pathOf(enrol)}/provider`)
    await grace.get(pathOf(await provider.through(address)))
    assert.match(grace.words, /Print this code/)
    assert.equal((await grace.get('/desk')).status, 200)
    assert.equal((await grace.get('/desk/account/passkeys')).status, 200)
    assert.equal((await new Visitor(desk, origin).get(pathOf(enrol))).status, 404, 'the link is used up')
    const again = await comesBy('sub-of-grace')
    assert.equal(again.status, 200)
  })

  it('asks for a passkey before what cannot be taken back, where nothing else is said', async () => {
    const visitor = await comesBy('sub-of-ada')
    await visitor.get('/desk/members')
    await visitor.send('/desk/members/invite', { name: 'Joan', role: 'member' })
    assert.equal(visitor.status, 403)
    assert.doesNotMatch(visitor.words, /Confirm at/)
    await confirms({ visitor, key: ada.key })
  })

  describe('believes no answer', () => {
    /** An answer that would let Ada in, and the browser that left for it. */
    async function answer(): Promise<{ visitor: Visitor; path: string }> {
      provider.forget()
      provider.is({ sub: 'sub-of-ada' })
      const visitor = new Visitor(desk, origin)
      const address = await leaves(visitor, '/sign-in', '/sign-in/provider')
      return { visitor, path: pathOf(await provider.through(address)) }
    }
    const changed = (path: string, name: string, value: string): string => {
      const url = new URL(path, origin)
      url.searchParams.set(name, value)
      return pathOf(url.href)
    }
    const refused = async (visitor: Visitor, path: string, what: string) => {
      await visitor.get(path)
      assert.equal(visitor.status, 403, `${what}: ${visitor.words}`)
      assert.equal((await visitor.get('/desk/account')).status, 404, what)
    }

    it('in another browser', async () => {
      const { path } = await answer()
      await refused(new Visitor(desk, origin), path, 'no cookie')
    })
    it('twice', async () => {
      const { visitor, path } = await answer()
      const cookie = [...visitor.cookies].find(([name]) => name.endsWith('postern-provider'))
      assert.equal((await visitor.get(path)).status, 200)
      const thief = new Visitor(desk, origin)
      const headers = { cookie: `${cookie?.[0]}=${cookie?.[1]}` }
      assert.equal((await thief.request('GET', path, { headers })).status, 403)
    })
    it('later than five minutes', async () => {
      const { visitor, path } = await answer()
      opened.later(5 * 60_000 + 1)
      await refused(visitor, path, 'late')
      opened.later(-5 * 60_000 - 1)
    })
    it('with another state, code or issuer, or none', async () => {
      for (const [name, value] of [
        ['state', 'x'.repeat(43)],
        ['code', 'x'.repeat(43)],
        ['iss', 'https://evil.example'],
        ['iss', ''],
      ] as const) {
        const { visitor, path } = await answer()
        await refused(visitor, changed(path, name, value), `${name}=${value}`)
      }
      const { visitor } = await answer()
      await refused(visitor, '/sign-in/provider/back', 'nothing')
      const other = await answer()
      await refused(other.visitor, '/sign-in/provider/back?error=access_denied&error_description=%3Cb%3E', 'an error')
    })
    it('that was meant for another errand of the same browser', async () => {
      const { visitor } = await answer()
      const first = await answer()
      await refused(visitor, first.path, 'another challenge')
    })
    it('whose nonce is another', async () => {
      provider.forget()
      provider.is({ sub: 'sub-of-ada' })
      const visitor = new Visitor(desk, origin)
      const address = new URL(await leaves(visitor, '/sign-in', '/sign-in/provider'))
      address.searchParams.set('nonce', 'of somebody else')
      await refused(visitor, pathOf(await provider.through(address.href)), 'nonce')
    })
    it('to a code that was asked for with another verifier', async () => {
      provider.forget()
      provider.is({ sub: 'sub-of-ada' })
      const visitor = new Visitor(desk, origin)
      const address = new URL(await leaves(visitor, '/sign-in', '/sign-in/provider'))
      address.searchParams.set('code_challenge', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM')
      await refused(visitor, pathOf(await provider.through(address.href)), 'verifier')
    })
  })

  it('is over for somebody who left the team, with the next request', async () => {
    const gone = await joins(desk, 'Gone')
    await links(provider, gone, 'sub-of-gone')
    const visitor = await comesBy('sub-of-gone')
    assert.equal((await visitor.get('/desk/account')).status, 200)
    const id = (await desk.team.members()).find(({ name }) => name === 'Gone')?.id ?? ''
    yes(await desk.team.removeMember({ member: id, by: null }))
    assert.equal((await visitor.get('/desk/account')).status, 404)
    assert.match((await comesBy('sub-of-gone')).words, /Nobody on this desk is linked/)
  })

  it('is unlinked by its member', async () => {
    const ben = await joins(desk, 'Bea')
    await links(provider, ben, 'sub-of-bea')
    await presses(ben, '/desk/account', '/desk/account/provider/unlink')
    assert.equal((await comesBy('sub-of-bea')).status, 403)
  })
})

describe('a provider that says more', () => {
  let provider: IdentityProvider
  let opened: Opened
  before(async () => {
    provider = await identityProvider({ back })
    opened = await openDesk(
      provider.issuer,
      `    stepUp: provider
    acr: [phr]
    amr: [hwk]
    groups: { claim: groups, roles: { security: member, auditors: observer } }
`,
    )
  })
  after(async () => {
    await opened?.close()
    await provider?.close()
  })

  const good = { acr: 'phr', amr: ['hwk'], groups: ['security'] }
  async function comes(login: Parameters<IdentityProvider['is']>[0]): Promise<Visitor> {
    provider.forget()
    provider.is(login)
    const visitor = new Visitor(opened.desk, origin)
    const address = await leaves(visitor, '/sign-in', '/sign-in/provider')
    await visitor.get(pathOf(await provider.through(address)))
    return visitor
  }
  async function invited(name: string, role: 'lead' | 'member', sub: string): Promise<Visitor> {
    const { enrol } = yes(await opened.desk.team.addMember({ name, role, by: null }))
    provider.forget()
    provider.is({ sub, ...good })
    const visitor = new Visitor(opened.desk, origin)
    const address = await leaves(visitor, pathOf(enrol), `${pathOf(enrol)}/provider`)
    await visitor.get(pathOf(await provider.through(address)))
    assert.equal(visitor.status, 200, visitor.words)
    return visitor
  }
  const roleOf = async (name: string) => (await opened.desk.team.members()).find((one) => one.name === name)?.role

  it('gives the role of the group, never that of a lead, and turns away who is in none', async () => {
    await invited('Lea', 'lead', 'lea')
    await invited('Max', 'member', 'max')
    assert.equal((await comes({ sub: 'max', ...good, groups: ['auditors', 'others'] })).status, 200)
    assert.equal(await roleOf('Max'), 'observer')
    assert.equal((await comes({ sub: 'lea', ...good, groups: ['auditors'] })).status, 200)
    assert.equal(await roleOf('Lea'), 'lead', 'a lead stays one')
    const none = await comes({ sub: 'max', ...good, groups: ['lead', 'constructor', '__proto__'] })
    assert.equal(none.status, 403)
    assert.match(none.words, /None of your groups/)
  })

  it('has to say how they showed who they are', async () => {
    for (const weak of [{ acr: 'basic' }, { amr: ['pwd'] }, { acr: '' }, { amr: [] }])
      assert.equal((await comes({ sub: 'lea', ...good, ...weak })).status, 403, JSON.stringify(weak))
  })

  it('confirms one act by asking anew, with the form as it was sent', async () => {
    const visitor = await comes({ sub: 'lea', ...good })
    await visitor.get('/desk/members')
    await visitor.send('/desk/members/invite', { name: 'Joan', role: 'member' })
    assert.equal(visitor.status, 403)
    assert.match(visitor.words, /Confirm at Lantern login/)
    await visitor.send('/desk/step-up/provider')
    const address = (visitor.headers.get('refresh') ?? '').replace('0; url=', '')
    assert.equal(new URL(address).searchParams.get('prompt'), 'login')
    await visitor.get(pathOf(await provider.through(address)))
    assert.equal(visitor.status, 200, visitor.words)
    assert.match(visitor.words, /One press is left/)
    await visitor.send('/desk/members/invite')
    assert.equal(visitor.status, 200, visitor.words)
    assert.ok((await opened.desk.team.members()).some(({ name }) => name === 'Joan'))
    await visitor.get('/desk/members')
    await visitor.send('/desk/members/invite', { name: 'Mallory', role: 'lead' })
    assert.equal(visitor.status, 403, 'and no other act')
  })

  it('confirms nothing for another member, or by an answer of a while ago', async () => {
    const visitor = await comes({ sub: 'lea', ...good })
    await visitor.get('/desk/members')
    await visitor.send('/desk/members/invite', { name: 'Nina', role: 'member' })
    await visitor.send('/desk/step-up/provider')
    const address = new URL((visitor.headers.get('refresh') ?? '').replace('0; url=', ''))
    provider.forget()
    provider.is({ sub: 'max', ...good })
    await visitor.get(pathOf(await provider.through(address.href)))
    assert.equal(visitor.status, 403)
    assert.equal(
      (await opened.desk.team.members()).some(({ name }) => name === 'Nina'),
      false,
    )
  })
})

describe('a provider that is down', () => {
  it('is said to be, and passkeys go on working', async () => {
    const dead = createServer()
    await new Promise<void>((resolve) => dead.listen(0, '127.0.0.1', resolve))
    const { port } = dead.address() as AddressInfo
    await new Promise((resolve) => dead.close(resolve))
    const opened = await openDesk(`http://127.0.0.1:${port}`)
    try {
      const visitor = new Visitor(opened.desk, origin)
      await leaves(visitor, '/sign-in', '/sign-in/provider')
      assert.equal(visitor.status, 503)
      assert.match(visitor.words, /does not answer.*Passkeys work/)
      await joins(opened.desk, 'Ada', 'lead')
    } finally {
      await opened.close()
    }
  })
})
