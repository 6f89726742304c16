import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parsed } from '../../test/conformance/security-txt-grammar.ts'
import { type PolicyInput, policy } from '../case/policy.ts'
import { type SecurityTxtFacts, securityTxt } from './security-txt.ts'

const now = Date.UTC(2027, 0, 1)
const day = 86_400_000
const facts = (input: Partial<PolicyInput> = {}, more: Partial<SecurityTxtFacts> = {}): SecurityTxtFacts => ({
  policy: policy.parse({ project: { name: 'Lantern' }, ...input }),
  url: 'https://security.example.org',
  now,
  expires: now + 90 * day,
  ...more,
})
const textOf = (given: SecurityTxtFacts): string => {
  const made = securityTxt(given)
  assert.ok('text' in made, JSON.stringify(made))
  return made.text
}

describe('writing security.txt', () => {
  it('says where to report, until when, and where the policy stands', () => {
    assert.equal(
      textOf(facts()),
      `Contact: https://security.example.org/report
Expires: 2027-04-01T00:00:00Z
Acknowledgments: https://security.example.org/credits
Canonical: https://security.example.org/.well-known/security.txt
Policy: https://security.example.org/
`,
    )
  })

  it('names the contacts in the order of preference, without those for need only', () => {
    const file = parsed(
      textOf(
        facts({
          contacts: [
            { kind: 'github', to: 'https://github.com/example/lantern/security/advisories/new' },
            { kind: 'email', to: 'security+lantern@example.org' },
            { kind: 'form' },
            { kind: 'matrix', to: '#lantern:example.org' },
            { kind: 'discord', to: 'https://discord.example.org', lastResort: true },
          ],
        }),
      ),
    )
    assert.deepEqual(file.get('Contact'), [
      'https://github.com/example/lantern/security/advisories/new',
      'mailto:security%2Blantern@example.org',
      'https://security.example.org/report',
      'https://matrix.to/#/%23lantern:example.org',
    ])
  })

  it('keeps the form even where it is the last resort', () => {
    const file = parsed(textOf(facts({ contacts: [{ kind: 'form', lastResort: true }] })))
    assert.deepEqual(file.get('Contact'), ['https://security.example.org/report'])
  })

  it('keeps to the grammar of RFC 9116 with every field at once', () => {
    const file = parsed(
      textOf(
        facts(
          { project: { name: 'Lantern', languages: ['en', 'pt-BR', 'zh-Hant-TW'] } },
          {
            encryption: [
              'https://example.org/key.asc',
              'openpgp4fpr:5f2de5521c63a801ab59ccb603d49de44b29100f',
              'dns:5d2d37ab76d47d36._openpgpkey.example.org?type=OPENPGPKEY',
            ],
            hiring: 'https://example.org/jobs',
            canonical: ['https://example.org/.well-known/security.txt'],
          },
        ),
      ),
    )
    assert.equal(file.get('Encryption')?.length, 3)
    assert.deepEqual(file.get('Preferred-Languages'), ['en, pt-BR, zh-Hant-TW'])
    assert.deepEqual(file.get('Canonical'), [
      'https://security.example.org/.well-known/security.txt',
      'https://example.org/.well-known/security.txt',
    ])
  })

  it('writes an address of another alphabet as mail programs read it', () => {
    const file = parsed(textOf(facts({ contacts: [{ kind: 'form' }, { kind: 'email', to: 'jörg%x@bücher.example' }] })))
    assert.equal(file.get('Contact')?.[1], 'mailto:j%C3%B6rg%25x@xn--bcher-kva.example')
  })

  it('is not written at all over plain http', () => {
    for (const url of ['http://localhost:8080', `http://${'a'.repeat(56)}.onion`])
      assert.equal(refusedAs(facts({}, { url })), 'not-https')
  })

  it('names no plain http address', () => {
    assert.equal(refusedAs(facts({}, { hiring: 'http://example.org/jobs' })), 'not-https')
    assert.equal(refusedAs(facts({}, { canonical: ['HTTP://example.org/.well-known/security.txt'] })), 'not-https')
  })

  it('is refused once it expired, and a year ahead', () => {
    assert.equal(refusedAs(facts({}, { expires: now })), 'expired')
    assert.equal(refusedAs(facts({}, { expires: now - day })), 'expired')
    assert.equal(refusedAs(facts({}, { expires: now + 400 * day })), 'too-far')
  })

  it('lets no value begin a field of its own', () => {
    assert.equal(
      refusedAs(
        facts({
          contacts: [{ kind: 'form' }, { kind: 'link', to: 'https://example.org/\nContact: mailto:evil@example.net' }],
        }),
      ),
      'not-a-uri',
    )
    assert.equal(refusedAs(facts({}, { encryption: ['https://example.org/key with spaces'] })), 'not-a-uri')
  })
})

const refusedAs = (given: SecurityTxtFacts): string => {
  const made = securityTxt(given)
  return 'refused' in made ? made.refused : `written:\n${made.text}`
}

describe('the grammar that these tests read with', () => {
  it('refuses what the grammar refuses', () => {
    const fine = 'Contact: mailto:a@example.com\nExpires: 2027-12-31T18:37:07Z\n'
    assert.doesNotThrow(() => parsed(fine))
    for (const wrong of [
      'Contact: mailto:a@example.com\n', // no date of expiry
      'Expires: 2027-12-31T18:37:07Z\n', // no contact
      `${fine}Expires: 2028-12-31T18:37:07Z\n`,
      `${fine}Preferred-Languages: en\nPreferred-Languages: de\n`,
      fine.replace(': mailto', ':mailto'),
      fine.replace('mailto:a', 'a'),
      fine.replace('T18:37:07Z', ''),
      fine.trimEnd(),
      `${fine}Preferred-Languages: \n`,
      `${fine}no field\n`,
    ])
      assert.throws(() => parsed(wrong), wrong)
  })
})
