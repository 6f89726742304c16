import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { compareVersions, isVersion, schemeOf } from './version.ts'

describe('a version', () => {
  it('is written as its ecosystem writes versions', () => {
    for (const [ecosystem, right, wrong] of [
      ['npm', ['4.39.0', 'v4.39.0', '4.39.0-rc.1+build'], ['4.39', '4', 'latest', '4.39.x', '01.2.3']],
      ['Go', ['1.2.3', 'v0.0.0-20261122100000-abcdefabcdef'], ['1.2', 'main']],
      ['PyPI', ['4', '4.39', '1!2.0', '4.39rc1', '2.0.post1', '1.0.dev3'], ['latest', '4.39-final-x', '<4']],
      ['Debian:12', ['1:4.39~rc1-1', '4.39.1-2+deb12u1'], ['v', 'bookworm', '4 39']],
      ['Maven', ['4.39.Final', '2026-11'], ['4 39', '< 4.39', '']],
    ] as const) {
      for (const version of right) assert.ok(isVersion(version, schemeOf(ecosystem)), `${ecosystem} takes ${version}`)
      for (const version of wrong)
        assert.ok(!isVersion(version, schemeOf(ecosystem)), `${ecosystem} refuses ${version}`)
    }
  })
})

describe('two versions', () => {
  it('are put in order where that is certain', () => {
    for (const [earlier, later] of [
      ['1.9.0', '1.10.0'],
      ['v1.2.3', '1.2.4'],
      ['4.39', '4.39.1'],
      ['9.9', '1:0.1'],
      ['3', '1!0'],
      ['99999999999999999998', '99999999999999999999'],
      ['1.0.0-alpha', '1.0.0-alpha.1'],
      ['1.0.0-alpha.1', '1.0.0-alpha.beta'],
      ['1.0.0-beta.2', '1.0.0-beta.11'],
      ['1.0.0-rc.1', '1.0.0'],
    ] as const) {
      assert.equal(compareVersions(earlier, later), -1, `${earlier} < ${later}`)
      assert.equal(compareVersions(later, earlier), 1, `${later} > ${earlier}`)
    }
  })

  it('are the same where only what says nothing differs', () => {
    for (const [a, b] of [
      ['1.2.3', 'v1.2.3'],
      ['1.2', '1.2.0'],
      ['1.0.0+one', '1.0.0+two'],
      ['Final', 'Final'],
    ] as const)
      assert.equal(compareVersions(a, b), 0, `${a} = ${b}`)
  })

  it('are left as they are where nobody can tell', () => {
    for (const [a, b] of [
      ['spring', 'autumn'],
      ['1.0~rc1', '1.0'],
      ['1.0rc1', '1.0'],
    ] as const)
      assert.equal(compareVersions(a, b), null, `${a} ? ${b}`)
  })
})
