import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type PolicyInput, policy } from '../case/policy.ts'
import { type BlockName, policyBlocks } from './policy-blocks.ts'
import { blockMarkdown, policyMarkdown } from './policy-markdown.ts'

const of = (input: Partial<PolicyInput> = {}) => policy.parse({ project: { name: 'Lantern' }, ...input })
const block = (name: BlockName, input: Partial<PolicyInput> = {}, url = ''): string => {
  const found = policyBlocks(of(input), { url }).find((one) => one.name === name)
  return found === undefined ? '' : blockMarkdown(found)
}

describe('the policy as blocks', () => {
  it('says what a small project needs, and leaves out what it has nothing to say about', () => {
    assert.deepEqual(
      policyBlocks(of()).map(({ name }) => name),
      ['prologue', 'contacts', 'avoid', 'disclosure', 'steps', 'credit', 'team', 'advisories'],
    )
  })

  it('gives way to the project’s own words, block by block', () => {
    const own: Partial<PolicyInput> = {
      prologue: 'Own prologue.',
      contactIntro: 'Own intro.',
      avoid: ['own warning'],
      disclosure: 'Own disclosure.',
      rules: ['Own rule.'],
      steps: [
        { kind: 'report', text: 'Own report.' },
        { kind: 'release', text: 'Own release.' },
        { kind: 'publish', text: 'Own advisory.' },
      ],
      credit: { text: 'Own credit.' },
      team: { text: 'Own team.' },
      supported: 'Own versions.',
      helpWanted: 'Own wish.',
    }
    const page = policyMarkdown(of(own), 'https://security.example.org')
    for (const words of [
      'prologue',
      'intro',
      'disclosure',
      'rule',
      'report',
      'release',
      'advisory',
      'credit',
      'team',
      'versions',
      'wish',
    ].map((word) => `Own ${word}.`))
      assert.ok(page.includes(words), words)
    assert.ok(page.includes('- own warning'))
    assert.doesNotMatch(
      page,
      /Thank you for helping|public issue|a vulnerability stays private until|Whether you are named/,
    )
  })

  it('links within the desk without naming its host, so that onion visitors stay where they are', () => {
    assert.match(block('contacts'), /\]\(\/report\)/)
    assert.match(block('advisories'), /\]\(\/advisories\)/)
    assert.match(
      block('contacts', {}, 'https://security.example.org'),
      /\]\(https:\/\/security\.example\.org\/report\)/,
    )
  })

  it('says the numbers that the settings set', () => {
    const said = block('steps', { deadlines: { firstAnswer: 3, news: 1 }, publish: { updateWindow: 10 } })
    assert.match(said, /answer within 3 days\. .* news every 1 day\. .* about 10 days to update/)
    assert.match(block('disclosure', { deadlines: { embargo: 45 } }), /45 days at the longest/)
  })

  it('promises no time where the settings set none', () => {
    assert.doesNotMatch(block('steps', { publish: { updateWindow: 0 } }), /Between release/)
    assert.doesNotMatch(block('steps', { publish: { when: 'with-release' } }), /Between release/)
    assert.doesNotMatch(block('disclosure', { deadlines: { embargo: 0 } }), /at the longest/)
  })

  it('says the switches of the form as rules, and own rules instead of them', () => {
    assert.equal(block('rules'), '')
    assert.match(
      block('rules', { report: { severity: 'cvss-4.0', configuration: true } }),
      /1\. .*CVSS 4\.0\.\n2\. .*configuration/,
    )
    assert.doesNotMatch(block('rules', { rules: ['Be brief.'], report: { severity: 'cvss-4.0' } }), /CVSS/)
  })

  it('says who confirms the fix', () => {
    assert.match(block('steps', { verify: { by: 'reporter' } }), /6\. You confirm/)
    assert.match(block('steps', { verify: { by: 'team' } }), /6\. We confirm/)
    assert.match(block('steps'), /6\. You or we confirm/)
  })

  it('names the languages people can write in', () => {
    assert.match(
      block('contacts', { project: { name: 'Lantern', languages: ['en', 'pt-BR', 'de'] } }),
      /in English, Brazilian Portuguese, or German\./,
    )
    assert.doesNotMatch(block('contacts'), /write to us in/)
  })

  it('writes a mail address that Markdown would read as emphasis', () => {
    const said = block('contacts', { contacts: [{ kind: 'form' }, { kind: 'email', to: 'a_b_c+x@example.org' }] })
    assert.ok(said.includes('[a\\_b\\_c+x@example.org](mailto:a_b_c%2Bx@example.org)'), said)
  })
})

describe('SECURITY.md', () => {
  it('numbers and indents nested steps as Markdown reads them', () => {
    const steps: PolicyInput['steps'] = [
      { kind: 'report', text: 'Report\nit.' },
      {
        text: 'Together:',
        together: [
          { kind: 'release', text: 'Release.' },
          { kind: 'publish', text: 'Publish:', steps: [{ text: 'one' }, { text: 'two' }] },
        ],
      },
    ]
    assert.match(
      block('steps', { steps, publish: { when: 'with-release' } }),
      /\n1\. Report\n {3}it\.\n2\. Together:\n {3}- Release\.\n {3}- Publish:\n {5}1\. one\n {5}2\. two\n/,
    )
  })

  it('ends with one line break and has no stray white space', () => {
    const file = policyMarkdown(of({ helpWanted: 'Please.  \n\n' }), 'https://security.example.org')
    assert.match(file, /[^\n]\n$/)
  })
})
