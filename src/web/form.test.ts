import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { FileCut, type FormFile, type FormLimits, readForm } from './form.ts'

const shape = { fields: ['title', 'description'], lists: ['ai'], files: ['files'] }
const limits: FormLimits = {
  bytes: 100_000,
  wholeMs: 5000,
  pauseMs: 500,
  field: 1000,
  file: 20_000,
  files: 3,
  parts: 10,
}

const simple = (body: string, headers: Record<string, string> = {}) =>
  new Request('http://desk.example/', {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  })
const parts = (form: FormData) => new Request('http://desk.example/', { method: 'POST', body: form })
const raw = (body: string | ReadableStream) =>
  new Request('http://desk.example/', {
    method: 'POST',
    body,
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
    duplex: 'half',
  } as RequestInit)
const part = (name: string, value: string) =>
  `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
const filePart = (name: string, file: string, value: string) =>
  `--x\r\nContent-Disposition: form-data; name="${name}"; filename="${file}"\r\nContent-Type: text/html\r\n\r\n${value}\r\n`
const end = '--x--\r\n'

function kept() {
  const files: { field: string; name: string; size: number; sha256: string }[] = []
  const keep = async (file: FormFile) => {
    const hash = createHash('sha256')
    let size = 0
    for await (const piece of file.bytes) {
      hash.update(piece)
      size += piece.byteLength
    }
    files.push({ field: file.field, name: file.name, size, sha256: hash.digest('hex') })
  }
  return { files, keep }
}

describe('reading a simple form', () => {
  it('gives fields and lists, and empty for what did not come', async () => {
    const read = await readForm(simple('title=a+b%C3%BC&ai=x&ai=y'), shape, limits)
    assert.ok(read.ok)
    assert.equal(read.fields.text('title'), 'a bü')
    assert.deepEqual(read.fields.list('ai'), ['x', 'y'])
    assert.equal(read.fields.text('description'), '')
  })

  for (const [body, refused, field] of [
    ['title=a&title=b', 'repeated-field', 'title'],
    ['title[]=a&title=b', 'unknown-field', 'title[]'],
    ['__proto__=a', 'unknown-field', '__proto__'],
    ['state=published', 'unknown-field', 'state'],
  ] as const) {
    it(`refuses ${body}`, async () => {
      const read = await readForm(simple(body), shape, limits)
      assert.ok(!read.ok)
      assert.deepEqual([read.refused, read.field], [refused, field])
    })
  }

  it('keeps everything else when one field is too long', async () => {
    const read = await readForm(simple(`description=${'ü'.repeat(600)}&title=kept`), shape, limits)
    assert.ok(!read.ok)
    assert.deepEqual([read.refused, read.field], ['too-large', 'description'])
    assert.equal(read.fields.text('title'), 'kept')
    assert.equal(read.fields.text('description'), 'ü'.repeat(500))
  })

  it('keeps what came before the limit of the whole', async () => {
    const read = await readForm(simple(`title=kept&description=${'x'.repeat(200_000)}`), shape, limits)
    assert.ok(!read.ok)
    assert.equal(read.refused, 'too-large')
    assert.equal(read.fields.text('title'), 'kept')
  })

  it('refuses compressed bodies and other types without reading them', async () => {
    const zipped = await readForm(simple('title=a', { 'content-encoding': 'gzip' }), shape, limits)
    assert.equal(zipped.ok || zipped.refused, 'encoding')
    const json = await readForm(simple('{}', { 'content-type': 'application/json' }), shape, limits)
    assert.equal(json.ok || json.refused, 'type')
  })

  it('refuses more fields than a form can have', async () => {
    const read = await readForm(simple('ai=x&'.repeat(5000)), shape, limits)
    assert.equal(read.ok || read.refused, 'too-many-parts')
  })
})

describe('reading a form with files', () => {
  it('hands each file out as it comes, with the name it was given', async () => {
    const form = new FormData()
    form.append('title', 'zwei\r\nZeilen ü')
    form.append('files', new File(['x'.repeat(15_000)], 'evil.html'))
    form.append('files', new File([], ''))
    form.append('files', new File(['y'], 'ü文.txt'))
    form.append('description', 'after the files')
    const { files, keep } = kept()
    const read = await readForm(parts(form), shape, limits, keep)
    assert.ok(read.ok)
    assert.equal(read.fields.text('title'), 'zwei\r\nZeilen ü')
    assert.equal(read.fields.text('description'), 'after the files')
    assert.deepEqual(
      files.map(({ name, size }) => [name, size]),
      [
        ['evil.html', 15_000],
        ['ü文.txt', 1],
      ],
    )
  })

  it('passes over a file field that was left empty, and takes a file without a name', async () => {
    const nameless = filePart('files', '', 'x').replace('; filename=""', '')
    const { files, keep } = kept()
    const read = await readForm(raw(filePart('files', '', '') + nameless + end), shape, limits, keep)
    assert.ok(read.ok)
    assert.deepEqual(
      files.map(({ name, size }) => [name, size]),
      [['file', 1]],
    )
  })

  it('keeps the whole name, for showing', async () => {
    const { files, keep } = kept()
    await readForm(raw(filePart('files', '../../etc/passwd', 'x') + end), shape, limits, keep)
    assert.equal(files[0]?.name, '../../etc/passwd')
  })

  it('cuts a file at its limit, keeps none of it, and still reads what follows', async () => {
    const form = new FormData()
    form.append('files', new File(['x'.repeat(30_000)], 'big.bin'))
    form.append('title', 'kept')
    const { files, keep } = kept()
    const read = await readForm(parts(form), shape, limits, keep)
    assert.ok(!read.ok)
    assert.deepEqual([read.refused, read.field], ['too-large', 'files'])
    assert.equal(read.fields.text('title'), 'kept')
    assert.deepEqual(files, [])
  })

  it('refuses a file for a field that takes none', async () => {
    const read = await readForm(
      raw(filePart('title', 'a', 'x') + part('description', 'kept') + end),
      shape,
      limits,
      kept().keep,
    )
    assert.ok(!read.ok)
    assert.deepEqual([read.refused, read.field, read.fields.text('description')], ['unknown-field', 'title', 'kept'])
  })

  it('refuses repeated fields, too many parts and too many files', async () => {
    const twice = await readForm(raw(part('title', 'a') + part('title', 'b') + end), shape, limits)
    assert.equal(twice.ok || twice.refused, 'repeated-field')
    const many = await readForm(raw(part('ai', 'a').repeat(5000) + end), shape, { ...limits, bytes: 1e7 })
    assert.equal(many.ok || many.refused, 'too-many-parts')
    const files = await readForm(raw(filePart('files', 'f', 'x').repeat(5) + end), shape, limits, kept().keep)
    assert.equal(files.ok || files.refused, 'too-many-files')
    assert.equal(files.files.length, 5, 'all of them are named')
  })

  it('takes the texts behind too many files', async () => {
    const body = raw(filePart('files', 'f', 'x').repeat(5) + part('title', 'kept') + end)
    const { files, keep } = kept()
    const read = await readForm(body, shape, limits, keep)
    assert.equal(read.fields.text('title'), 'kept')
    assert.equal(files.length, limits.files)
  })

  it('refuses a body without its last boundary, and tells the reader of the file', async () => {
    const { files, keep } = kept()
    let told: unknown
    const read = await readForm(
      raw(part('title', 'kept') + filePart('files', 'f', 'half').slice(0, -2)),
      shape,
      limits,
      (file) =>
        keep(file).catch((failure: unknown) => {
          told = failure
          throw failure
        }),
    )
    assert.ok(!read.ok)
    assert.equal(read.refused, 'malformed')
    assert.equal(read.fields.text('title'), 'kept')
    assert.ok(told instanceof FileCut)
    assert.deepEqual(files, [])
  })

  it('does not wait for a sender that sends nothing more', async () => {
    const slow = new ReadableStream({
      start: (controller) => controller.enqueue(Buffer.from(part('title', 'kept') + filePart('files', 'f', 'half'))),
    })
    const { files, keep } = kept()
    const read = await readForm(raw(slow), shape, { ...limits, pauseMs: 30 }, keep)
    assert.ok(!read.ok)
    assert.equal(read.refused, 'timeout')
    assert.equal(read.fields.text('title'), 'kept')
    assert.deepEqual(files, [])
  })

  it('does not wait for a sender that drips', async () => {
    let dripped = 0
    const drip = new ReadableStream({
      async pull(controller) {
        await new Promise((resolve) => setTimeout(resolve, 5))
        controller.enqueue(Buffer.from(dripped++ === 0 ? '--x\r\n' : 'a'))
      },
    })
    const read = await readForm(raw(drip), shape, { ...limits, wholeMs: 60 })
    assert.equal(read.ok || read.refused, 'timeout')
  })

  it('lets a failure of the world through and does not hang on it', async () => {
    const form = new FormData()
    form.append('files', new File(['x'.repeat(19_000)], 'a'))
    form.append('files', new File(['x'.repeat(19_000)], 'b'))
    await assert.rejects(
      readForm(parts(form), shape, limits, async (file) => {
        for await (const _piece of file.bytes) throw new Error('the disk is full')
      }),
      /the disk is full/,
    )
  })

  it('goes on when nobody reads a file', async () => {
    const form = new FormData()
    form.append('files', new File(['x'.repeat(19_000)], 'a'))
    form.append('title', 'after')
    const read = await readForm(parts(form), shape, limits, async () => undefined)
    assert.equal(read.fields.text('title'), 'after')
  })

  it('never throws and never hangs, whatever comes', async () => {
    const piece = fc.constantFrom(
      part('title', 'a'),
      filePart('files', 'f', 'x'),
      '--x',
      '--x--',
      '\r\n',
      '\r\n\r\n',
      'Content-Disposition: form-data',
      '; name="',
      '\u0000',
      '-',
      part('ai', 'b'),
      end,
    )
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
        await readForm(raw(pieces.join('')), shape, limits, kept().keep)
      }),
      { numRuns: 300 },
    )
  })

  it('streams: a large file is never held', async () => {
    const chunk = Buffer.alloc(64 * 1024, 'x')
    let sent = 0
    const body = new ReadableStream({
      pull(controller) {
        if (sent === 0) controller.enqueue(Buffer.from(filePart('files', 'big', '').slice(0, -2)))
        if (sent++ < 640) controller.enqueue(chunk)
        else {
          controller.enqueue(Buffer.from(`\r\n${end}`))
          controller.close()
        }
      },
    })
    let most = 0
    let read = 0
    const result = await readForm(
      raw(body),
      shape,
      { ...limits, bytes: 1e8, file: 1e8, wholeMs: 20_000 },
      async (file) => {
        for await (const piece of file.bytes) {
          read += piece.byteLength
          most = Math.max(most, sent * chunk.length - read)
          await new Promise((resolve) => setImmediate(resolve))
        }
      },
    )
    assert.ok(result.ok)
    assert.equal(read, 640 * chunk.length)
    assert.ok(most < 2_000_000, `${most} bytes waited`)
  })
})
