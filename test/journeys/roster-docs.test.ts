import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { cli } from '../../src/cli/cli.ts'
import { needs, root } from '../machine.ts'
import { yes } from '../stand-ins/team.ts'
import { openHouse, type TestHouse } from './house-kit.ts'

/** What docs/api.md says about the roster, done by somebody who has only that page, and by `postern verify`. */
describe('checking who is on the team', () => {
  const page = readFileSync(join(root, 'docs/api.md'), 'utf8')
  const [, steps = ''] = /## Check the roster\n.*?^```bash\n(.*?)^```$/ms.exec(page) ?? []
  const folder = mkdtempSync(join(tmpdir(), 'postern-roster-docs-'))
  let desk: TestHouse
  let roster: string

  before(async () => {
    desk = await openHouse()
    const { team } = desk.house
    for (const [name, role] of [
      ['Ada', 'lead'],
      ['Zoë "Z" O’Neil', 'member'],
      ['Nobody Named', 'member'],
    ] as const) {
      yes(await team.addMember({ name, role, by: null }))
      const { link, member } = yes(await team.memberSignIn(name))
      yes(await team.useSignInLink(link.split('/').at(-1) ?? '', ''))
      const known = { matrix: '@x:example.org, room admin', github: 'x' }
      if (name !== 'Nobody Named') yes(await team.setShownAs(member, name, known))
    }
    roster = await desk.read('/team/roster.txt')
    writeFileSync(join(folder, 'postern-keys.json'), await desk.read('/.well-known/postern-keys.json'))
  })
  after(async () => {
    await desk.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const byOpenssl = (text: string) => {
    writeFileSync(join(folder, 'roster.txt'), text)
    return spawnSync('bash', ['-euc', steps], { cwd: folder, encoding: 'utf8' })
  }
  const byPostern = async (text: string, ...more: string[]) => {
    writeFileSync(join(folder, 'roster.txt'), text)
    let said = ''
    const out = (piece: string) => {
      said += piece
    }
    const console = { env: {}, cwd: folder, out, err: out, stdin: async () => '', terminal: null }
    return { code: await cli(['verify', 'roster.txt', ...more], console), said }
  }
  /** One thing changed, by somebody who would like to be on the team. */
  const forged = (text: string) => [
    text.replace('Ada', 'Eve'),
    text.replace('member Zoë', 'lead Zoë'),
    text.replace(/until (\d{4})/, (_, year: string) => `until ${Number(year) + 1}`),
    text.replace('\nsignature', '\nmember Eve\nsignature'),
    text.replace(/^roster\/v1/, 'roster/v2'),
  ]

  it('names those who agreed, and nobody else', () => {
    assert.match(roster, /^lead Ada\n {2}matrix @x:example\.org, room admin\n {2}github x\nmember Zoë "Z" O’Neil\n/m)
    assert.doesNotMatch(roster, /Nobody Named/)
  })

  it('works with OpenSSL alone, by the steps of the page', { skip: needs('openssl') }, () => {
    const right = byOpenssl(roster)
    assert.match(right.stdout, /^Signature Verified Successfully\n\d{4}-\d\d-\d\dT00:00:00\.000Z\n$/, right.stderr)
    for (const wrong of forged(roster)) assert.notEqual(byOpenssl(wrong).status, 0, wrong)
  })

  it('works with postern verify', async () => {
    const keys = ['--key', 'postern-keys.json']
    const right = await byPostern(roster, ...keys)
    assert.equal(right.code, 0, right.said)
    assert.match(right.said, /^Signed by https?:\/\/\S+ on .*: 2 members\.\n$/)
    assert.match((await byPostern(roster)).said, /origin was not checked/)
    for (const wrong of forged(roster)) assert.equal((await byPostern(wrong, ...keys)).code, 1, wrong)
    assert.equal((await byPostern(roster.slice(0, -40), ...keys)).code, 1)
  })
})
