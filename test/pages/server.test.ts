import assert from 'node:assert/strict'
import { connect, type Socket } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { report, someReport, type TestDesk, testDesk } from './visitor.ts'

const yaml = `project: { name: Lantern }
limits: { headerSeconds: 1, idleSeconds: 1, multipartParts: 50, headerBytes: 16 KiB }
`

describe('the server on its socket', () => {
  let desk: TestDesk
  let port: number
  before(async () => {
    desk = await testDesk({ yaml, env: { POSTERN_URL: '' } })
    const { url } = await desk.house.open()
    port = Number(new URL(url).port)
  })
  after(() => desk.close())

  /** Sends bytes as they are, and resolves to everything that came back until the other side closed. */
  const raw = (bytes: string, more?: (socket: Socket) => void): Promise<string> =>
    new Promise((resolve) => {
      let got = ''
      const socket = connect(port, '127.0.0.1', () => {
        socket.write(bytes)
        more?.(socket)
      })
      socket.on('data', (piece) => (got += piece))
      socket.on('error', () => undefined)
      socket.on('close', () => resolve(got))
      setTimeout(() => socket.destroy(), 8_000).unref()
    })

  const honest = async () => {
    const began = performance.now()
    const response = await fetch(`http://127.0.0.1:${port}/healthz`)
    assert.equal(await response.text(), 'ok\n')
    return performance.now() - began
  }

  it('refuses what can be read in two ways, what is too long, and methods that nobody needs', async () => {
    const head = 'Host: localhost\r\nConnection: close\r\n'
    assert.match(
      await raw(`POST /report HTTP/1.1\r\n${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`),
      /^HTTP\/1\.1 400/,
    )
    assert.match(await raw(`GET / HTTP/1.1\r\n${head}X-Long: ${'x'.repeat(64 * 1024)}\r\n\r\n`), /^HTTP\/1\.1 431/)
    assert.match(await raw(`TRACE / HTTP/1.1\r\n${head}\r\n`), /^HTTP\/1\.1 405/)
    assert.match(await raw(`OPTIONS * HTTP/1.1\r\n${head}\r\n`), /^HTTP\/1\.1 4\d\d/)
    assert.match(await raw('GET / HTTP/1.1\r\nConnection: close\r\n\r\n'), /^HTTP\/1\.1 400/)
    assert.match(await raw(`GET /\\evil HTTP/1.1\r\n${head}\r\n`), /^HTTP\/1\.1 4\d\d/)
    await honest()
  })

  it('answers honest visitors at once while 200 others send their headers letter by letter', async () => {
    const sockets = Array.from({ length: 200 }, () => raw('GET / HTTP/1.1\r\nHost: local'))
    await pause(100)
    assert.ok((await honest()) < 1_000)
    const began = performance.now()
    await Promise.all(sockets)
    assert.ok(performance.now() - began < 6_000)
  })

  it('drops an upload that stands still or breaks off, and stays as it was', async () => {
    const head = `POST /report HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000\r\n\r\n--b\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\n`
    const still = await raw(head)
    assert.match(still, /^(HTTP\/1\.1 4\d\d|$)/)
    await raw(head, (socket) => {
      socket.write('x'.repeat(99_000))
      setTimeout(() => socket.destroy(), 100)
    })
    await honest()
    await report(desk.visitor())
  })

  it('says of a form with too many parts that it has too many', async () => {
    const visitor = await desk.visitor().get('/report')
    const body = new FormData()
    for (const [name, value] of Object.entries({ ...visitor.hidden('/report'), ...someReport })) body.set(name, value)
    for (let part = 0; part < 10_000; part += 1) body.append('files', new Blob(['x']), `${part}.txt`)
    const response = await fetch(`http://127.0.0.1:${port}/report`, { method: 'POST', body })
    assert.equal(response.status, 413)
    await response.text()
  })

  it('shows a browser that sends too much the page that says so', async () => {
    const visitor = await desk.visitor().get('/report')
    const body = new FormData()
    const fields = { ...visitor.hidden('/report'), ...someReport, do: 'review', description: 'x'.repeat(5 * 2 ** 20) }
    for (const [name, value] of Object.entries(fields)) body.set(name, value)
    const response = await fetch(`http://127.0.0.1:${port}/report`, { method: 'POST', body })
    assert.equal(response.status, 413)
    assert.match(await response.text(), /value="The back door does not lock"/)
  })

  it('tells nobody what it is made of', async () => {
    const response = await fetch(`http://127.0.0.1:${port}/nothing`)
    assert.equal(response.headers.get('server'), null)
    assert.equal(response.headers.get('x-powered-by'), null)
    await response.text()
  })
})
