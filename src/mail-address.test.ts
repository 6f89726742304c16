import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isMailAddress } from './mail-address.ts'

describe('a mail address', () => {
  it('is taken as people have it', () => {
    for (const address of [
      'a@example.org',
      'first.last+news@sub.example.co',
      "o'neill_x@example.org",
      'a@xn--bcher-kva.example',
    ])
      assert.equal(isMailAddress(address), true, address)
  })

  it('case 36: is refused where programs have read it in two ways', () => {
    for (const address of [
      ...['"a b"@example.org', '"a@evil.example x"@example.org', 'a@b@example.org', 'a@example.org, b@example.org'],
      ...['Name <a@example.org>', 'group: a@example.org;', 'a(comment)@example.org', 'a@[192.0.2.1]', 'a@192.0.2.1'],
      ...['a@localhost', 'a@-example.org', 'a@example-.org', 'a@example..org', '.a@example.org', 'a.@example.org'],
      ...[
        'a..b@example.org',
        '-a@example.org',
        'a@example.org\n',
        'a\r\nBcc: b@example.org',
        'a@example.org\0',
        ' a@b.cc',
      ],
      ...['\u0430@example.org', 'a@\u0435xample.org', '@example.org', 'a@', '', `${'a'.repeat(65)}@example.org`],
      `a@${'b'.repeat(64)}.org`,
      `a@${'b.'.repeat(130)}org`,
    ])
      assert.equal(isMailAddress(address), false, JSON.stringify(address))
  })
})
