import assert from 'node:assert/strict'
import { readdirSync, writeFileSync } from 'node:fs'
import { type IncomingHttpHeaders, request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { after, before, describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import { newFolder, type StartedDesk, startDesk } from '../faults/started-desk.ts'
import { aReport } from './staffed-house.ts'

/** Attacks on the wire itself: a desk in a process of its own, and plain sockets. */
describe('requests that are no requests', () => {
  let desk: StartedDesk
  before(async () => {
    const folder = newFolder()
    const file = join(folder, 'postern.yaml')
    writeFileSync(
      file,
      'project:\n  name: Lantern\nlimits:\n  requestSeconds: 3\n  headerSeconds: 2\n  idleSeconds: 2\n',
    )
    desk = await startDesk({ folder, env: { POSTERN_CONFIG: file } })
  })
  after(() => desk.close())

  const json = { 'content-type': 'application/json' }
  const halfWritten = () => readdirSync(join(desk.folder, 'data/blobs/tmp'))
  const healthy = async () => {
    const began = performance.now()
    const answer = await ask(desk, 'GET', '/')
    assert.equal(answer.status, 200)
    return performance.now() - began
  }

  it('case 1: 5 MiB of text again and again do not stay in memory', async () => {
    const big = JSON.stringify({ ...aReport, description: 'a'.repeat(5 << 20) })
    const sendOne = () => ask(desk, 'POST', '/api/v1/reports', { headers: json, body: big })
    for (let n = 0; n < 5; n++) assert.equal((await sendOne()).status, 413)
    const was = desk.rss()
    for (let n = 0; n < 20; n++) assert.equal((await sendOne()).status, 413)
    assert.ok(desk.rss() - was < 64, `grew from ${was} to ${desk.rss()} MiB over 100 MiB of text`)
  })

  it('case 22: a compressed body is refused without being opened', async () => {
    const bomb = gzipSync(Buffer.alloc(256 << 20))
    const was = desk.rss()
    for (const [path, type] of [
      ['/api/v1/reports', 'application/json'],
      ['/report', 'application/x-www-form-urlencoded'],
      ['/report', 'multipart/form-data; boundary=x'],
      ['/sign-in/verify', 'application/json'],
    ] as const) {
      for (const encoding of ['gzip', 'deflate', 'br', 'GZIP', 'identity, gzip', 'x-gzip']) {
        const answer = await ask(desk, 'POST', path, {
          headers: { 'content-type': type, 'content-encoding': encoding },
          body: bomb,
        })
        assert.ok([400, 413, 415].includes(answer.status), `${path} ${encoding}: ${answer.status}`)
      }
    }
    assert.ok(desk.rss() - was < 64, `grew by ${Math.round(desk.rss() - was)} MiB`)
  })

  it('case 23: parts without end, a form without end and a crawling upload meet limits and leave nothing', async () => {
    const token = await formToken(desk)
    const parts = (n: number, end = '--x--\r\n') =>
      `${Array.from({ length: n }, (_, i) => `--x\r\ncontent-disposition: form-data; name="f${i}"\r\n\r\nv\r\n`).join('')}${end}`
    const multipart = { 'content-type': 'multipart/form-data; boundary=x' }
    for (const path of ['/report', '/api/v1/reports']) {
      const many = await ask(desk, 'POST', path, { headers: multipart, body: parts(10_000) })
      assert.ok([400, 413].includes(many.status), `${path}: ${many.status}`)
      const named = parts(
        1,
        `--x\r\ncontent-disposition: form-data; name="token"\r\n\r\n${token}\r\n${file('evil', 'half a fi')}`,
      )
      const unfinished = await ask(desk, 'POST', path, { headers: multipart, body: named })
      assert.equal(unfinished.status, 400, path)
    }
    const headers = await ask(desk, 'POST', '/report', {
      headers: multipart,
      body: `--x\r\n${'x-a: b\r\n'.repeat(50_000)}\r\n`,
    })
    assert.ok([400, 413].includes(headers.status))

    for (const path of ['/report', '/api/v1/reports']) {
      const began = performance.now()
      const slow = await crawl(
        desk,
        path,
        `--x\r\ncontent-disposition: form-data; name="token"\r\n\r\n${token}\r\n${file('slow', '')}`,
      )
      assert.match(slow, /^$|^HTTP\/1\.1 (400|408) /)
      assert.ok(performance.now() - began < 15_000, 'it ends by itself')
    }
    await gone(halfWritten)
    assert.equal(halfWritten().length, 0)
    await healthy()
  })

  it('case 25: an upload that is cut off at 99 % leaves no row and no file, and the draft keeps its text', async () => {
    const token = await formToken(desk)
    const saved = await ask(desk, 'POST', '/report', {
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: desk.url },
      body: new URLSearchParams({
        token,
        draft: '',
        title: 'Kept through the night',
        description: 'Text',
        do: 'review',
      }).toString(),
    })
    const draft = /name="draft" value="([^"]+)"/.exec(saved.text)?.[1] ?? ''
    const before = shelved(desk)
    const size = 2 << 20
    const body = Buffer.concat([
      Buffer.from(
        `--x\r\ncontent-disposition: form-data; name="token"\r\n\r\n${token}\r\n--x\r\ncontent-disposition: form-data; name="draft"\r\n\r\n${draft}\r\n${file('files', '')}`,
      ),
      Buffer.alloc(size, 1),
    ])
    const socket = await opened(desk)
    socket.write(
      `POST /report HTTP/1.1\r\nHost: localhost:${desk.port}\r\nOrigin: ${desk.url}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: ${body.length + 100}\r\n\r\n`,
    )
    socket.write(body.subarray(0, Math.floor(body.length * 0.99)))
    await new Promise((resolve) => setTimeout(resolve, 300))
    socket.destroy()
    await gone(halfWritten)
    assert.deepEqual(halfWritten(), [])
    assert.deepEqual(shelved(desk), before)
    const again = await ask(desk, 'POST', '/report', {
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: desk.url },
      body: new URLSearchParams({ token, draft, do: 'edit' }).toString(),
    })
    assert.match(again.text, /value="Kept through the night"/)
    assert.doesNotMatch(again.text, /name="do" value="remove:/)
  })

  it('case 52: what a stranger writes never begins a line of the log', async () => {
    const name = '\n{"level":30,"msg":"admin logged in"}\n2026-11-21 INFO admin logged in'
    await ask(desk, 'POST', '/api/v1/reports', {
      headers: { ...json, 'user-agent': 'x admin logged in' },
      body: JSON.stringify({ ...aReport, title: name }),
    })
    await ask(desk, 'POST', '/api/v1/reports', { headers: json, body: `{"title": ${name}` })
    await ask(desk, 'GET', `/desk/${encodeURIComponent(name)}`)
    assert.doesNotMatch(desk.out.stderr, /admin logged in/)
    for (const line of desk.out.stderr.split('\n').filter((text) => text !== ''))
      assert.doesNotThrow(() => JSON.parse(line), line)
  })

  it('case 55: forwarded addresses, hosts and protocols of a stranger change nothing', async () => {
    const lies = {
      'x-forwarded-for': '198.51.100.9',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      forwarded: 'for=1.2.3.4;host=evil.example',
      'x-real-ip': '1.2.3.4',
      'x-original-url': '/desk',
      'x-rewrite-url': '/desk',
      'x-http-method-override': 'DELETE',
    }
    for (const path of [
      '/',
      '/report',
      '/receipt',
      '/advisories',
      '/advisories/feed.atom',
      '/advisories/feed.json',
      '/sign-in',
      '/api/v1/openapi.json',
      '/.well-known/postern-keys.json',
      '/desk',
      '/missing',
    ]) {
      const plain = await ask(desk, 'GET', path)
      for (const host of [`localhost:${desk.port}`, 'evil.example', `evil.example:${desk.port}`]) {
        const answer = await ask(desk, 'GET', path, { headers: { ...lies, host } })
        assert.equal(answer.status, plain.status, path)
        assert.equal(answer.text, plain.text, `${path} with Host ${host}`)
        assert.doesNotMatch(JSON.stringify(answer.headers), /evil/)
        assert.equal(answer.headers['strict-transport-security'], plain.headers['strict-transport-security'])
      }
    }
    // A stranger cannot get around a limit, nor use up somebody else's, by claiming addresses.
    const token = await formToken(desk)
    const statuses = []
    for (let n = 0; n < 310; n++) {
      const headers = {
        'content-type': 'application/x-www-form-urlencoded',
        origin: desk.url,
        'x-forwarded-for': `10.0.${n >> 8}.${n & 255}`,
      }
      statuses.push(
        (
          await ask(desk, 'POST', '/receipt', {
            headers,
            body: new URLSearchParams({ token, code: 'wrong' }).toString(),
          })
        ).status,
      )
    }
    assert.equal(statuses.at(-1), 429)
  })

  it('case 56: TRACE, two lengths, huge headers and endless JSON are refused, and honest visitors wait for nobody', async () => {
    const raw = async (text: string) => (await spoken(desk, text)).split('\r\n')[0]
    const host = `Host: localhost:${desk.port}\r\n`
    assert.match((await raw(`TRACE / HTTP/1.1\r\n${host}\r\n`)) ?? '', / 405 /)
    assert.match((await raw(`CONNECT evil.example:443 HTTP/1.1\r\n${host}\r\n`)) ?? '', /^$| 40[05] /)
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND'])
      assert.match((await raw(`${method} /desk HTTP/1.1\r\n${host}Content-Length: 0\r\n\r\n`)) ?? '', / 405 /)
    const smuggled = `POST /report HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\nGET /desk HTTP/1.1\r\n${host}\r\n`
    assert.match((await raw(smuggled)) ?? '', / 400 /)
    for (const way of [
      'Transfer-Encoding: xchunked',
      'Transfer-Encoding: chunked, identity',
      'Content-Length: 4\r\nContent-Length: 5',
      'Content-Length: +4',
      'Content-Length: 0x4',
      'X: a\nb: c',
    ])
      assert.match(
        (await raw(`POST /report HTTP/1.1\r\n${host}${way}\r\n\r\n0\r\n\r\n`)) ?? '',
        /^$| 400 | 415 | 501 /,
        way,
      )
    assert.match((await raw(`GET / HTTP/1.1\r\n${host}X-Big: ${'a'.repeat(64 << 10)}\r\n\r\n`)) ?? '', / 431 /)
    assert.match((await raw(`GET / HTTP/1.1\r\nX: no host\r\n\r\n`)) ?? '', / 400 /)
    assert.match((await raw(`GET /${'a'.repeat(64 << 10)} HTTP/1.1\r\n${host}\r\n`)) ?? '', / 431 /)
    for (const target of [
      'http://evil.example/desk',
      '/desk/../desk',
      '//evil.example/',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/assets/../../package.json',
      '/assets/%2e%2e%2fpackage.json',
    ])
      assert.doesNotMatch(
        await spoken(desk, `GET ${target} HTTP/1.1\r\n${host}Connection: close\r\n\r\n`),
        /"dependencies"|root:|^Location: (https?:)?\/\/evil/m,
        target,
      )

    const keys = `{${Array.from({ length: 1_000_000 }, (_, n) => `"k${n}":1`).join(',')}}`
    assert.equal((await ask(desk, 'POST', '/api/v1/reports', { headers: json, body: keys })).status, 413)
    const fitting = `{"title":"t","description":"d",${Array.from({ length: 80_000 }, (_, n) => `"k${n}":1`).join(',')}}`
    const unknown = await ask(desk, 'POST', '/api/v1/reports', { headers: json, body: fitting })
    assert.equal(unknown.status, 400)
    assert.ok(
      unknown.text.length < 10_000,
      `the answer has ${unknown.text.length} characters: what was sent is not sent back`,
    )
    for (const deep of ['['.repeat(100_000), '{"a":'.repeat(100_000), `{"title":${'['.repeat(100)}${']'.repeat(100)}}`])
      assert.equal((await ask(desk, 'POST', '/api/v1/reports', { headers: json, body: deep })).status, 400)

    const sockets = await Promise.all(Array.from({ length: 200 }, () => opened(desk)))
    for (const socket of sockets) socket.write('POST /report HTTP/1.1\r\nHost: x\r\nX-Slow: ')
    const took = await healthy()
    assert.ok(took < 1_000, `an honest visitor waited ${Math.round(took)} ms`)
    const posted = performance.now()
    assert.equal(
      (await ask(desk, 'POST', '/api/v1/reports', { headers: json, body: JSON.stringify(aReport) })).status,
      201,
    )
    assert.ok(performance.now() - posted < 1_000)
    await Promise.all(sockets.map((socket) => ended(socket, 10_000)))
  })

  it('is still whole after all of that', async () => {
    assert.ok((await healthy()) < 1_000)
    assert.doesNotMatch(desk.out.stderr, /Unhandled|"event":"store-failed"|RangeError/)
    assert.ok(desk.rss() < 400, `${desk.rss()} MiB`)
  })
})

