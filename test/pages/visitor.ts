import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from '../../src/case/command.ts'
import type { MemberActor } from '../../src/desk/desk.ts'
import type { Clock } from '../../src/desk/means.ts'
import { type House, house } from '../../src/main.ts'
import { webLog } from '../../src/web/log.ts'

/** A whole desk in this process, with a clock that moves only when a test says so, and people who visit it. */
export interface TestDesk {
  readonly house: House
  readonly origin: string
  readonly clock: { now: number }
  /** Everything the web told the operator. */
  readonly logged: () => string
  visitor(at?: { readonly address?: string; readonly onion?: boolean }): Visitor
  /** What a member does, without a browser. */
  act(number: string, command: Record<string, unknown> & { readonly type: Command['type'] }): Promise<void>
  close(): Promise<void>
}

export const onionUrl = `http://${'a'.repeat(56)}.onion`
export const begin = Date.UTC(2026, 10, 20, 9)
const day = 86_400_000

export async function testDesk(
  ask: { readonly yaml?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<TestDesk> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-pages-'))
  await writeFile(join(folder, 'postern.yaml'), ask.yaml ?? 'project: { name: Lantern }\n')
  const clock = { now: begin }
  const lines: string[] = []
  const opened = await house({
    env: {
      POSTERN_DATA: join(folder, 'data'),
      POSTERN_KEY_FILE: join(folder, 'root.key'),
      POSTERN_CONFIG: join(folder, 'postern.yaml'),
      POSTERN_URL: 'https://security.example',
      POSTERN_ONION_URL: onionUrl,
      PORT: '0',
      HOME: folder,
      ...ask.env,
    },
    clock: clockOf(clock),
    log: webLog({ write: (line) => void lines.push(line) }, 'debug'),
  })
  let member: MemberActor | undefined
  let commands = 0
  const origin = opened.config.url
  return {
    house: opened,
    origin,
    clock,
    logged: () => lines.join(''),
    visitor: (at = {}) => new Visitor(opened, at.onion ? onionUrl : origin, at.address),
    async act(number, command) {
      member ??= await someMember(opened)
      commands += 1
      const done = await opened.desk.handle(member, number, { ...command, id: `act-${commands}` } as Command)
      assert.ok('done' in done, `${command.type} was refused: ${JSON.stringify(done)}`)
    },
    async close() {
      await opened.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const clockOf = (clock: { now: number }): Clock => ({
  now: () => clock.now,
  steady: () => clock.now,
  every: () => ({ stop: () => undefined }),
})

async function someMember(opened: House): Promise<MemberActor> {
  const added = await opened.team.addMember({ name: 'Mia', role: 'lead', by: null })
  assert.ok('member' in added)
  return { as: 'member', member: added.member, role: 'lead' }
}

export type Fields = Readonly<Record<string, string>>
export interface SentFile {
  readonly name: string
  readonly text: string
}

/** One person with a browser that runs no scripts: cookies, pages, forms. */
export class Visitor {
  readonly #house: House
  readonly #address: string | undefined
  readonly #cookies = new Map<string, string>()
  readonly origin: string
  status = 0
  page = ''
  headers = new Headers()

  constructor(opened: House, origin: string, address = '192.0.2.1') {
    this.#house = opened
    this.#address = address
    this.origin = origin
  }

  /** Opens a page, and goes where it leads. */
  async get(path: string): Promise<this> {
    await this.#take(await this.request('GET', path))
    return this.#follow()
  }

  /** Sends a form of the page that is open: its hidden fields, and what was filled in. */
  async send(path: string, fields: Fields = {}, files: readonly SentFile[] = []): Promise<this> {
    const hidden = this.hidden(path)
    // As browsers do: files make a multipart of it, and only they.
    const body = files.length > 0 ? new FormData() : new URLSearchParams()
    for (const [name, value] of Object.entries({ ...hidden, ...fields })) body.set(name, value)
    if (body instanceof FormData) for (const file of files) body.append('files', new Blob([file.text]), file.name)
    const response = await this.request('POST', path, { body, headers: this.sameOrigin() })
    await this.#take(response)
    return this.#follow()
  }

  /** What a script of the page asks, as JSON. The page that is open stays open. */
  async json(path: string, body: unknown): Promise<unknown> {
    const { page, status, headers } = this
    const sent = { ...this.sameOrigin(), 'content-type': 'application/json' }
    await this.#take(await this.request('POST', path, { body: JSON.stringify(body), headers: sent }))
    assert.equal(this.status, 200, `${path}: ${this.page}`)
    const answer: unknown = JSON.parse(this.page)
    Object.assign(this, { page, status, headers })
    return answer
  }

  async #follow(): Promise<this> {
    const on = this.headers.get('location')
    return this.status === 303 && on !== null ? this.get(on) : this
  }

  /** One request with this visitor's cookies and nothing else. */
  request(
    method: string,
    path: string,
    more: { readonly body?: BodyInit; readonly headers?: Readonly<Record<string, string>> } = {},
  ): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { host: new URL(this.origin).host, ...(cookie !== '' && { cookie }), ...more.headers }
    const request = new Request(this.origin + path, {
      method,
      headers,
      ...(more.body !== undefined && { body: more.body }),
    })
    return this.#house.fetch(request, this.#address)
  }

  sameOrigin(): Readonly<Record<string, string>> {
    return { origin: this.origin, 'sec-fetch-site': 'same-origin' }
  }

  /** The hidden fields of the form that goes to this path. */
  hidden(path: string): Fields {
    const form = this.page.split('<form').find((part) => part.includes(`action="${path}"`)) ?? ''
    const inner = form.split('</form>')[0] ?? ''
    const found = inner.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)
    return Object.fromEntries([...found].map(([, name = '', value = '']) => [name, unescaped(value)]))
  }

  /** The page as people read it. */
  get words(): string {
    const body = this.page.slice(this.page.indexOf('<main'), this.page.indexOf('</main>'))
    return plainText(body)
  }

  get cookies(): ReadonlyMap<string, string> {
    return this.#cookies
  }

  async #take(response: Response): Promise<this> {
    this.status = response.status
    this.headers = response.headers
    this.page = await response.text()
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const [name = '', value = ''] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]
      if (value === '') this.#cookies.delete(name)
      else this.#cookies.set(name, value)
    }
    return this
  }
}

const unescaped = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')

const plainText = (html: string): string =>
  unescaped(html.replaceAll(/<[^>]+>/g, ' '))
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ (?=[.,:;?)])|(?<=\() /g, '')
    .trim()

export const someReport: Fields = {
  title: 'The back door does not lock',
  description: 'Whoever turns the handle twice is in.',
  product: 'Lantern',
  version: '1.2.3',
}

/** Writes a report, looks it over and sends it. Resolves to the receipt code and the number. */
export async function report(visitor: Visitor, fields: Fields = someReport, files: readonly SentFile[] = []) {
  await visitor.get('/report')
  await visitor.send('/report', { ...fields, do: 'review' }, files)
  assert.equal(visitor.status, 200, visitor.words)
  await visitor.send('/report', { do: 'send' })
  assert.equal(visitor.status, 200, visitor.words)
  const { code = '' } = visitor.hidden('/receipt')
  const number = /P-[0-9A-Z]{6}/.exec(visitor.page)?.[0] ?? ''
  return { code, number }
}

export const days = (count: number): number => count * day
