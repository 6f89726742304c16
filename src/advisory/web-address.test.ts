import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { linkAddress, webAddress } from './web-address.ts'

describe('putting an address into a public document', () => {
  for (const [text, address] of [
    ['https://a.example', 'https://a.example/'],
    ['HTTPS://A.example:8443/x?y=1#z', 'https://a.example:8443/x?y=1#z'],
    ['https://a.example/ä b[1]|{2}#a#b', 'https://a.example/%C3%A4%20b%5B1%5D%7C%7B2%7D#a%23b'],
    ['https://a.example/100%/%zz', 'https://a.example/100%25/%25zz'],
    ['https://exämple.example/', 'https://xn--exmple-cua.example/'],
    ['http://[::1]:8080/', 'http://[::1]:8080/'],
  ] as const)
    it(`writes ${text} as the standard wants it`, () => assert.equal(webAddress(text), address))

  for (const text of [
    'javascript:alert(1)',
    'java\tscript:alert(1)',
    'data:text/html,x',
    'https://bank.example@evil.example/',
    '//evil.example',
    'a.example',
    '',
  ])
    it(`refuses ${JSON.stringify(text)}`, () => assert.equal(linkAddress(text), undefined))

  it('takes mail for people, without anything else in it', () => {
    assert.equal(linkAddress('mailto:ada@a.example'), 'mailto:ada@a.example')
    assert.equal(webAddress('mailto:ada@a.example'), undefined)
    for (const text of [
      'mailto:ada@a.example?subject=x',
      'mailto:ada@a.example,eve@e.example',
      'mailto:',
      'mailto:ada',
    ])
      assert.equal(linkAddress(text), undefined)
  })
})
