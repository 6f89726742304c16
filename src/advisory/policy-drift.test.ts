import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { policy } from '../case/policy.ts'
import { type Drift, drift } from './policy-drift.ts'
import { policyMarkdown } from './policy-markdown.ts'

const url = 'https://security.example.org'
const ours = policy.parse({
  project: { name: 'Lantern' },
  contacts: [
    { kind: 'email', to: 'security@example.org', reserved: true },
    { kind: 'form' },
    { kind: 'matrix', to: '#lantern:example.org' },
  ],
  helpWanted: 'We look for *sponsors* of an audit:\n\n* of the code,\n* a test.',
})
const file = policyMarkdown(ours, url)
const told = (text: string): readonly Drift[] => drift(ours, url, text)
const kinds = (text: string): readonly string[] =>
  told(text).map(({ level, kind, section }) => `${level} ${kind} ${section}`)
const changedFile = (from: string, to: string): string => {
  assert.ok(file.includes(from), from)
  return file.replace(from, to)
}

describe('comparing SECURITY.md with the policy', () => {
  it('finds nothing where it was made from the policy', () => assert.deepEqual(told(file), []))

  it('looks at what is said, not at how it is written', () => {
    const rewrapped = file
      .replaceAll('\r', '')
      .split('\n\n')
      .map((block) => (block.startsWith('#') || /^ *[-*\d]/.test(block) ? block : block.replaceAll(' ', '\n')))
      .join('\n\n\n')
    assert.deepEqual(told(rewrapped), [])
    assert.deepEqual(told(file.replaceAll('\n', '\r\n')), [])
    assert.deepEqual(told(file.replaceAll(/^- /gm, '* ')), [])
    assert.deepEqual(told(changedFile('*sponsors*', '__sponsors__')), [])
    assert.deepEqual(told(changedFile('## Credit\n', 'Credit\n------\n')), [])
    assert.deepEqual(told(`<!-- a word for ourselves -->\n${file}`), [])
    const byReference = changedFile('(https://en.wikipedia.org/wiki/Coordinated_vulnerability_disclosure)', '[cvd]')
    assert.deepEqual(
      told(`${byReference}\n[cvd]: https://en.wikipedia.org/wiki/Coordinated_vulnerability_disclosure\n`),
      [],
    )
  })

  it('names a section that is missing', () => {
    assert.deepEqual(kinds(file.replace(/## Credit\n[\s\S]*?(?=\n## )/, '')), ['drift missing-section Credit'])
  })

  it('says which sentence only one side has', () => {
    const sentence = 'We aim to answer within 7 days.'
    assert.deepEqual(
      told(changedFile(sentence, 'We aim to answer within 3 days.')).map(({ text }) => text),
      [`SECURITY.md does not say: ${sentence}`, 'Only SECURITY.md says: We aim to answer within 3 days.'],
    )
  })

  it('finds a section under the name that people give it', () => {
    assert.deepEqual(told(changedFile('## What happens', '## Process')), [])
  })

  it('takes sections of the project itself as they are', () => {
    assert.deepEqual(told(`${file}\n## Bug bounty\n\nThere is none.\n`), [
      {
        level: 'note',
        kind: 'extra-section',
        section: 'Bug bounty',
        text: 'SECURITY.md has a section of its own, "Bug bounty".',
      },
    ])
  })

  it('tells of an address that vanished', () => {
    assert.ok(
      kinds(file.replaceAll('security@example.org', 'old@example.org')).includes('drift contact-missing E-mail'),
    )
  })

  it('tells of contacts in another order', () => {
    const [form = ''] = /### Web form\n[\s\S]*?(?=\n### )/.exec(file) ?? []
    const moved = file.replace(form, '').replace('### E-mail', `${form}\n### E-mail`)
    assert.deepEqual(kinds(moved), ['drift contact-order Web form'])
  })

  it('tells of steps in another order, and of steps that are missing', () => {
    const swapped = file.replace(/4\. (.*)\n5\. (.*)\n/, '4. $2\n5. $1\n')
    assert.deepEqual(
      told(swapped).map(({ kind, text }) => `${kind}: ${text}`),
      ['steps-order: The steps stand in another order in SECURITY.md, from step 4 on.'],
    )
    assert.deepEqual(
      told(file.replace(/7\. .*\n/, '')).map(({ text }) => text),
      ['The policy has 8 steps, SECURITY.md has 7.'],
    )
  })

  it('holds whatever it is given', () => {
    for (const text of [
      '',
      '\u0000',
      '# ',
      '```',
      '[a](%zz)',
      '1. '.repeat(5_000),
      '>'.repeat(5_000),
      '[[['.repeat(5_000),
    ])
      assert.ok(told(text).length > 0)
  })
})
