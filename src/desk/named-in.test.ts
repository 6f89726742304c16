import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { namedIn } from './named-in.ts'

const team = [
  { id: 'm-mona', name: 'Mona Lind' },
  { id: 'm-milo', name: 'Milo' },
  { id: 'm-milos', name: 'Milo Sand' },
  { id: 'm-zoe', name: 'Zoë' },
]

describe('naming a member in a note', () => {
  it('takes the whole name, in any case', () => {
    assert.deepEqual(namedIn('Could @mona lind look at this?', team), ['m-mona'])
    assert.deepEqual(namedIn('@ZOË: yes', team), ['m-zoe'])
  })
  it('takes the first name where only one has it', () => assert.deepEqual(namedIn('@Mona, please', team), ['m-mona']))
  it('takes the longest name that stands there', () => {
    assert.deepEqual(namedIn('@Milo Sand knows', team), ['m-milos'])
    assert.deepEqual(namedIn('@Milo knows', team), ['m-milo'])
  })
  it('asks nobody because of an address or of half a name', () => {
    assert.deepEqual(namedIn('write to someone@mona.example', team), [])
    assert.deepEqual(namedIn('@Monat, @Mon, @', team), [])
  })
  it('names each once', () => assert.deepEqual(namedIn('@Milo and @Milo and @Zoë', team), ['m-milo', 'm-zoe']))
  it('leaves both out where a first name is not enough', () => {
    const two = [
      { id: 'a', name: 'Kim Ash' },
      { id: 'b', name: 'Kim Oak' },
    ]
    assert.deepEqual(namedIn('@Kim', two), [])
  })
  it('takes any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => namedIn(text, team).length <= team.length))
  })
})