interface Asked {
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

/** Over a connection of its own, with whatever headers; a sender that is cut off while writing still hears the answer. */
function ask({ port }: StartedDesk, method: string, path: string, { headers = {}, body }: Asked = {}) {
  return new Promise<{ status: number; headers: IncomingHttpHeaders; text: string }>((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, method, path, agent: false, headers: { host: `localhost:${port}`, ...headers } },
      (answer) => {
        let text = ''
        answer.setEncoding('utf8').on('data', (piece: string) => {
          text += piece
        })
        answer.on('end', () => {
          const { date: _, ...rest } = answer.headers
          resolve({ status: answer.statusCode ?? 0, headers: rest, text })
        })
      },
    )
    sent.on('error', reject)
    if (body === undefined) sent.end()
    else Readable.from([body]).pipe(sent)
  })
}

async function formToken(desk: StartedDesk): Promise<string> {
  const page = await ask(desk, 'GET', '/report')
  return /name="token" value="([^"]+)"/.exec(page.text)?.[1] ?? ''
}

const file = (name: string, text: string) =>
  `--x\r\ncontent-disposition: form-data; name="${name}"; filename="f.bin"\r\n\r\n${text}`

function opened({ port }: StartedDesk): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket))
    socket.on('error', reject)
    socket.resume()
  })
}

