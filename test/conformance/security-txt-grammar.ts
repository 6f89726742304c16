import assert from 'node:assert/strict'

/** Section 4 of RFC 9116, production by production, for an unsigned file. */
export function parsed(file: string): ReadonlyMap<string, readonly string[]> {
  assert.ok(file.endsWith('\n'), 'every line ends with an eol')
  const fields = new Map<string, string[]>()
  for (const line of file.slice(0, -1).split('\n')) {
    const content = line.replace(/[ \t]*\r?$/, '')
    if (content === '' || /^#[\t\u0020-\u007e\u0080-\u{fffff}]*$/u.test(content)) continue
    const [, name = '', value = ''] = /^([\u0021-\u0039\u003b-\u007e]+): (.*)$/.exec(line) ?? []
    assert.match(value, productions[name.toLowerCase()] ?? /^.*$/, line)
    assert.notEqual(name, '', `no field: ${line}`)
    fields.set(name, [...(fields.get(name) ?? []), value])
  }
  assert.ok((fields.get('Contact')?.length ?? 0) >= 1, 'one or more contacts')
  assert.equal(fields.get('Expires')?.length, 1, 'exactly one date of expiry')
  assert.ok((fields.get('Preferred-Languages')?.length ?? 0) <= 1, 'languages at most once')
  return fields
}

const uri = /^[A-Za-z][A-Za-z0-9+.-]*:([A-Za-z0-9\-._~!$&'()*+,;=:@/?#[\]]|%[0-9A-Fa-f]{2})*$/
const languageTag = '[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*'
const productions: Readonly<Record<string, RegExp>> = {
  contact: uri,
  acknowledgments: uri,
  canonical: uri,
  encryption: uri,
  hiring: uri,
  policy: uri,
  expires:
    /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[Tt]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/,
  'preferred-languages': new RegExp(`^${languageTag}([ \\t]*,[ \\t]*${languageTag})*$`),
}
