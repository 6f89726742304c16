import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, it } from 'node:test'
import { type Visitor, visitor } from '../stand-ins/visitor.ts'
import { newFolder, type StartedDesk, startDesk } from './started-desk.ts'

const marks = new Map<string, string>()
/** A word that nobody else writes, named after where it was typed. Letters only, so that it is one word everywhere. */
const mark = (place: string): string => {
  const made =
    marks.get(place) ??
    `zq${randomBytes(9)
      .toString('hex')
      .replaceAll(/\d/g, (digit) => 'ghijklmnop'[Number(digit)] ?? '')}`
  marks.set(place, made)
  return made
}

describe('what people wrote (case 57)', () => {
  let desk: StartedDesk
  let numbers: string[]
  const secrets = new Map<string, string>()
  before(async () => {
    const folder = newFolder()
    mkdirSync(join(folder, 'temporary'))
    desk = await startDesk({
      folder,
      env: {
        TMPDIR: join(folder, 'temporary'),
        SQLITE_TMPDIR: join(folder, 'temporary'),
        POSTERN_CONFIG: configured(folder),
        POSTERN_SMTP_PASSWORD: mark('password of the mail server'),
      },
    })
    numbers = await written(desk, secrets)
    // Copies of every kind: what is carried away, what an upgrade leaves, and a database after its keys were re-wrapped.
    for (const words of [
      ['backup', join(folder, 'backups')],
      ['export', '--all', join(folder, 'desk.postern')],
      ['key', 'rotate'],
    ])
      assert.equal((await desk.console(...words)).code, 0, words.join(' '))
    const copying = new DatabaseSync(join(folder, 'data', 'postern.db'), { readOnly: true })
    copying.prepare('vacuum into ?').run(join(folder, 'data', 'before-schema-99.db'))
    copying.close()
  })
  after(() => desk.close())

  it('lies in no file while the desk runs, and the desk writes nowhere else', () => {
    const found = everythingIn(desk)
    assert.ok(
      found.some(({ bytes }) => numbers.every((number) => bytes.includes(number.toLowerCase()))),
      'what does lie in clear is found',
    )
    assert.ok(found.length >= 12)
    for (const kind of [/\/blobs\//, /^backups\//, /desk\.postern$/, /before-schema-99\.db$/])
      assert.ok(
        found.some(({ name }) => kind.test(name)),
        String(kind),
      )
    assertNowhere(found)
    const open = readdirSync(`/proc/${desk.pid}/fd`).map((fd) => readlink(`/proc/${desk.pid}/fd/${fd}`))
    const elsewhere = open.filter(
      (path) => path.startsWith('/') && !path.startsWith(desk.folder) && !/^\/(dev|proc|sys)\//.test(path),
    )
    assert.deepEqual(elsewhere, [])
  })

  it('lies in no file after a checkpoint and a clean end either, nor in the log', async () => {
    await desk.stop()
    const found = everythingIn(desk)
    assertNowhere(found)
    assert.ok(desk.out.stderr.length + desk.out.stdout.length > 0)
    assertNowhere([{ name: 'what it said', bytes: `${desk.out.stdout}${desk.out.stderr}`.toLowerCase() }])
    console.log(`${marks.size} marks and ${secrets.size} secrets looked for in ${found.length} files: found in none`)
  })

  function assertNowhere(files: readonly { name: string; bytes: string }[]): void {
    const looked = [...marks, ...secrets].flatMap(([place, word]) => [
      [place, word.toLowerCase()],
      [`${place} in UTF-16`, [...word.toLowerCase()].join('\u0000')],
      [`${place} in base64`, Buffer.from(word).toString('base64').slice(2, -4).toLowerCase()],
    ])
    const hits = files.flatMap(({ name, bytes }) =>
      looked.filter(([, word]) => bytes.includes(word ?? '')).map(([place]) => `${place} in ${name}`),
    )
    assert.deepEqual(hits, [])
  }
})

/** A mail server that nobody runs: what would go there waits, and must wait sealed. */
function configured(folder: string): string {
  const file = join(folder, 'postern.yaml')
  writeFileSync(
    file,
    'mail: { smtp: { host: 127.0.0.1, port: 9, tls: none, user: desk, from: desk@lantern.example } }\n',
  )
  return file
}

/** Everything that a desk takes, with a mark in every place; answers the numbers of the cases. */
async function written(desk: StartedDesk, secrets: Map<string, string>): Promise<string[]> {
  const added = await desk.console('member', 'add', mark('member name'), '--role', 'lead', '--json')
  secrets.set('enrolment code', (JSON.parse(added.stdout) as { enrol: string }).enrol.split('/').at(-1) ?? '')
  const made = await desk.console(
    'token',
    'create',
    '--member',
    mark('member name'),
    '--label',
    mark('token label'),
    '--json',
  )
  const { token } = JSON.parse(made.stdout) as { token: string }
  secrets.set('token', token.slice(4))
  const bearer = { authorization: `Bearer ${token}` }
  const api = async (path: string, body: object | FormData, headers: Record<string, string> = {}) => {
    const form = body instanceof FormData
    const answer = await fetch(`${desk.url}/api/v1${path}`, {
      method: 'POST',
      headers: { ...(!form && { 'content-type': 'application/json' }), ...headers } as Record<string, string>,
      body: form ? body : JSON.stringify(body),
    })
    const text = await answer.text()
    assert.ok(answer.ok, `${path}: ${text}`)
    return JSON.parse(text) as Record<string, string>
  }

  const report = new FormData()
  report.set(
    'report',
    JSON.stringify({
      ...Object.fromEntries(
        [
          'title',
          'description',
          'product',
          'version',
          'reproduce',
          'impact',
          'configuration',
          'discovery',
          'suggestedFix',
          'cwe',
          'original',
          'knownTo',
          'plan',
          'trackingIds',
          'comments',
          'publicAt',
          'foundAt',
          'exploitedEvidence',
        ].map((field) => [field, `of ${mark(field)} it is`]),
      ),
      exploited: true,
      reporter: { name: mark('reporter name'), email: `${mark('mail')}@example.org` },
      credit: { as: 'named', name: mark('credit name'), url: `https://example.org/${mark('credit link')}` },
    }),
  )
  report.append('files', new Blob([`file with ${mark('file content')} `.repeat(5_000)]), `${mark('file name')}.txt`)
  const first = await api('/reports', report, { 'idempotency-key': mark('idempotency key') })
  const [number = '', receipt = ''] = [first.case, first.receipt]
  secrets.set('receipt', receipt)
  secrets.set('receipt without hyphens', receipt.replaceAll('-', ''))
  const second = await api('/reports', { title: mark('second title'), description: 'd' })

  const reporter = { authorization: `Receipt ${receipt}` }
  const command = (of: string, body: object) => api(`/cases/${of}/commands`, body, bearer)
  await command(number, { type: 'RequestInformation', text: `Please say ${mark('question')}.` })
  const answer = new FormData()
  answer.set(
    'command',
    JSON.stringify({ type: 'AddInformation', id: mark('command id'), text: `It is ${mark('answer')}.` }),
  )
  answer.append('files', new Blob([mark('second file content')]), `${mark('second file name')}.bin`)
  await api('/thread/commands', answer, reporter)
  await api('/thread/commands', { type: 'SendMessage', text: mark('reply of the reporter') }, reporter)
  await command(number, { type: 'SendMessage', text: mark('reply of the team') })
  await command(number, { type: 'AddNote', text: mark('note') })
  await command(number, { type: 'TagCase', tags: [mark('tag')] })
  await command(number, { type: 'AcceptReport' })
  await command(number, { type: 'ConfirmReproduction', text: mark('reproduction') })
  await command(number, { type: 'OfferFix', text: mark('fix'), version: mark('fixed version'), image: mark('image') })
  await command(number, {
    type: 'RecordExploitation',
    awareAt: new Date().toISOString(),
    by: mark('attacked by'),
    reason: mark('attacks'),
  })
  await command(number, { type: 'SetAffected', affected: [{ product: mark('affected product') }] })
  await command(number, {
    type: 'DraftAdvisory',
    fields: { title: mark('advisory title'), summary: mark('advisory summary'), details: mark('advisory details') },
  })
  await command(second.case ?? '', {
    type: 'DeclineReport',
    reason: 'not-security',
    text: `Because ${mark('decline text')}.`,
  })
  const byHand = {
    report: { title: mark('entered title'), description: mark('entered text') },
    door: 'email',
    arrivedAt: new Date(Date.now() - 60_000).toISOString(),
    from: mark('entered from'),
  }
  const third = await api('/cases', byHand, bearer)
  secrets.set('hand-over code', String(third.handOver).split('/').at(-1) ?? '')

  const browser = visitor({ fetch: (request) => fetch(request, { redirect: 'manual' }) }, desk.url)
  await draftLeftUnsent(browser, secrets)
  await browser.get('/receipt')
  await browser.submit('/receipt', { code: receipt })
  secrets.set('thread session', browser.cookie('postern-thread') ?? '')
  assert.equal((await browser.get('/thread')).status, 200)
  await browser.submit('/thread/told', { do: 'mail', address: `${mark('address for news')}@example.org` })
  await browser.get('/thread')
  const fed = await browser.submit('/thread/told', { do: 'feed' })
  secrets.set('feed of a reporter', /\/news\/([A-Za-z0-9_-]{32})/.exec(fed.body)?.[1] ?? '')
  await searched(desk, secrets)
  // What asks for nothing real must not be written down either.
  await fetch(`${desk.url}/api/v1/reports`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `{"title": "${mark('broken JSON')}`,
  })
  await fetch(`${desk.url}/${mark('path')}?q=${mark('query')}`, {
    headers: { 'user-agent': mark('user agent'), referer: `https://${mark('referer')}.example/` },
  })
  await fetch(`${desk.url}/api/v1/thread`, { headers: { authorization: `Receipt ${mark('wrong receipt')}` } })
  return [number, second.case ?? '', third.case ?? '']
}

async function draftLeftUnsent(browser: Visitor, secrets: Map<string, string>): Promise<void> {
  await browser.get('/report')
  const review = await browser.submit('/report', {
    title: mark('draft title'),
    description: mark('draft description'),
    do: 'review',
  })
  assert.equal(review.status, 200)
  secrets.set('draft', /name="draft" value="([^"]+)"/.exec(review.body)?.[1] ?? '')
  await browser.get('/report')
  const unfinished = await browser.submit('/report', {
    title: mark('unfinished title'),
    description: '',
    email: mark('unfinished mail'),
    do: 'review',
  })
  assert.equal(unfinished.status, 422)
}

