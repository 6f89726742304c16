import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readJson } from './json.ts'

const limits = { bytes: 1000, wholeMs: 1000, pauseMs: 200 }
const request = (
  body: string | ReadableStream,
  headers: Record<string, string> = { 'content-type': 'application/json' },
) => new Request('http://desk.example/', { method: 'POST', body, headers, duplex: 'half' } as RequestInit)
const refused = async (body: string, headers?: Record<string, string>) => {
  const read = await readJson(request(body, headers), limits)
  return read.ok ? 'read' : read.refused
}

describe('reading JSON', () => {
  it('gives the value', async () => {
    assert.deepEqual(await readJson(request('{"title":"ü [[[["}'), limits), { ok: true, value: { title: 'ü [[[[' } })
  })
  it('refuses more than its limit', async () =>
    assert.equal(await refused(JSON.stringify('x'.repeat(1000))), 'too-large'))
  it('refuses deep nesting before parsing it', async () => {
    assert.equal(await refused('['.repeat(65)), 'too-deep')
    assert.equal(await refused(`${'['.repeat(64)}${']'.repeat(64)}`), 'read')
  })
  it('refuses the name of the prototype, however it is spelled', async () => {
    assert.equal(await refused('{"__proto__":{"role":"admin"}}'), 'forbidden-key')
    assert.equal(await refused('{"a":[{"\\u005f_proto__":1}]}'), 'forbidden-key')
  })
  it('refuses what is not JSON', async () => {
    assert.equal(await refused('{'), 'malformed')
    assert.equal(await refused(''), 'malformed')
    assert.equal(await refused('{}', { 'content-type': 'text/plain' }), 'type')
    assert.equal(await refused('{}', { 'content-type': 'application/json', 'content-encoding': 'gzip' }), 'encoding')
  })
  it('does not wait for ever', async () => {
    const silent = new ReadableStream({ start: (controller) => controller.enqueue(Buffer.from('{')) })
    const read = await readJson(request(silent), { ...limits, pauseMs: 20 })
    assert.deepEqual(read, { ok: false, refused: 'timeout' })
  })
})
