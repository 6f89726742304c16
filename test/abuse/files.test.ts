import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { aReport, type Member, type Staffed, staffedHouse } from './staffed-house.ts'
import { accepted } from './through-the-steps.ts'

interface Sent {
  readonly receipt: string
  readonly number: string
  readonly files: readonly {
    readonly id: string
    readonly name: string
    readonly sha256: string
    readonly size: number
  }[]
}

describe('files by strangers', () => {
  let desk: Staffed
  let member: Member
  before(async () => {
    desk = await staffedHouse()
    member = await desk.member('member')
  })
  after(() => desk.close())

  const bearer = () => ({ authorization: `Bearer ${member.token}` })
  async function send(files: readonly (readonly [name: string, bytes: Uint8Array | string])[]): Promise<Sent> {
    const body = new FormData()
    body.set('report', JSON.stringify(aReport))
    for (const [name, bytes] of files)
      body.append('files', new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'text/html' }), name)
    const sent = await desk.api('POST', '/api/v1/reports', { raw: body })
    assert.equal(sent.status, 201, sent.text)
    const { receipt, case: number } = sent.json as { receipt: string; case: string }
    const read = await desk.api('GET', `/api/v1/cases/${number}`, { headers: bearer() })
    return { receipt, number, files: read.json.files as Sent['files'] }
  }
  /** The same file by each way it can be had. */
  async function everyWay({ receipt, number }: Sent, id: string): Promise<{ status: number; headers: Headers }[]> {
    const reader = await desk.reading(receipt)
    return [
      await reader.get(`/thread/files/${id}`),
      await member.browser.get(`/desk/cases/${number}/files/${id}`),
      await desk.api('GET', `/api/v1/cases/${number}/files/${id}`, { headers: bearer() }),
      await desk.api('GET', `/api/v1/thread/files/${id}`, { headers: { authorization: `Receipt ${receipt}` } }),
    ]
  }

  it('case 19: pages, pictures and papers with scripts in them are saved and never shown', async () => {
    const sent = await send([
      ['evil.html', '<script>alert(1)</script>'],
      ['evil.svg', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
      ['evil.xhtml', '<html xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></html>'],
      ['evil.pdf', '%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>'],
      ['evil.gif', 'GIF89a/*\u0000*/=1;alert(1)'],
      ['evil.xml', '<?xml-stylesheet href="javascript:alert(1)"?><a/>'],
      ['evil.mht', 'MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n<script>alert(1)</script>'],
    ])
    assert.equal(sent.files.length, 7)
    for (const { id, name } of sent.files) {
      for (const { status, headers } of await everyWay(sent, id)) {
        assert.equal(status, 200, name)
        assert.equal(headers.get('content-type'), 'application/octet-stream')
        assert.match(headers.get('content-disposition') ?? '', /^attachment; /)
        assert.equal(headers.get('x-content-type-options'), 'nosniff')
        assert.match(headers.get('content-security-policy') ?? '', /^sandbox; default-src 'none'/)
        assert.match(headers.get('cache-control') ?? '', /no-store/)
        assert.equal(headers.get('cross-origin-resource-policy'), 'same-origin')
      }
    }
    // A page elsewhere can neither show nor fetch it with the cookie of whoever looks at that page.
    const reader = await desk.reading(sent.receipt)
    const cookie = `__Host-postern-thread=${reader.cookie('__Host-postern-thread')}`
    for (const headers of [
      { cookie, 'sec-fetch-site': 'cross-site' },
      { cookie, 'sec-fetch-site': 'same-site' },
      { cookie, origin: 'https://evil.example' },
    ] as Record<string, string>[])
      assert.equal((await desk.api('GET', `/thread/files/${sent.files[0]?.id}`, { headers })).status, 403)
  })

  it('case 20: a name that climbs, breaks lines, hides or runs on is harmless in the header and told as it was', async () => {
    const names = [
      '../../etc/passwd',
      'C:\\windows\\x.dll',
      'a\r\nSet-Cookie: x=1.txt',
      '.htaccess',
      `${'n'.repeat(5_000)}.txt`,
      'invoice\u202egpj.exe',
      'con',
      'a"; filename="b.html',
      '\u0000.txt',
      '~/.ssh/id',
      '...',
      ' ',
      '%2e%2e%2fx',
      '$(id)`id`$HOME',
      '名前.txt',
      '-rf',
    ]
    const sent = await send(names.map((name) => [name, name]))
    assert.equal(sent.files.length, names.length)
    const shown = await member.browser.get(`/desk/cases/${sent.number}`)
    assert.equal(shown.status, 200)
    assert.doesNotMatch(shown.body, /[\u202a-\u202e]|(?!\n)\p{Cc}/u)
    assert.match(shown.body, /⟨U\+202E⟩/, 'what hides is marked')
    assert.match(shown.body, /\.\.\/\.\.\/etc\/passwd/, 'what was sent is told')
    for (const { id, name } of sent.files) {
      for (const { status, headers } of await everyWay(sent, id)) {
        assert.equal(status, 200, name)
        const said = headers.get('content-disposition') ?? ''
        assert.match(
          said,
          /^attachment; filename="[ -!#-[\]-~]{1,200}"; filename\*=UTF-8''[A-Za-z0-9%._~!$&+^-]{1,600}$/,
          name.slice(0, 40),
        )
        const saved = decodeURIComponent(said.split("UTF-8''")[1] ?? '')
        assert.doesNotMatch(saved, /^[.~-]|[/\\:\p{Cc}\u202a-\u202e"]|^con$/u, name.slice(0, 40))
        assert.equal(headers.get('set-cookie')?.includes('x=1') ?? false, false)
      }
    }
    // The same names as a form of another making would write them, straight into the header of the part.
    for (const name of ['..\\..\\x', 'a%0d%0aSet-Cookie: x=1', "b'; x", 'c;d=e']) {
      const raw = `--b\r\ncontent-disposition: form-data; name="report"\r\n\r\n${JSON.stringify(aReport)}\r\n--b\r\ncontent-disposition: form-data; name="files"; filename="${name}"\r\n\r\nx\r\n--b--\r\n`
      const answer = await desk.api('POST', '/api/v1/reports', {
        raw,
        headers: { 'content-type': 'multipart/form-data; boundary=b' },
      })
      assert.ok([201, 400].includes(answer.status), `${name}: ${answer.status}`)
    }
  })

  it('case 21: archives, declared giants and picture bombs are bytes and nothing else', async () => {
    const zip = Buffer.concat([Buffer.from('504b03042d000000080000000000', 'hex'), Buffer.alloc(4_096, 0x42)])
    const gzip = Buffer.concat([
      Buffer.from('1f8b0800000000000003', 'hex'),
      Buffer.alloc(1_024),
      Buffer.from([0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]),
    ])
    const xml = `<!DOCTYPE a [${Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('')}]><a>&l9;</a>`
    const png = Buffer.concat([
      Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
      Buffer.from([0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30, 8, 6, 0, 0, 0]),
    ])
    const files = [
      ['42.zip', zip],
      ['big.gz', gzip],
      ['bomb.docx', Buffer.from(xml)],
      ['huge.png', png],
    ] as const
    const cpu = process.cpuUsage()
    const sent = await send(files)
    for (const [name, bytes] of files) {
      const kept = sent.files.find((file) => file.name === name)
      assert.equal(kept?.sha256, createHash('sha256').update(bytes).digest('hex'))
      assert.equal(kept?.size, bytes.length)
      const [, , back] = await everyWay(sent, kept?.id ?? '')
      assert.equal(Number(back?.headers.get('content-length')), bytes.length)
    }
    const { user, system } = process.cpuUsage(cpu)
    assert.ok(user + system < 3_000_000, `${(user + system) / 1_000} ms of work`)
  })

  it('case 24: what was handed out ends with the session, the receipt and the membership', async () => {
    const sent = await send([['a.txt', 'x']])
    const id = sent.files[0]?.id ?? ''
    const gone = async (browser: {
      get(path: string): Promise<{ status: number; to: string | null; body: string }>
    }) => {
      const [there, missing] = [await browser.get(`/thread/files/${id}`), await browser.get('/thread/files/nothing')]
      assert.deepEqual([there.status, there.to, there.body], [missing.status, missing.to, missing.body])
      return there
    }
    const rotated = await desk.reading(sent.receipt)
    const other = await desk.reading(sent.receipt)
    await rotated.get('/thread')
    assert.equal((await rotated.submit('/thread/rotate')).status, 200)
    assert.equal((await rotated.submit('/thread/rotate', { do: 'replace' })).status, 200)
    assert.equal((await gone(other)).to, '/receipt', 'the old session ended with the old code')
    assert.equal((await rotated.get(`/thread/files/${id}`)).status, 200)
    await rotated.get('/thread')
    await rotated.submit('/thread/leave')
    assert.equal((await gone(rotated)).to, '/receipt')
    assert.equal((await gone(desk.browser())).to, '/receipt')

    const leaver = await desk.member('member')
    const file = `/desk/cases/${sent.number}/files/${id}`
    assert.equal((await leaver.browser.get(file)).status, 200)
    await desk.house.team.removeMember({ member: leaver.id, by: null })
    const [after, missing] = [await leaver.browser.get(file), await leaver.browser.get('/desk/cases/P-000000/files/x')]
    assert.deepEqual([after.status, missing.status], [404, 404])
    assert.equal(after.body, missing.body)
    assert.equal(
      (
        await desk.api('GET', `/api/v1/cases/${sent.number}/files/${id}`, {
          headers: { authorization: `Bearer ${leaver.token}` },
        })
      ).status,
      401,
    )
    // A file of the team's own is nobody else's, whoever knows its id.
    const note = new FormData()
    note.set('command', JSON.stringify({ type: 'AddNote', id: 'n', text: 'internal' }))
    note.set('files', new Blob(['internal']), 'internal.txt')
    assert.equal(
      (await desk.api('POST', `/api/v1/cases/${sent.number}/commands`, { raw: note, headers: bearer() })).status,
      200,
    )
    const read = await desk.api('GET', `/api/v1/cases/${sent.number}`, { headers: bearer() })
    const internal = (read.json.notes as { files: { id: string }[] }[])[0]?.files[0]?.id ?? ''
    assert.notEqual(internal, '')
    const reporter = { authorization: `Receipt ${sent.receipt}` }
    assert.equal(
      (await desk.api('GET', `/api/v1/thread/files/${internal}`, { headers: reporter })).status,
      401,
      'the old code',
    )
  })

  it('case 24: a reporter never gets a file of the team', async () => {
    const sent = await send([['a.txt', 'x']])
    const note = new FormData()
    note.set('command', JSON.stringify({ type: 'AddNote', id: 'n', text: 'internal' }))
    note.set('files', new Blob(['internal']), 'internal.txt')
    await desk.api('POST', `/api/v1/cases/${sent.number}/commands`, { raw: note, headers: bearer() })
    await accepted(desk, member, sent.number, { type: 'AcceptReport' })
    const read = await desk.api('GET', `/api/v1/cases/${sent.number}`, { headers: bearer() })
    const internal = (read.json.notes as { files: { id: string }[] }[])[0]?.files[0]?.id ?? ''
    const asReporter = { headers: { authorization: `Receipt ${sent.receipt}` } }
    const [there, missing] = [
      await desk.api('GET', `/api/v1/thread/files/${internal}`, asReporter),
      await desk.api('GET', '/api/v1/thread/files/zz', asReporter),
    ]
    assert.deepEqual([there.status, there.text], [missing.status, missing.text])
    assert.equal(there.status, 404)
    const reader = await desk.reading(sent.receipt)
    assert.equal((await reader.get(`/thread/files/${internal}`)).body, (await reader.get('/thread/files/zz')).body)
  })

  it('case 21: a file over the limit is refused, and nothing of it stays on disk', async () => {
    const small = await staffedHouse({ limits: { fileSize: '64 KiB', caseFiles: '128 KiB' } })
    try {
      const names = () =>
        readdirSync(join(small.folder, 'blobs'), { recursive: true, encoding: 'utf8' }).filter((name) =>
          name.includes('/'),
        )
      for (const sizes of [[65_537], Array<number>(30).fill(1)]) {
        const body = new FormData()
        body.set('report', JSON.stringify(aReport))
        for (const size of sizes) body.append('files', new Blob([new Uint8Array(size)]), 'f.bin')
        const answer = await small.api('POST', '/api/v1/reports', { raw: body })
        assert.equal(answer.status, 413, `${sizes.length} of ${sizes[0]} bytes: ${answer.text}`)
      }
      assert.deepEqual(
        names().filter((name) => name.startsWith('tmp/')),
        [],
      )
    } finally {
      await small.close()
    }
  })
})
