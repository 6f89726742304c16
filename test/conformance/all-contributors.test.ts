import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { type ContributorsFile, withContributor } from '../../src/advisory/contributors.ts'
import { conformanceData } from '../machine.ts'

const data = conformanceData()
if (data) withData(join(data, 'all-contributors'))
else console.log('all-contributors: not checked against real files (github.com/all-contributors/all-contributors).')

function withData(folder: string) {
  const read = (name: string): ContributorsFile & { contributors: Entry[] } =>
    JSON.parse(readFileSync(join(folder, `example.${name}.all-contributorsrc.json`), 'utf8'))

  describe('adding reporters to real lists of contributors', () => {
    for (const [name, count] of [
      ['authelia', 126],
      ['all-contributors', read('all-contributors').contributors.length],
    ] as const)
      it(`changes one entry of ${name} and keeps every other byte`, () => {
        const before = read(name)
        assert.equal(before.contributors.length, count)
        const at = before.contributors.findIndex(
          ({ login, contributions }) => login && !contributions.includes('security'),
        )
        const { login = '', contributions } = before.contributors[at] ?? assert.fail('somebody is there')
        const after = withContributor(before, { name: 'Somebody', url: `https://github.com/${login.toUpperCase()}` })
        before.contributors[at] = { ...before.contributors[at], contributions: [...contributions, 'security'] }
        assert.equal(JSON.stringify(after, null, 2), JSON.stringify(before, null, 2))
      })

    it('leaves who is thanked for security already as they are', () => {
      const before = read('authelia')
      const thanked = before.contributors.filter(({ contributions }) => contributions.includes('security'))
      assert.equal(thanked.length, 8)
      for (const { login } of thanked)
        assert.equal(withContributor(before, { name: 'x', url: `https://github.com/${login}` }), before)
    })

    it('adds a new person at the end', () => {
      const after = withContributor(read('authelia'), { name: 'Ada Lovelace', url: null })
      assert.deepEqual((after.contributors as Entry[]).at(-1)?.contributions, ['security'])
      assert.equal((after.contributors as Entry[]).length, 127)
    })
  })
}

interface Entry {
  login?: string
  contributions: string[]
}
