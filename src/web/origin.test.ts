import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readPeers } from '../peers.ts'
import { fromAnotherSite, visitedAt, visitors } from './origin.ts'

const onionUrl = `http://${'a'.repeat(56)}.onion`
const desk = { url: 'https://security.example', onionUrl }
const request = (headers: Record<string, string>) => new Request('https://x.invalid/', { headers })
const nobody = () => assert.fail('every entry is an address or a network')

describe('where a visitor came in', () => {
  it('is the onion service or the public address, whatever else a Host header says', () => {
    assert.deepEqual(visitedAt(desk, new URL(onionUrl).host), { origin: onionUrl, onion: true })
    for (const host of ['security.example', 'evil.example', null, '', `x.${new URL(onionUrl).host}`])
      assert.deepEqual(visitedAt(desk, host), { origin: 'https://security.example', onion: false })
  })
})

describe('a request from another site', () => {
  it('is told by Sec-Fetch-Site first, then by Origin', () => {
    assert.equal(
      fromAnotherSite(request({ 'sec-fetch-site': 'cross-site', origin: 'https://security.example' }), desk),
      true,
    )
    assert.equal(fromAnotherSite(request({ 'sec-fetch-site': 'same-origin' }), desk), false)
    assert.equal(fromAnotherSite(request({ origin: 'https://security.example' }), desk), false)
    assert.equal(fromAnotherSite(request({ origin: onionUrl }), desk), false)
    assert.equal(fromAnotherSite(request({ origin: 'https://security.example:444' }), desk), true)
    assert.equal(fromAnotherSite(request({ origin: 'null' }), desk), true)
    assert.equal(fromAnotherSite(request({}), desk), false)
  })

  it('may call this machine by any of its own names, at the same port', () => {
    const here = { url: 'http://localhost:8080', onionUrl: null }
    assert.equal(fromAnotherSite(request({ origin: 'http://127.0.0.1:8080' }), here), false)
    assert.equal(fromAnotherSite(request({ origin: 'http://[::1]:8080' }), here), false)
    assert.equal(fromAnotherSite(request({ origin: 'http://127.0.0.1:8081' }), here), true)
    assert.equal(fromAnotherSite(request({ origin: 'http://127.0.0.1:8080' }), desk), true)
  })
})

describe('the address of a visitor', () => {
  it('is the one of the connection, unless a named proxy tells another', () => {
    const trusted = visitors(readPeers('10.0.0.0/8, ::1', nobody))
    const said = request({ 'x-forwarded-for': '203.0.113.1, 10.1.2.3' })
    assert.equal(trusted.addressOf('10.0.0.1', said), '203.0.113.1')
    assert.equal(trusted.addressOf('::ffff:10.0.0.1', said), '203.0.113.1')
    assert.equal(trusted.addressOf('192.0.2.1', said), '192.0.2.1')
    assert.equal(trusted.addressOf('10.0.0.1', request({})), '10.0.0.1')
    assert.equal(
      trusted.addressOf('10.0.0.1', request({ 'x-forwarded-for': 'unknown, 203.0.113.1:1234' })),
      '203.0.113.1',
    )
    assert.equal(
      trusted.addressOf('10.0.0.1', request({ 'x-forwarded-for': '203.0.113.1, [2001:db8::1]:443' })),
      '2001:db8::1',
    )
  })

  it('is noted as ignored when somebody else tells one', () => {
    const none = visitors(readPeers('', nobody))
    assert.equal(none.ignoredForwarding(), false)
    none.addressOf('192.0.2.1', request({ forwarded: 'for=1.2.3.4' }))
    assert.equal(none.ignoredForwarding(), true)
  })
})
