import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { clearCookie, readCookie, setCookie } from './cookie.ts'

const https = { origin: 'https://security.example' }
const onion = { origin: 'http://abc.onion' }
const asking = (cookie: string) => new Request('https://security.example/', { headers: { cookie } })

describe('a cookie', () => {
  it('belongs to this host alone over https, and works over an onion service', () => {
    assert.equal(
      setCookie(https, 'postern', 'v', { maxAge: 60 }),
      '__Host-postern=v; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure',
    )
    assert.equal(
      setCookie(onion, 'postern', 'v', { maxAge: 60 }),
      'postern=v; Path=/; Max-Age=60; HttpOnly; SameSite=Lax',
    )
    assert.match(clearCookie(https, 'postern'), /^__Host-postern=; Path=\/; Max-Age=0;/)
  })

  it('is read by its full name, and not at all where it came twice', () => {
    assert.equal(readCookie(asking('a=1; __Host-postern=v; b=2'), https, 'postern'), 'v')
    assert.equal(readCookie(asking('postern=v'), https, 'postern'), undefined)
    assert.equal(readCookie(asking('__Host-postern=v; __Host-postern=w'), https, 'postern'), undefined)
    assert.equal(readCookie(asking('x__Host-postern=v'), https, 'postern'), undefined)
    assert.equal(readCookie(asking('__Host-postern='), https, 'postern'), undefined)
    assert.equal(readCookie(asking('postern=v'), onion, 'postern'), 'v')
  })
})
