import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { gunzipSync, gzipSync } from 'node:zlib'
import { loadAssets, publicFolder } from './assets.ts'

const assets = loadAssets([publicFolder()])
const origin = { https: false }

describe('handing out our own files', () => {
  const address = assets.address('postern.css')

  it('names them by their content and lets them be kept for ever', () => {
    assert.match(address, /^\/assets\/postern\.[0-9a-f]{16}\.css$/)
    const answer = assets.answer(address, null, origin)
    assert.equal(answer?.headers.get('content-type'), 'text/css; charset=utf-8')
    assert.match(answer?.headers.get('cache-control') ?? '', /immutable/)
  })

  it('zips them for who can read that', async () => {
    const plain = Buffer.from(await (assets.answer(address, null, origin)?.arrayBuffer() ?? new ArrayBuffer()))
    const zipped = assets.answer(address, 'br, gzip', origin)
    assert.equal(zipped?.headers.get('content-encoding'), 'gzip')
    assert.deepEqual(gunzipSync(Buffer.from((await zipped?.arrayBuffer()) ?? new ArrayBuffer())), plain)
  })

  it('knows exact addresses only', () => {
    for (const path of [
      '/assets/postern.css',
      '/assets/../package.json',
      `${address}/`,
      '/assets/%2e%2e/x',
      '/assets/',
    ]) {
      assert.equal(assets.answer(path, null, origin), undefined)
    }
    assert.throws(() => assets.address('nothing.css'))
  })

  it('keeps the style of every page below 8 kB', async () => {
    const css = await assets.answer(address, null, origin)?.text()
    assert.ok(gzipSync(css ?? '').length < 8 * 1024)
    assert.doesNotMatch(css ?? '', /url\(|@import/, 'nothing is loaded from a stylesheet')
    assert.doesNotMatch(
      css ?? '',
      /[\s{;](margin|padding|border|inset)?-?(left|right)\s*:/,
      'start and end, so that it mirrors',
    )
  })
})
