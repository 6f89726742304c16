import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, describe, it } from 'node:test'
import { type House, house } from '../../src/main.ts'
import { joins, presses } from '../pages/keyed.ts'
import { Visitor } from '../pages/visitor.ts'
import { type Forged, type ForgingProvider, forgingProvider } from '../stand-ins/forging-provider.ts'

const origin = 'https://security.example'

/** What a provider, or somebody between it and the desk, makes up (OpenID Connect Core 1.0, 3.1.3.7). */
describe('an answer of a provider that was made up', () => {
  const folder = mkdtempSync(join(tmpdir(), 'postern-forged-'))
  let provider: ForgingProvider
  let desk: House
  before(async () => {
    provider = await forgingProvider('postern')
    desk = await openDesk(provider)
    const ada = await joins(desk, 'Ada', 'lead')
    await presses(ada, '/desk/account', '/desk/account/provider')
    await comesBack(ada.visitor, {})
    assert.equal(ada.visitor.status, 200, ada.visitor.words)
  })
  afterEach(() => provider.says({}))
  after(async () => {
    await desk?.close()
    await provider?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  async function openDesk({ issuer }: ForgingProvider): Promise<House> {
    const config = join(folder, 'postern.yaml')
    writeFileSync(
      config,
      `project: { name: Lantern }\nsignIn:\n  provider: { name: Login, issuer: '${issuer}', clientId: postern }\n`,
    )
    return house({
      env: {
        POSTERN_DATA: join(folder, 'data'),
        POSTERN_KEY_FILE: join(folder, 'key'),
        POSTERN_CONFIG: config,
        POSTERN_URL: origin,
        POSTERN_OIDC_SECRET: 'a-secret-of-the-client',
      },
    })
  }

  /** The provider sends the browser back at once, with a code and what it was given. */
  async function comesBack(visitor: Visitor, forged: Forged): Promise<void> {
    const address = new URL((visitor.headers.get('refresh') ?? '').replace('0; url=', ''))
    const given = (name: string) => address.searchParams.get(name) ?? ''
    provider.says({ ...forged, nonce: given('nonce') })
    const back = new URLSearchParams({ code: 'code', state: given('state'), iss: provider.issuer })
    await visitor.get(`/sign-in/provider/back?${back}`)
  }

  async function signsIn(forged: Forged): Promise<Visitor> {
    const visitor = new Visitor(desk, origin)
    await visitor.get('/sign-in')
    await visitor.send('/sign-in/provider')
    await comesBack(visitor, forged)
    return visitor
  }

  async function refuses(forged: Forged): Promise<void> {
    const asked = provider.asked()
    const visitor = await signsIn(forged)
    assert.equal(visitor.status, 403, `${JSON.stringify(forged)}: ${visitor.words}`)
    assert.equal(provider.asked(), asked + 1, 'the provider did answer')
    assert.equal((await visitor.get('/desk/account')).status, 404)
  }

  it('would let somebody in if it were right', async () => {
    const visitor = await signsIn({})
    assert.equal(visitor.status, 200, visitor.words)
    assert.equal((await visitor.get('/desk/account')).status, 200)
  })

  it('is refused where its signature is another one, or none', async () => {
    for (const signature of ['of-another-key', 'of-other-words', 'none'] as const) await refuses({ signature })
  })

  it('is refused where it is for somebody else, of another issuer, or over', async () => {
    const now = Math.floor(Date.now() / 1_000)
    for (const claims of [
      { aud: 'another-client' },
      { aud: ['postern', 'another-client'], azp: 'another-client' },
      { iss: 'https://evil.example' },
      { exp: now - 3_600, iat: now - 7_200 },
      { sub: '' },
    ])
      await refuses({ claims })
  })

  it('is not asked any further where its metadata names another issuer', async () => {
    const [one, other] = [await forgingProvider('postern'), await forgingProvider('postern')]
    one.says({ issuer: other.issuer })
    await desk.close()
    rmSync(join(folder, 'data'), { recursive: true, force: true })
    rmSync(join(folder, 'key'), { force: true })
    desk = await openDesk(one)
    const visitor = new Visitor(desk, origin)
    await visitor.get('/sign-in')
    await visitor.send('/sign-in/provider')
    assert.equal(visitor.headers.get('refresh'), null, visitor.words)
    assert.ok(visitor.status >= 400)
    assert.equal(one.asked() + other.asked(), 0)
    await one.close()
    await other.close()
  })
})
