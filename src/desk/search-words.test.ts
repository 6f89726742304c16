import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { queryOf, wordsOf } from './search-words.ts'

const limits = { searchWord: 40, searchPrefix: 3 }

describe('the words of a text', () => {
  it('are letters and digits of any script', () =>
    assert.deepEqual(wordsOf('Größe: 12 ms, путь/to-файл', limits), ['größe', '12', 'ms', 'путь', 'to', 'файл']))

  it('leave out what is too long to be a word', () => assert.deepEqual(wordsOf(`${'a'.repeat(41)} b`, limits), ['b']))
})

describe('a typed search', () => {
  it('finds the very words, then what begins with a longer one, and short words as they are', () =>
    assert.deepEqual(queryOf('in session', limits), { words: '"in" "session"', beginnings: '"in" "session"*' }))

  it('is asked once where every word is short', () =>
    assert.deepEqual(queryOf('in 12', limits), { words: '"in" "12"', beginnings: null }))

  it('is nothing where nothing was typed that could be found', () => assert.equal(queryOf(' - " * ', limits), null))

  it('never reaches the query language, whatever is typed', () => {
    const database = new DatabaseSync(':memory:')
    database.exec(
      "create virtual table t using fts5(text, detail=none, prefix='3'); insert into t values ('near or not and')",
    )
    const find = database.prepare('select rowid from t where t match ?')
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.constantFrom('a NEAR(b)', 'a OR b', '"', "'; drop table t", 'text:x', '-a', 'a* *b')),
        (typed) => {
          const query = queryOf(typed, limits)
          for (const each of [query?.words, query?.beginnings]) if (typeof each === 'string') find.all(each)
        },
      ),
      { numRuns: 500 },
    )
    assert.equal(find.all('"near" "or" "not"').length, 1)
  })
})
