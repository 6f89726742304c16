import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { download } from './answer.tsx'
import { headersFor, type PageKind } from './headers.ts'

const kinds: readonly PageKind[] = ['public', 'receipt', 'member', 'api', 'download', 'static']
const http = { https: false }
const https = { https: true, onion: 'http://abc.onion/' }

describe('the headers of a page', () => {
  it('never allow inline code, eval, frames or another origin', () => {
    for (const kind of kinds) {
      const policy = headersFor(kind, https)['Content-Security-Policy'] ?? ''
      assert.match(policy, /default-src 'none'/)
      assert.match(policy, /frame-ancestors 'none'/)
      assert.doesNotMatch(policy, /unsafe|\*|data:|https?:/)
    }
  })

  it('forbid scripts to the public and bind them to Trusted Types for members', () => {
    assert.match(headersFor('public', http)['Content-Security-Policy'] ?? '', /script-src 'none'/)
    assert.match(headersFor('receipt', http)['Content-Security-Policy'] ?? '', /script-src 'none'/)
    const member = headersFor('member', http)['Content-Security-Policy'] ?? ''
    assert.match(member, /script-src 'self'.*require-trusted-types-for 'script'; trusted-types 'none'/)
  })

  it('keep receipts and the desk out of every cache', () => {
    for (const kind of ['receipt', 'member', 'api', 'download'] as const) {
      assert.match(headersFor(kind, http)['Cache-Control'] ?? '', /no-store/)
    }
    assert.match(headersFor('static', http)['Cache-Control'] ?? '', /immutable/)
  })

  it('ask for https only where there is https', () => {
    assert.equal(headersFor('public', http)['Strict-Transport-Security'], undefined)
    assert.match(headersFor('public', https)['Strict-Transport-Security'] ?? '', /max-age/)
  })

  it('tell the onion address on public pages over https alone', () => {
    for (const kind of kinds) {
      assert.equal(headersFor(kind, https)['Onion-Location'], kind === 'public' ? 'http://abc.onion/' : undefined)
      assert.equal(headersFor(kind, { ...https, https: false })['Onion-Location'], undefined)
    }
  })
})

describe('the headers of a download', () => {
  it('make a browser save it and never open it', () => {
    const { headers: own } = download({ name: 'evil.html', size: 0, sha256: '', bytes: (async function* () {})() })
    assert.equal(own.get('Content-Type'), 'application/octet-stream')
    assert.match(own.get('Content-Disposition') ?? '', /^attachment;/)
    const headers = headersFor('download', https)
    assert.match(headers['Content-Security-Policy'] ?? '', /^sandbox/)
    assert.equal(headers['X-Content-Type-Options'], 'nosniff')
  })
})
