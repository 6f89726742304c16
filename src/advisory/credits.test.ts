import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ada, at, sample } from '../../test/advisories.ts'
import { creditList } from './credits.ts'

const advisory = (id: string, days: number, ...credits: { name: string; url: string | null }[]) => ({
  ...sample,
  id,
  publishedAt: at + days,
  credits,
})

describe('listing everybody who is credited', () => {
  it('goes by name, with accents and case where people look for them', () => {
    const names = ['Zoë', 'ada', 'Émilie', 'Eve', 'Agent 10', 'Agent 9'].map((name) => ({ name, url: null }))
    assert.deepEqual(
      creditList([advisory('A', 0, ...names)]).map(({ name }) => name),
      ['ada', 'Agent 9', 'Agent 10', 'Émilie', 'Eve', 'Zoë'],
    )
  })

  it('gathers the advisories of one person, newest first, with the link if it was ever given', () => {
    const list = creditList([advisory('A', 0, { name: ada.name, url: null }), advisory('B', 1, ada)])
    assert.deepEqual(list, [{ ...ada, advisories: ['B', 'A'] }])
  })

  it('keeps two people of one name apart by their links, and counts nobody twice', () => {
    const other = { name: ada.name, url: 'https://ada.example/' }
    const list = creditList([advisory('B', 1, ada), advisory('A', 0, other, { name: ada.name, url: null })])
    assert.deepEqual(list, [
      { ...ada, advisories: ['B', 'A'] },
      { ...other, advisories: ['A'] },
    ])
  })

  it('has nobody who wished no name', () => {
    assert.deepEqual(creditList([{ ...sample, credits: [], anonymous: 3 }]), [])
  })
})