async function searched(desk: StartedDesk, secrets: Map<string, string>): Promise<void> {
  const member = visitor({ fetch: (request) => fetch(request, { redirect: 'manual' }) }, desk.url)
  const { stdout } = await desk.console('member', 'sign-in', mark('member name'), '--json')
  const { pathname } = new URL((JSON.parse(stdout) as { link: string }).link)
  secrets.set('sign-in code', pathname.split('/').at(-1) ?? '')
  await member.get(pathname)
  await member.submit(pathname)
  secrets.set('session', member.cookie('postern') ?? '')
  await member.get('/desk/notices')
  await member.submit('/desk/notices/mail', { do: 'ask', address: `${mark('address of a member')}@example.org` })
  await member.get('/desk/notices')
  const fed = await member.submit('/desk/notices/feed', { do: 'make' })
  secrets.set('feed of a member', /\/news\/([A-Za-z0-9_-]{32})/.exec(fed.body)?.[1] ?? '')
  await member.get('/desk/search')
  const found = await member.submit('/desk/search', { q: mark('title') })
  assert.equal(found.status, 200)
  assert.match(found.body, new RegExp(mark('title')), 'the search finds it')
  assert.equal((await member.submit('/desk/search', { q: mark('search words') })).status, 200)
}

/** Every file below the desk's folder, in lower case; what it holds in memory alone is not among them. */
const everythingIn = ({ folder }: StartedDesk): { name: string; bytes: string }[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => lstatSync(join(folder, name)).isFile())
    .map((name) => ({ name, bytes: `${name}\n${readFileSync(join(folder, name)).toString('latin1')}`.toLowerCase() }))

function readlink(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}
