import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { createHash, randomInt, X509Certificate } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { type House, house } from '../../src/main.ts'
import { launchBrowser, type TestBrowser, type Visit } from '../browser.ts'
import { needs, root } from '../machine.ts'
import { yes } from '../stand-ins/team.ts'
import { authenticator } from './in-browser.ts'

/**
 * A desk as docs/operating.md builds it: the very files of deploy/, with another name, on loopback. Caddy makes a
 * certificate authority of its own for it; nobody but this test trusts it.
 */
describe('a desk behind a proxy', { skip: needs('chromium', 'caddy', 'nginx') }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'postern-proxy-'))
  const host = 'security.lantern.test'
  const keyFile = join(folder, 'postern.key')
  const running: ChildProcess[] = []
  const said: string[] = []
  let desk: House
  let browser: TestBrowser
  let visit: Visit
  let url: string
  let authority: string
  let nginxPort: number

  before(async () => {
    const [deskPort = 0, caddyPort = 0, nginx = 0] = await freePorts(3)
    nginxPort = nginx
    url = `https://${host}:${caddyPort}`
    const config = join(folder, 'postern.yaml')
    writeFileSync(config, '')
    desk = await house({
      env: {
        PORT: String(deskPort),
        POSTERN_URL: url,
        POSTERN_PROXY: '127.0.0.1',
        POSTERN_DATA: join(folder, 'data'),
        POSTERN_KEY_FILE: keyFile,
        POSTERN_CONFIG: config,
      },
    })
    const { firstMember } = await desk.open()
    const caddyFile = deployed('Caddyfile')
      .replace('security.example.org {', `https://${host}:${caddyPort} {\n\ttls internal`)
      .replace('127.0.0.1:8080', `127.0.0.1:${deskPort}`)
    // Nothing of the machine is touched: no administration port, no trust store, no port 80.
    writeFileSync(
      join(folder, 'Caddyfile'),
      `{\n\tadmin off\n\tskip_install_trust\n\tauto_https disable_redirects\n}\n${caddyFile}`,
    )
    start('caddy', ['run', '--config', join(folder, 'Caddyfile'), '--adapter', 'caddyfile'])
    const pki = join(folder, 'caddy/caddy/pki/authorities/local/root.crt')
    await until(() => existsSync(pki))
    authority = readFileSync(pki, 'utf8')
    await until(async () => (await ask(caddyPort, '/healthz')).status === 200)

    const certificate = join(folder, 'caddy/caddy/certificates/local', host, host)
    mkdirSync(join(folder, 'nginx'))
    const server = deployed('nginx.conf')
      .replace('listen 443 ssl', `listen 127.0.0.1:${nginxPort} ssl`)
      .replace('server_name security.example.org', `server_name ${host}`)
      .replace(/ssl_certificate \S+;/, `ssl_certificate ${certificate}.crt;`)
      .replace(/ssl_certificate_key \S+;/, `ssl_certificate_key ${certificate}.key;`)
      .replace('127.0.0.1:8080', `127.0.0.1:${deskPort}`)
    writeFileSync(
      join(folder, 'nginx.conf'),
      `daemon off;\npid ${folder}/nginx/pid;\nerror_log ${folder}/nginx/error.log;\nevents {}\nhttp {\n${paths(folder)}\n${server}}\n`,
    )
    start('/usr/sbin/nginx', ['-p', join(folder, 'nginx'), '-c', join(folder, 'nginx.conf')])
    await until(async () => (await ask(nginxPort, '/healthz')).status === 200)

    // The browser looks for the key in the chain that it is shown, and the root is not in it.
    const signer = readFileSync(join(folder, 'caddy/caddy/pki/authorities/local/intermediate.crt'))
    const spki = new X509Certificate(signer).publicKey.export({ type: 'spki', format: 'der' })
    browser = await launchBrowser({ host, trusts: createHash('sha256').update(spki).digest('base64') })
    visit = await member(firstMember ?? '', 'Ada')
  })
  after(async () => {
    await browser?.close()
    for (const process of running) process.kill()
    await desk?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const start = (program: string, args: readonly string[]) => {
    const env = { PATH: process.env.PATH, HOME: folder, XDG_DATA_HOME: join(folder, 'caddy'), XDG_CONFIG_HOME: folder }
    const child = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'] })
    child.stderr?.on('data', (text: Buffer) => said.push(`${program}: ${text}`))
    running.push(child)
  }

  async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
    const end = performance.now() + 60_000
    while (performance.now() < end) {
      if (await holds()) return
      await wait(50)
    }
    assert.fail(`the proxy was not ready within a minute; it said:\n${said.slice(-20).join('')}`)
  }

  const ask = (port: number, path: string) => askOver(authority, host, port, path)

  /** In by a link, with a passkey that belongs to the public name. */
  async function member(link: string, name: string): Promise<Visit> {
    const someone = await browser.visit({ scripts: true })
    const cdp = await someone.context.newCDPSession(someone.page)
    await cdp.send('WebAuthn.enable')
    await cdp.send('WebAuthn.addVirtualAuthenticator', { options: authenticator })
    await someone.page.goto(link)
    if ((await someone.page.getByLabel('Your name').count()) > 0) await someone.page.getByLabel('Your name').fill(name)
    await someone.page.getByRole('button', { name: /make a passkey/i }).click()
    await someone.page.waitForURL(/\/desk\/recovery-code/)
    await someone.page.getByRole('button', { name: 'I have it on paper' }).click()
    await someone.page.waitForURL((to) => !to.pathname.endsWith('recovery-code'))
    return someone
  }

  const todo = () => visit.page.locator('.check-state:not(.ticked)').count()

  it('is set up by its public name, over https, with a certificate that the browser trusts', async () => {
    const { page } = visit
    assert.equal(new URL(page.url()).origin, url)
    await page.getByLabel('Name of the project').fill('Lantern')
    await page.getByRole('button', { name: 'Open the desk' }).click()
    await page.waitForURL(`${url}/desk`)
    await page.goto(`${url}/desk/begin`)
    for (const done of ['address', 'security-txt'])
      assert.equal(await page.locator(`#${done} .check-state.ticked`).count(), 1, done)
  })

  it('is ready to go public once the list is green', async () => {
    const { page } = visit
    const grace = yes(await desk.team.addMember({ name: 'Grace', role: 'member', by: null }))
    await (await member(grace.enrol, 'Grace')).close()
    await page.goto(`${url}/desk/begin`)
    // As `postern key check` notes it, once somebody typed the key from paper.
    await desk.rootKey.copied()
    await page.reload()
    await page.getByRole('button', { name: 'It is in the repository' }).click()
    assert.deepEqual(await visit.accessibility(), [])
    // The one thing that is left says truthfully what is missing.
    assert.equal(await todo(), 1)
    assert.ok(await page.locator('#notices').getByText('Nobody is told when a report arrives.').isVisible())
    await page.getByRole('link', { name: 'Choose how you are told' }).click()
    await page.locator('form[aria-label="Notices by a feed"] button[value=make]').click()
    await page.waitForLoadState()
    await page.goto(`${url}/desk/begin`)
    assert.equal(await todo(), 0)
    assert.ok(await page.getByText('All of it is done. You can tell the world.').isVisible())
    await page.goto(`${url}/desk`)
    assert.equal(await page.getByRole('heading', { name: 'Before you go public' }).count(), 0)
  })

  it('serves a valid security.txt, and its own headers once, through Caddy and through nginx', async () => {
    for (const port of [Number(new URL(url).port), nginxPort]) {
      const txt = await ask(port, '/.well-known/security.txt')
      assert.equal(txt.status, 200)
      assert.match(txt.body, new RegExp(`^Canonical: ${url}/.well-known/security.txt$`, 'm'))
      const page = await ask(port, '/')
      assert.match(page.body, /Found a security problem in/)
      for (const name of ['strict-transport-security', 'content-security-policy', 'x-content-type-options'])
        assert.equal(page.headers.filter((header) => header.toLowerCase() === name).length, 1, name)
    }
  })

  it('hands news on as they come, through Caddy and through nginx', async () => {
    const { page } = visit
    await page.goto(`${url}/desk`)
    const cookies = await visit.context.cookies(url)
    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
    const line = listenOver(authority, host, nginxPort, `/desk/news?since=${Date.now()}`, cookie)
    await until(() => line.heard().includes('retry:'))
    await report()
    await until(() => line.heard().includes('data: {"fresh":1,"changed":0}'))
    line.hangUp()
    await page.locator('#new-here p', { hasText: '1 new since you opened this.' }).waitFor()
  })

  async function report(): Promise<void> {
    const request = new Request(`${url}/api/v1/reports`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', host: new URL(url).host },
      body: JSON.stringify({ title: 'A title', description: 'What was found.' }),
    })
    assert.equal((await desk.fetch(request, '127.0.0.1')).status, 201)
  }
})

