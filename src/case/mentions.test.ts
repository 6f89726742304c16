import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type Mentions, mentionsOf } from './mentions.ts'
import { sharedMentions } from './shared-mentions.ts'

const none: Mentions = {
  files: [],
  functions: [],
  parameters: [],
  versions: [],
  weaknesses: [],
  vulnerabilities: [],
  commits: [],
  endpoints: [],
  placed: [],
}
const says = (text: string, what: Partial<Mentions>) => assert.deepEqual(mentionsOf(text), { ...none, ...what }, text)

describe('what a report names', () => {
  it('are files, however they are written', () => {
    says('See `src/wick/trim.go`, line 7.', { files: ['src/wick/trim.go'] })
    says('at src/wick/trim.go:42:7', { files: ['src/wick/trim.go'] })
    says('File "PIL\\FpxPlugin.py", line 61', { files: ['PIL/FpxPlugin.py'] })
    says('crash in ./Lamp.tsx.', { files: ['Lamp.tsx'] })
    says('https://forge.example/lantern/lantern/blob/main/src/wick.rs#L10', { files: ['src/wick.rs'] })
  })

  it('are no files of a machine, and no names of hosts', () => {
    says('I read /etc/nginx/nginx.conf on lantern.example and in e.g. the log.', {})
    says('My host is auth.corp.example', {})
  })

  it('are functions: called, in humps, or of a type', () => {
    says('trimWick is called by Lamp::Light and by oil() alone', { functions: ['trimWick', 'Lamp::Light', 'oil'] })
    says('Cache.Lookup returns nil', { functions: ['Cache.Lookup'] })
  })

  it('are no well-known names and no plurals in brackets', () => {
    says('JavaScript on GitHub, PostgreSQL and OAuth; file(s) and user(s); if(x) return(y)', {})
  })

  it('are parameters and options', () => {
    says('the require_tls option', { parameters: ['require_tls'] })
    says('https://lantern.example/light?next=x&wick_size=2', {
      endpoints: ['/light'],
      parameters: ['next', 'wick_size'],
    })
  })

  it('are versions, but not measures, addresses and scores', () => {
    says('Lantern 4.39 and v4.38.2, 5.0.0-rc.1, 4.37.x', { versions: ['4.39', '4.38.2', '5.0.0-rc.1', '4.37.x'] })
    says('It took 6.2 s and 1.5 GB at 10.20.1.15, CVSS 9.8, about 0.4 of TLS 1.3', {})
  })

  it('are weaknesses, vulnerabilities and commits', () => {
    says('cwe-79, CVE-2027-12345 and GHSA-jfh8-c2jp-5v3q', {
      weaknesses: ['CWE-79'],
      vulnerabilities: ['CVE-2027-12345', 'GHSA-JFH8-C2JP-5V3Q'],
    })
    const whole = '0123456789abcdef0123456789abcdef01234567'
    says(`since commit c5ea5c4 and ${whole}, not since deadbee1`, { commits: ['c5ea5c4', whole] })
  })

  it('are endpoints, but not the ends of elements', () => {
    says('POST /api/oidc/register answers <b>201</b>', { endpoints: ['/api/oidc/register'] })
  })

  it('are names that it puts into a file', () => {
    for (const text of [
      '`trimWick` in `src/wick.go`',
      'trimWick (src/wick.go)',
      'The method trimWick, defined inside the file src/wick.go',
      'In src/wick.go the function trimWick',
    ])
      assert.deepEqual(mentionsOf(text).placed, [{ name: 'trimWick', file: 'src/wick.go' }], text)
    for (const text of [
      'trimWick is safe. In src/wick.go there is more.',
      'trimWick calls what src/wick.go has',
      'src/wick.go calls trimWick',
    ])
      assert.deepEqual(mentionsOf(text).placed, [], text)
  })

  it('can be read from any text, and are not more than somebody can look at', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
        for (const list of Object.values(mentionsOf(text))) assert.ok(list.length <= 100)
      }),
    )
    assert.equal(mentionsOf(Array.from({ length: 500 }, (_, i) => `aB${i}cD`).join(' ')).functions.length, 100)
  })

  it('are read in a moment from the worst that anybody can send', () => {
    const pieces = [
      'a.',
      '1.',
      ':1',
      '/a',
      'a/',
      'aB',
      '_a',
      '=',
      '=a',
      'a=b=',
      '::a',
      '->',
      '\\',
      '`a` in ',
      '((',
      '\n',
      '\u0301',
      'https://a/?b&',
    ]
    for (const piece of pieces) {
      const began = process.cpuUsage()
      mentionsOf(piece.repeat(Math.ceil(2 ** 20 / piece.length)))
      mentionsOf(`${piece.repeat(60)} `.repeat(400))
      assert.ok(process.cpuUsage(began).user < 1_500_000, piece)
    }
  })
})

describe('what two reports both name', () => {
  const shared = (one: string, other: string) => sharedMentions(mentionsOf(one), mentionsOf(other))

  it('is the same file by more or less of its path', () => {
    assert.deepEqual(shared('in src/wick.go', 'wick.go is wrong').files, ['src/wick.go'])
    assert.deepEqual(shared('in src/wick.go', 'in lib/wick.go').files, [])
  })

  it('is the same function with or without what it belongs to, and joined in any way', () => {
    assert.deepEqual(shared('Cache.LookUp fails', 'calling lookUp() twice').functions, ['Cache.LookUp'])
  })

  it('is the same commit, short or whole', () => {
    assert.deepEqual(shared('commit c5ea5c4', 'c5ea5c4000111122223333444455556666777788').commits, ['c5ea5c4'])
  })
})
