import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { formTokens } from './form-token.ts'

describe('a form token', () => {
  const clock = { now: Date.UTC(2026, 10, 20, 9, 59) }
  const tokens = formTokens(new Uint8Array(32).fill(7), () => clock.now)
  const others = formTokens(new Uint8Array(32).fill(8), () => clock.now)

  it('of a session holds for that session alone', () => {
    const token = tokens.make('one')
    assert.equal(tokens.holds(token, 'one'), true)
    assert.equal(tokens.holds(token, 'two'), false)
    assert.equal(tokens.holds(token, null), false)
    assert.equal(others.holds(token, 'one'), false)
  })

  it('of a session that is over still shows that this desk made it, and does no more', () => {
    const token = tokens.make('one')
    clock.now += 30 * 24 * 3_600_000
    assert.equal(tokens.outlived(token), true)
    assert.equal(tokens.holds(token, null), false)
    clock.now -= 30 * 24 * 3_600_000
    for (const wrong of [
      '',
      '.',
      token.split('.')[0] ?? '',
      `${token}x`,
      `x${token}`,
      tokens.make(null),
      others.make('one'),
    ])
      assert.equal(tokens.outlived(wrong), false, wrong)
  })

  it('shows of which thread its session was, to whoever names that thread', () => {
    const token = tokens.make('one', 'case-a')
    assert.equal(tokens.holds(token, 'one'), true)
    assert.equal(tokens.holds(token, 'two'), false)
    assert.equal(tokens.outlived(token), true)
    assert.equal(tokens.isOf(token, 'case-a'), true)
    const [own = '', made = '', thread = ''] = token.split('.')
    const [, , elsewhere = ''] = tokens.make('one', 'case-b').split('.')
    for (const wrong of ['', '..', `${own}.${made}`, `${own}.${made}.${elsewhere}`, tokens.make('one'), `${token}.x`])
      assert.equal(tokens.isOf(wrong, 'case-a'), false, wrong)
    assert.equal(tokens.isOf(token, 'case-b'), false)
    assert.equal(others.isOf(token, 'case-a'), false)
    assert.equal(tokens.make('two', 'case-a').includes(thread), false)
  })

  it('of nobody holds for a day, and never from the future', () => {
    const token = tokens.make(null)
    assert.equal(tokens.holds(token, null), true)
    assert.equal(tokens.holds(token, 'one'), false)
    clock.now += 24 * 3_600_000
    assert.equal(tokens.holds(token, null), true)
    clock.now += 2 * 3_600_000
    assert.equal(tokens.holds(token, null), false)
    clock.now -= 30 * 3_600_000
    assert.equal(tokens.holds(token, null), false)
  })

  it('cannot be made up', () => {
    fc.assert(
      fc.property(fc.string(), fc.option(fc.string()), (token, session) => {
        assert.equal(tokens.holds(token, session), false)
        assert.equal(tokens.outlived(token), false)
        assert.equal(tokens.isOf(token, session ?? ''), false)
      }),
    )
  })
})