const deployed = (name: string): string => readFileSync(join(root, 'deploy', name), 'utf8')

const paths = (folder: string): string =>
  ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${folder}/nginx/${kind};`)
    .join('\n')

function askOver(
  ca: string,
  host: string,
  port: number,
  path: string,
): Promise<{ status: number; body: string; headers: readonly string[] }> {
  return new Promise((resolve) => {
    const failed = () => resolve({ status: 0, body: '', headers: [] })
    const sent = request({ host: '127.0.0.1', servername: host, headers: { host: `${host}:${port}` }, ca, port, path })
    sent.once('error', failed)
    sent.once('response', (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (piece: string) => {
        body += piece
      })
      response.once('end', () => resolve({ status: response.statusCode ?? 0, body, headers: response.rawHeaders }))
    })
    sent.end()
  })
}

/** A line that stays open, as a browser holds it. */
function listenOver(ca: string, host: string, port: number, path: string, cookie: string) {
  const headers = { host: `${host}:${port}`, cookie, accept: 'text/event-stream' }
  const sent = request({ host: '127.0.0.1', servername: host, headers, ca, port, path })
  let heard = ''
  sent.once('response', (response) => {
    response.setEncoding('utf8')
    response.on('data', (piece: string) => {
      heard += piece
    })
    response.once('error', () => undefined)
  })
  sent.once('error', () => undefined)
  sent.end()
  return { heard: () => heard, hangUp: () => sent.destroy() }
}

/**
 * Ports for programs that cannot say which one they got. Below those that the system hands to outgoing connections: one
 * of those may be taken by a test beside this one between the probe and the program's start.
 */
async function freePorts(count: number): Promise<readonly number[]> {
  const ports = new Set<number>()
  while (ports.size < count) {
    const port = randomInt(10_000, 32_000)
    const probe = createServer()
    const free = await new Promise<boolean>((resolve) => {
      probe.once('error', () => resolve(false))
      probe.listen(port, '127.0.0.1', () => resolve(true))
    })
    if (free) ports.add(port)
    await new Promise((resolve) => probe.close(resolve))
  }
  return [...ports]
}
