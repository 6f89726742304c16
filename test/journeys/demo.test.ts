/** `npm run demo`, as a visitor meets it: the entry is spawned, its own words are read, and everything is asked over HTTP. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { stages } from '../../src/case/case.ts'
import { visitor } from '../stand-ins/visitor.ts'

const entry = join(import.meta.dirname, '../../seed/demo.js')

describe('npm run demo', () => {
  const temporary = mkdtempSync(join(tmpdir(), 'demo-test-'))
  let demo: ChildProcess
  let said: string
  let url: string

  before(async () => {
    demo = spawn(process.execPath, [entry], {
      env: {
        PATH: process.env.PATH,
        TMPDIR: temporary,
        PORT: '0',
        DATABASE_URL: 'postgres://nobody@nowhere/',
        POSTERN_DATA: '/nowhere',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    said = await untilReady(demo)
    url = /^Postern is ready on (\S+)$/m.exec(said)?.[1] ?? assert.fail(said)
  })
  after(() => {
    demo?.kill('SIGKILL')
    rmSync(temporary, { recursive: true, force: true })
  })

  it('says last that it is ready, after saying that nothing of it stays', () => {
    assert.match(
      said,
      /This is a demo: its data is gone when it stops\.\nPostern is ready on http:\/\/localhost:\d+\n$/,
    )
  })

  it('listens on this machine alone', async () => {
    for (const address of ownAddresses())
      await assert.rejects(fetch(`http://${address}:${new URL(url).port}/healthz`), address)
  })

  it('has a case in every stage', async () => {
    const token = /Bearer (\S+)'/.exec(said)?.[1]
    for (const stage of stages) {
      const answer = await fetch(`${url}/api/v1/cases?stage=${stage}`, {
        headers: { authorization: `Bearer ${token}` },
      })
      const { items } = (await answer.json()) as { items: readonly { readonly stage: string }[] }
      assert.ok(items.length > 0, stage)
      assert.ok(items.every((item) => item.stage === stage))
    }
  })

  it('signs each member in by a link, once', async () => {
    for (const name of ['Mona', 'Milo', 'Olga']) {
      const path = new RegExp(`^  ${name} .*(/sign-in/\\S+)$`, 'm').exec(said)?.[1] ?? assert.fail(name)
      const first = visitor({ fetch: (asked) => overTheWire(asked) }, url)
      await first.get(path)
      assert.equal((await first.submit(path)).status, 303)
      assert.match((await first.get('/desk/account')).body, new RegExp(name))
      const second = visitor({ fetch: (asked) => overTheWire(asked) }, url)
      assert.notEqual((await second.get(path)).status, 200)
    }
  })

  it('opens the thread of each receipt', async () => {
    const codes = [...said.matchAll(/^ {2}([a-z]+(?:-[a-z]+){9})$/gm)].map(([, code]) => code)
    assert.ok(codes.length >= 4)
    for (const code of codes) {
      const answer = await fetch(`${url}/api/v1/thread`, { headers: { authorization: `Receipt ${code}` } })
      assert.equal(answer.status, 200)
    }
  })

  it('shows its policy and its advisories to everybody', async () => {
    assert.match(await (await fetch(url)).text(), /Lantern/)
    assert.match(await (await fetch(`${url}/advisories`)).text(), /LANTERN-\d{4}-0001/)
  })

  it('leaves nothing behind when it is told to stop', async () => {
    assert.equal(readdirSync(temporary).length, 1)
    demo.kill('SIGTERM')
    const [code] = await once(demo, 'exit')
    assert.equal(code, 0)
    assert.deepEqual(readdirSync(temporary), [])
  })
})

async function untilReady(child: ChildProcess): Promise<string> {
  let said = ''
  for await (const part of child.stdout ?? []) {
    said += String(part)
    if (said.includes('Postern is ready on')) return said
  }
  throw new Error(`the demo gets ready, instead it said: ${said}`)
}

const ownAddresses = (): readonly string[] =>
  Object.values(networkInterfaces()).flatMap((all) =>
    (all ?? []).filter(({ internal, family }) => !internal && family === 'IPv4').map(({ address }) => address),
  )

/** `fetch` sets the headers of a browser itself, so the requests of the stand-in go out as they are. */
function overTheWire(asked: Request): Promise<Response> {
  return new Promise((resolve, reject) => {
    const sent = request(
      asked.url,
      { method: asked.method, headers: Object.fromEntries(asked.headers) },
      async (got) => {
        const parts: Buffer[] = []
        for await (const part of got) parts.push(part as Buffer)
        const headers = new Headers()
        for (const [name, value] of Object.entries(got.headers))
          for (const one of [value ?? []].flat()) headers.append(name, one)
        const status = got.statusCode ?? 0
        resolve(new Response(status === 204 || status === 304 ? null : Buffer.concat(parts), { status, headers }))
      },
    )
    sent.once('error', reject)
    void asked.text().then((body) => sent.end(body))
  })
}
