import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { type House, house } from '../../src/main.ts'
import { joins } from '../pages/keyed.ts'

/** A proxy that comes over a socket of the machine: who may open that file is believed, and nobody else. */
describe('a proxy that comes over the socket', () => {
  const folder = mkdtempSync(join(tmpdir(), 'postern-socket-'))
  const socket = join(folder, 'desk.sock')
  const config = join(folder, 'postern.yaml')
  const env = {
    POSTERN_DATA: join(folder, 'data'),
    POSTERN_KEY_FILE: join(folder, 'key'),
    POSTERN_CONFIG: config,
    POSTERN_SOCKET: socket,
    PORT: '0',
  }
  let desk: House
  let port: number

  before(async () => {
    writeFileSync(config, 'project: { name: Lantern }\nsignIn: { header: { peers: [socket] } }\n')
    // What a desk left behind that ended without a word.
    const left = createServer().listen(socket)
    await new Promise((resolve) => left.once('listening', resolve))
    desk = await house({ env })
    await assert.rejects(desk.open(), /POSTERN_SOCKET: names .* where another desk listens/)
    await desk.close()
    await new Promise((resolve) => left.close(resolve))
    desk = await house({ env })
    await desk.open()
    port = desk.config.port
    await joins(desk, 'Ada', 'lead')
  })
  after(async () => {
    await desk?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  interface Answer {
    readonly status: number
    readonly body: string
    readonly cookie: string
  }

  function ask(
    by: { readonly socketPath: string } | { readonly port: number },
    method: 'GET' | 'POST',
    path: string,
    headers: Readonly<Record<string, string>> = {},
    body = '',
  ): Promise<Answer> {
    const form = body === '' ? {} : { 'content-type': 'application/x-www-form-urlencoded' }
    const all = { host: new URL(desk.config.url).host, 'sec-fetch-site': 'same-origin', ...form, ...headers }
    return new Promise((resolve, reject) => {
      const sent = request({ ...by, method, path, headers: all }, (answer) => {
        let text = ''
        answer.setEncoding('utf8')
        answer.on('data', (piece: string) => {
          text += piece
        })
        answer.once('end', () => {
          const cookie = answer.headers['set-cookie']?.find((line) => line.startsWith('postern='))?.split(';')[0] ?? ''
          resolve({ status: answer.statusCode ?? 0, body: text, cookie })
        })
      })
      sent.once('error', reject)
      sent.end(body)
    })
  }
  const bySocket = { socketPath: socket }
  const byPort = () => ({ port, host: '127.0.0.1' })
  async function signIn(by: Parameters<typeof ask>[0], headers: Readonly<Record<string, string>>): Promise<Answer> {
    const page = await ask(by, 'GET', '/sign-in/recovery', headers)
    const token = /name="token" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
    return ask(by, 'POST', '/sign-in/header', headers, `token=${encodeURIComponent(token)}&next=/desk`)
  }

  it('finds it made for its owner alone', () => {
    assert.equal(statSync(socket).mode & 0o777, 0o600)
  })

  it('is believed without a secret, for as long as it says so', async () => {
    const { status, cookie } = await signIn(bySocket, { 'remote-user': 'Ada' })
    assert.equal(status, 303)
    const account = (more: Readonly<Record<string, string>>, by: Parameters<typeof ask>[0] = bySocket) =>
      ask(by, 'GET', '/desk/account', { cookie, ...more })
    assert.equal((await account({ 'remote-user': 'Ada' })).status, 200)
    assert.equal((await account({})).status, 404)
    assert.equal((await account({ 'remote-user': 'Ada' }, byPort())).status, 404)
  })

  it('says what a secret would say to nobody who comes over the port', async () => {
    assert.equal((await signIn(byPort(), { 'remote-user': 'Ada' })).status, 404)
    assert.equal((await signIn(byPort(), { 'remote-user': 'Ada', 'x-postern-secret': '' })).status, 404)
    assert.equal((await signIn(bySocket, { 'remote-user': 'Mallory' })).status, 403)
    assert.equal((await signIn(bySocket, { 'remote-user': 'Ada', remote_user: 'Ada' })).status, 400)
  })

  it('tells the addresses of visitors, so that one of them is not all of them', async () => {
    const wrong = (from: string, by: Parameters<typeof ask>[0]) =>
      ask(by, 'GET', '/api/v1/thread', { 'x-forwarded-for': from, authorization: 'Receipt x' })
    for (let n = 0; n < 300; n++) await wrong('203.0.113.1', bySocket)
    assert.equal((await wrong('203.0.113.1', bySocket)).status, 429)
    assert.equal((await wrong('198.51.100.1', bySocket)).status, 401)
  })

  it('is nobody once others may open the file', async () => {
    for (const mode of [0o660, 0o606, 0o622]) {
      chmodSync(socket, mode)
      assert.equal((await signIn(bySocket, { 'remote-user': 'Ada' })).status, 404, mode.toString(8))
    }
    chmodSync(socket, 0o600)
    assert.equal((await signIn(bySocket, { 'remote-user': 'Ada' })).status, 303)
  })

  it('is refused where something else lies there, which stays as it is', async () => {
    await desk.close()
    assert.ok(!existsSync(socket), 'the end takes it away')
    writeFileSync(socket, 'mine')
    desk = await house({ env })
    await assert.rejects(desk.open(), /POSTERN_SOCKET: names .* which is something else/)
    await desk.close()
    rmSync(socket)
    desk = await house({ env: { ...env, POSTERN_SOCKET: join(folder, 'nowhere', 'desk.sock') } })
    await assert.rejects(desk.open(), /POSTERN_SOCKET: cannot be made/)
  })

  it('has to be there where the settings name it', async () => {
    await assert.rejects(
      house({ env: { ...env, POSTERN_SOCKET: '' } }),
      /POSTERN_SOCKET is missing|POSTERN_SOCKET: is missing/,
    )
    await assert.rejects(house({ env: { ...env, POSTERN_SOCKET: `/${'x'.repeat(103)}` } }), /POSTERN_SOCKET.*103 bytes/)
  })
})
