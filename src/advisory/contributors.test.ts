import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ada, sample } from '../../test/advisories.ts'
import { githubLogin, withContributor, withContributors } from './contributors.ts'

describe('adding a reporter to the list of contributors', () => {
  const entry = {
    login: 'Ada',
    name: 'Ada L.',
    avatar_url: 'x',
    profile: 'https://ada.example',
    contributions: ['code'],
  }
  const file = { projectName: 'lantern', commitType: 'docs', contributors: [entry] }

  it('adds the word to somebody who is there, whatever the case of the login, and nothing else', () => {
    assert.deepEqual(withContributor(file, ada), {
      ...file,
      contributors: [{ ...entry, contributions: ['code', 'security'] }],
    })
  })

  it('changes nothing where it stands already, as a word or with a link', () => {
    for (const security of ['security', { type: 'security', url: 'https://lantern.example/1' }]) {
      const listed = { contributors: [{ ...entry, contributions: ['code', security] }] }
      assert.equal(withContributor(listed, ada), listed)
    }
  })

  it('adds a new person at the end', () => {
    const added = withContributor({ contributors: [{ name: 'Nobody' }, 'nonsense'] }, ada)
    assert.deepEqual(added.contributors, [
      { name: 'Nobody' },
      'nonsense',
      {
        login: 'ada',
        name: 'Ada Lovelace',
        avatar_url: 'https://github.com/ada.png',
        profile: 'https://github.com/ada',
        contributions: ['security'],
      },
    ])
  })

  it('adds somebody without GitHub by name and link, once', () => {
    const grace = { name: 'Grace Hopper', url: 'https://grace.example/' }
    const once = withContributor({}, grace)
    assert.deepEqual(once.contributors, [
      { name: 'Grace Hopper', avatar_url: '', profile: 'https://grace.example/', contributions: ['security'] },
    ])
    assert.equal(withContributor(once, grace), once)
    assert.notEqual(withContributor(once, { ...grace, url: null }), once)
  })

  it('adds everybody an advisory names and nobody who wished no name', () => {
    const added = withContributors({}, { ...sample, anonymous: 2 })
    assert.equal((added.contributors as unknown[]).length, 1)
    assert.deepEqual(withContributors(file, { ...sample, credits: [], anonymous: 1 }), file)
  })
})

describe('reading a GitHub login', () => {
  it('takes it from a link to a profile and from nothing else', () => {
    assert.equal(githubLogin('https://github.com/n4m3l3ss-b0t/'), 'n4m3l3ss-b0t')
    for (const url of [
      null,
      'ada',
      '@ada',
      'https://github.com',
      'https://github.com/ada/repo',
      'http://github.com/ada',
      'https://github.com.evil.example/ada',
      'https://github.com/-ada',
      'https://github.com/a--b',
      'https://github.com/ada?x',
      'https://gist.github.com/ada',
    ])
      assert.equal(githubLogin(url), undefined, String(url))
  })
})