/** Everything that comes back for these bytes. */
async function spoken(desk: StartedDesk, text: string): Promise<string> {
  const socket = await opened(desk)
  let heard = ''
  socket.setEncoding('utf8').on('data', (piece: string) => {
    heard += piece
  })
  socket.write(text)
  await Promise.race([ended(socket, 5_000), new Promise((resolve) => setTimeout(resolve, 300))])
  socket.destroy()
  return heard
}

/** Sends a byte every 200 ms until the other side has enough. */
async function crawl(desk: StartedDesk, path: string, head: string): Promise<string> {
  const socket = await opened(desk)
  let heard = ''
  socket.setEncoding('utf8').on('data', (piece: string) => {
    heard += piece
  })
  socket.on('error', () => undefined)
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: localhost:${desk.port}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 1000000\r\n\r\n${head}`,
  )
  const drip = setInterval(() => socket.write('a'), 200)
  await ended(socket, 14_000)
  clearInterval(drip)
  return heard
}

function ended(socket: Socket, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      socket.destroy()
      resolve()
    }, ms)
    socket.once('close', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

/** Whole files on their shelves. */
const shelved = (desk: StartedDesk): string[] =>
  readdirSync(join(desk.folder, 'data/blobs'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    /^[0-9a-f]{2}\/./.test(name),
  )

async function gone(list: () => readonly unknown[]): Promise<void> {
  for (let tries = 0; tries < 50 && list().length > 0; tries++) await new Promise((resolve) => setTimeout(resolve, 100))
}
