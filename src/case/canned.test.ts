import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { filledIn, houseTexts, type TextGroup, unknownVariables, variables, variablesOf } from './canned.ts'

const all = (Object.keys(houseTexts) as TextGroup[]).flatMap((group) =>
  Object.entries(houseTexts[group]).map(([name, text]) => ({ group, name, text: text as string })),
)

describe('the texts of the house', () => {
  it('use only what is known at their step', () => {
    assert.equal(all.length, 35)
    for (const { group, name, text } of all)
      assert.deepEqual(unknownVariables(text, variablesOf(group, name)), [], `${group}.${name}`)
  })

  it('say what can still be done, in every decline', () => {
    for (const [reason, text] of Object.entries(houseTexts.decline))
      assert.match(text, /\{deadline\}|follows that case|file it in our public tracker/, reason)
  })

  it('are short, whole sentences without jargon, shouting or blame', () => {
    for (const { group, name, text } of all) {
      assert.ok(text.length <= 420, `${group}.${name} has ${text.length} characters`)
      assert.match(text, /^[A-Z].*[.?]$/s)
      assert.doesNotMatch(
        text,
        /!|triage|ticket|user error|invalid|unfortunately|obviously|simply|just |you failed|PoC|N\/A/i,
      )
    }
  })
})

describe('filling a text in', () => {
  it('puts the values where their names stand', () =>
    assert.equal(
      filledIn('{number} of {project}, by {deadline}.', {
        number: 'P-7Q2M4K',
        project: 'Lantern',
        deadline: '3 May 2027',
      }),
      'P-7Q2M4K of Lantern, by 3 May 2027.',
    ))

  it('shows where a value is still missing', () => assert.equal(filledIn('In {version}.', {}), 'In ….'))

  it('leaves doubled braces as one', () =>
    assert.equal(filledIn('{{number}} and {number}', { number: 'P-1' }), '{number} and P-1'))

  it('never reads a value as a template', () => {
    for (const value of ['{member}', '{{member}}', '$&', '$1', '$`', '{', '}'])
      assert.ok(!filledIn('{project}', { project: value, member: 'SECRET' }).includes('SECRET'), value)
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(...variables), (value, name) => {
        const filled = filledIn(`{project} {${name}}`, { [name]: 'SECRET', project: value.replaceAll('SECRET', '') })
        return filled.split('SECRET').length <= (name === 'project' ? 3 : 2)
      }),
    )
  })
})

describe('what a text may refer to', () => {
  it('is what exists by then', () => {
    assert.deepEqual(unknownVariables('{advisory} {version}', variablesOf('steps', 'review')), ['advisory', 'version'])
    assert.deepEqual(unknownVariables('{advisory} {version}', variablesOf('steps', 'publish')), [])
    assert.deepEqual(unknownVariables('{{x}} { number } {} {memeber}', variablesOf('own', '')), [
      ' number ',
      '',
      'memeber',
    ])
  })
})
