import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { readConfig } from '../../src/config.ts'
import { type House, house } from '../../src/main.ts'
import { joins } from '../pages/keyed.ts'

const secret = 'what-the-proxy-and-the-desk-share-and-nobody-else'

/** Behind a forward-auth proxy, over real sockets: the proxy comes from 127.0.0.1, everybody else from 127.0.0.2. */
describe('signing in by the header of a proxy', () => {
  const folder = mkdtempSync(join(tmpdir(), 'postern-header-'))
  const config = join(folder, 'postern.yaml')
  const env = {
    POSTERN_DATA: join(folder, 'data'),
    POSTERN_KEY_FILE: join(folder, 'key'),
    POSTERN_CONFIG: config,
    POSTERN_HEADER_SECRET: secret,
    HOST: '127.0.0.1',
    PORT: '0',
  }
  let desk: House
  let url: string

  before(async () => {
    writeFileSync(
      config,
      `project: { name: Lantern }
signIn:
  header:
    peers: [127.0.0.1]
    roles: { security: member, auditors: observer }
`,
    )
    desk = await house({ env })
    url = (await desk.open()).url
    await joins(desk, 'Ada', 'lead')
    await joins(desk, 'Zoë')
  })
  after(async () => {
    await desk?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  interface Answer {
    readonly status: number
    readonly body: string
    readonly cookie: string | undefined
  }

  /** Headers as they are written, twice where somebody wrote them twice. */
  function ask(
    method: 'GET' | 'POST',
    path: string,
    headers: readonly (readonly [string, string])[],
    from = '127.0.0.1',
    body = '',
  ): Promise<Answer> {
    const { hostname, port, host } = new URL(url)
    const all = [['Host', host], ['Sec-Fetch-Site', 'same-origin'], ...headers].flat()
    if (body !== '')
      all.push('Content-Type', 'application/x-www-form-urlencoded', 'Content-Length', String(Buffer.byteLength(body)))
    return new Promise((resolve, reject) => {
      const sent = request(
        { host: hostname, family: 4, port, path, method, headers: all, localAddress: from },
        (answer) => {
          let text = ''
          answer.setEncoding('utf8')
          answer.on('data', (piece: string) => {
            text += piece
          })
          answer.once('end', () => {
            const cookie = answer.headers['set-cookie']?.find((line) => line.startsWith('postern='))?.split(';')[0]
            resolve({ status: answer.statusCode ?? 0, body: text, cookie })
          })
        },
      )
      sent.once('error', reject)
      // As bytes: beside a text the client would write its headers in UTF-8 once more.
      sent.end(Buffer.from(body))
    })
  }
  const said = (user: string, groups = 'security', shared = secret): [string, string][] => [
    ['Remote-User', Buffer.from(user).toString('latin1')],
    ['Remote-Groups', groups],
    ['X-Postern-Secret', shared],
  ]
  async function signIn(headers: readonly (readonly [string, string])[], from?: string): Promise<Answer> {
    const page = await ask('GET', '/sign-in', headers, from)
    const token = /name="token" value="([^"]+)"/.exec(page.body)?.[1] ?? (await anyToken())
    return ask('POST', '/sign-in/header', headers, from, `token=${encodeURIComponent(token)}&next=/desk`)
  }
  const anyToken = async () =>
    /name="token" value="([^"]+)"/.exec((await ask('GET', '/sign-in/recovery', [])).body)?.[1] ?? ''

  it('lets in the member of exactly that name, for as long as the proxy says so', async () => {
    const { status, cookie } = await signIn(said('Ada'))
    assert.equal(status, 303)
    const as = (headers: readonly (readonly [string, string])[], from?: string) =>
      ask('GET', '/desk/account', [['Cookie', cookie ?? ''], ...headers], from)
    assert.equal((await as(said('Ada'))).status, 200)
    for (const [headers, from] of [
      [[], undefined],
      [said('Zoë'), undefined],
      [said('Ada', 'security', 'wrong'), undefined],
      [said('Ada'), '127.0.0.2'],
    ] as const)
      assert.equal((await as(headers, from)).status, 404)
    const zoe = await signIn(said('Zoë'))
    assert.equal(zoe.status, 303, `also with letters beyond ASCII: ${zoe.body}`)
  })

  it('lets in nobody else', async () => {
    for (const name of ['ada', 'Ada2', 'Mallory', 'member-1', 'a@lantern.example'])
      assert.equal((await signIn(said(name))).status, 403, name)
  })

  it('is nothing at all from another address, without the secret, or with another one', async () => {
    assert.equal((await signIn(said('Ada'), '127.0.0.2')).status, 404)
    assert.equal((await signIn(said('Ada').slice(0, 2))).status, 404)
    for (const wrong of ['', 'x', secret.slice(1), `${secret}x`, secret.toUpperCase()])
      assert.equal((await signIn(said('Ada', 'security', wrong))).status, 404, wrong)
    const forwarded: [string, string][] = [...said('Ada'), ['X-Forwarded-For', '127.0.0.1']]
    assert.equal((await signIn(forwarded, '127.0.0.2')).status, 404)
    assert.doesNotMatch((await ask('GET', '/sign-in', said('Ada'), '127.0.0.2')).body, /Go on as/)
  })

  it('refuses headers that came twice or look alike', async () => {
    const twofold: [string, string][] = [
      ['Remote-User', 'Ada'],
      ['remote-user', 'Zoe'],
      ['Remote_User', 'Ada'],
      ['REMOTE_USER', 'Ada'],
      ['Remote_Groups', 'security'],
      ['Remote-Groups', 'security'],
      ['X_Postern-Secret', secret],
    ]
    for (const more of twofold) assert.equal((await signIn([...said('Ada'), more])).status, 400, more[0])
    assert.equal((await signIn([['Remote_User', 'Ada'], ...said('Ada').slice(1)])).status, 400)
    assert.equal((await signIn(said('Ada, Zoe'))).status, 400)
  })

  const idOf = async (name: string) => (await desk.team.members()).find((one) => one.name === name)?.id ?? ''

  it('gives the role of the group, never that of a lead', async () => {
    const role = async (name: string) => (await desk.team.members()).find((one) => one.name === name)?.role
    assert.equal((await signIn(said('Zoë', 'staff,auditors'))).status, 303)
    assert.equal(await role('Zoë'), 'observer')
    assert.equal((await signIn(said('Zoë', 'staff'))).status, 403)
    assert.equal((await signIn(said('Ada', 'auditors'))).status, 303)
    assert.equal(await role('Ada'), 'lead')
  })

  it('lets nobody do more than their groups say now, whatever they said when they signed in', async () => {
    await desk.team.setRole({ member: await idOf('Zoë'), role: 'member', by: null })
    const { cookie } = await signIn(said('Zoë', 'security'))
    const status = async (path: string, groups: string) =>
      (await ask('GET', path, [['Cookie', cookie ?? ''], ...said('Zoë', groups)])).status
    assert.equal(await status('/desk/cases/new', 'security'), 200)
    assert.equal(await status('/desk/cases/new', 'auditors'), 403)
    assert.equal(await status('/desk/account', 'auditors'), 200)
    assert.equal(await status('/desk/account', 'staff'), 404)
    assert.equal(await status('/desk/account', ''), 404)
    assert.equal(await status('/desk/cases/new', 'security'), 200)
  })

  it('never stands in for a passkey', async () => {
    const { cookie } = await signIn(said('Ada'))
    const as = [['Cookie', cookie ?? ''], ...said('Ada')] as [string, string][]
    const page = await ask('GET', '/desk/members', as)
    const token = /name="token" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
    const body = `token=${encodeURIComponent(token)}&name=Mallory&role=lead`
    assert.match((await ask('POST', '/desk/members/invite', as, undefined, body)).body, /Confirm with your passkey/)
    assert.equal((await ask('GET', '/desk/account/passkeys', as)).status, 403)
    assert.equal(
      (await desk.team.members()).some(({ name }) => name === 'Mallory'),
      false,
    )
  })

  it('wants a secret that nobody guesses, and says where roles went wrong', () => {
    const problems = (yaml: string, more: Record<string, string> = {}) => {
      writeFileSync(config, yaml)
      try {
        readConfig({ env: { ...env, ...more } })
        return ''
      } catch (refused) {
        return String((refused as Error).message)
      }
    }
    const on = 'project: { name: Lantern }\nsignIn:\n  header:\n    peers: [127.0.0.1]\n'
    assert.equal(problems(on), '')
    assert.match(problems(on, { POSTERN_HEADER_SECRET: 'short' }), /POSTERN_HEADER_SECRET.*too short/)
    assert.match(problems(`${on}    roles: { staff: lead }\n`), /postern\.yaml:5:\d+.*signIn\.header\.roles\.staff/)
    assert.match(problems(on.replace('127.0.0.1', '0.0.0.0/0')), /postern\.yaml:4:\d+.*signIn\.header\.peers/)
    const provider = 'signIn:\n  provider: { name: P, issuer: "http://login.example", clientId: postern }\n'
    assert.match(problems(provider), /postern\.yaml:2:\d+.*signIn\.provider\.issuer/)
  })
})
