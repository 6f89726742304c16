import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { saidBy } from '../../test/console.ts'
import type { Sent } from '../desk/desk.ts'
import { house } from '../main.ts'
import { commandTable } from './table.ts'

const folder = mkdtempSync(join(tmpdir(), 'postern-cli-'))
const env = {
  HOME: folder,
  POSTERN_DATA: join(folder, 'data'),
  POSTERN_CONFIG: join(folder, 'postern.yaml'),
  POSTERN_KEY_FILE: join(folder, 'key'),
  POSTERN_URL: 'https://desk.example',
}

const postern = (words: readonly string[], stdin = '') => saidBy(words, { env, cwd: folder, stdin })

let sent: Sent
let keys: string

before(async () => {
  writeFileSync(env.POSTERN_CONFIG, 'project:\n  name: Lantern\n')
  const made = await house({ env: { ...env, PORT: '0' } })
  const answer = await made.desk.report(null, { title: 'A title', description: 'A text' }, [], 'api')
  assert.ok('receipt' in answer)
  sent = answer
  const asked = new Request('https://desk.example/.well-known/postern-keys.json', { headers: { host: 'desk.example' } })
  keys = await (await made.fetch(asked)).text()
  await made.close()
})
after(() => rmSync(folder, { recursive: true }))

describe('the console', () => {
  it('lists every command and ends with 0', async () => {
    const { out, code } = await postern([])
    assert.equal(code, 0)
    for (const [name] of commandTable) assert.ok(out.includes(`  ${name} `), name)
  })

  for (const [name, { usage }] of commandTable) {
    it(`teaches ${name}`, async () => {
      const { out, code } = await postern([...name.split(' '), '--help'])
      assert.equal(code, 0)
      assert.ok(out.startsWith(`postern ${usage}`) && out.length > usage.length + 40)
    })

    it(`answers a wrong option of ${name} with its usage and 2`, async () => {
      const { err, code } = await postern([...name.split(' '), '--no-such-option'])
      assert.equal(code, 2)
      assert.ok(err.includes(`Usage: postern ${usage}`))
    })
  }

  it('answers an unknown command with 2', async () => assert.equal((await postern(['frobnicate'])).code, 2))
})

describe('members and tokens', () => {
  it('invites somebody, and gives a token for the API', async () => {
    const added = await postern(['member', 'add', 'Ada', '--role', 'lead', '--json'])
    assert.match(JSON.parse(added.out).enrol, /^https:\/\/desk\.example\/enrol\/[a-z0-9]{26}$/)
    const token = await postern(['token', 'create', '--member', 'Ada', '--label', 'test', '--json'])
    assert.match(JSON.parse(token.out).token, /^pst_[\w-]{43}$/)
    const listed = JSON.parse((await postern(['member', 'list', '--json'])).out)
    assert.deepEqual(
      listed.members.map(({ name, role }: { name: string; role: string }) => [name, role]),
      [['Ada', 'lead']],
    )
  })

  it('says whom it does not know', async () => {
    const { code, err } = await postern(['token', 'create', '--member', 'Nobody', '--label', 'x'])
    assert.equal(code, 1)
    assert.match(err, /Nobody on the team is called "Nobody"/)
  })

  it('refuses roles and lifetimes that do not exist', async () => {
    assert.equal((await postern(['member', 'add', 'Bo', '--role', 'king'])).code, 2)
    assert.equal((await postern(['token', 'create', '--member', 'Ada', '--label', 'x', '--days', '91'])).code, 2)
    assert.equal((await postern(['token', 'create', '--member', 'Ada', '--label', 'x', '--scope', 'read,all'])).code, 2)
  })
})

describe('a report that arrived elsewhere', () => {
  it('becomes a case with a code for its reporter, which stands in no address', async () => {
    const { out, code } = await postern(
      ['case', 'add', '--title', 'By phone', '--door', 'phone', '--json'],
      'What they said',
    )
    assert.equal(code, 0)
    const made = JSON.parse(out)
    assert.match(made.case, /^P-[0-9A-Z]{6}$/)
    assert.equal(made.takeOver, 'https://desk.example/take-over')
    assert.ok(made.handOver.length >= 22)
  })

  it('needs a description, and says so', async () => {
    const { err, code } = await postern(['case', 'add', '--title', 'Nothing more'], '  ')
    assert.equal(code, 1)
    assert.match(err, /description/)
  })
})

describe('a proof of submission', () => {
  const write = (name: string, value: unknown) => writeFileSync(join(folder, name), JSON.stringify(value))

  it('is intact without a key, and checked with one', async () => {
    write('proof.json', sent.proof)
    writeFileSync(join(folder, 'keys.json'), keys)
    assert.match((await postern(['verify', 'proof.json'])).out, /intact, its origin was not checked/)
    const checked = await postern(['verify', 'proof.json', '--key', 'keys.json', '--json'])
    assert.equal(JSON.parse(checked.out).origin, 'checked')
  })

  it('is refused where a single character was changed', async () => {
    write('changed.json', {
      ...sent.proof,
      time: sent.proof.time.replace('T', 'T').replace(/\d(?=Z)/, (digit) => String((Number(digit) + 1) % 10)),
    })
    const { code, err } = await postern(['verify', 'changed.json', '--key', 'keys.json'])
    assert.equal(code, 1)
    assert.match(err, /signature does not fit/)
  })
})

describe('policy, settings and lists', () => {
  it('prints a SECURITY.md in which it finds no drift, and finds what was changed', async () => {
    const { out } = await postern(['policy'])
    writeFileSync(join(folder, 'SECURITY.md'), out)
    assert.equal((await postern(['policy', '--check', 'SECURITY.md'])).code, 0)
    writeFileSync(join(folder, 'SECURITY.md'), out.replace(/^1\. .*$/m, '1. Tell everybody.'))
    assert.equal((await postern(['policy', '--check', 'SECURITY.md'])).code, 1)
  })

  it('names file, line and column of a wrong setting', async () => {
    writeFileSync(join(folder, 'wrong.yaml'), 'project:\n  name: Lantern\ndeadlines:\n  firstAnswer: soon\n')
    const { err, code } = await postern(['check', 'wrong.yaml'])
    assert.equal(code, 1)
    assert.match(err, /wrong\.yaml:4:16 /)
  })

  it('prints security.txt for an https address', async () =>
    assert.match((await postern(['security-txt'])).out, /^Contact: https:\/\/desk\.example\/report$/m))

  it('leaves a list of contributors as it is where nobody was named', async () => {
    writeFileSync(join(folder, 'rc.json'), '{"contributors":[{"login":"ada"}]}')
    assert.deepEqual(JSON.parse((await postern(['contributors', 'rc.json'])).out), { contributors: [{ login: 'ada' }] })
    writeFileSync(join(folder, 'rc.json'), '[]')
    assert.equal((await postern(['contributors', 'rc.json'])).code, 1)
  })
})

describe('words that no command knows', () => {
  it('are answered with the command that was probably meant', async () => {
    assert.match((await postern(['members'])).err, /no command "members"\. Did you mean "member"\?/)
    assert.match((await postern(['member', 'lst'])).err, /no command "member lst"\. Did you mean "member list"\?/)
    assert.match((await postern(['quux', '--help'])).err, /^There is no command "quux"\.\n"postern --help" lists/)
  })

  it('are answered with the option that was probably meant, with 2', async () => {
    const { err, code } = await postern(['member', 'add', 'Ada', '--rol', 'lead'])
    assert.match(err, /^there is no option --rol here: did you mean --role\?\nUsage: postern member add/)
    assert.equal(code, 2)
    assert.match((await postern(['member', 'add', 'Ada', '--role'])).err, /^--role wants a value after it\n/)
    assert.match((await postern(['export', 'x', '--all=yes'])).err, /^--all takes no value\n/)
  })

  it('name what is not there in a sentence', async () => {
    assert.match((await postern(['verify', join(folder, 'none')])).err, /^There is no .*none\. Is the path right\?\n$/)
    assert.match((await postern(['audit', 'export', folder])).err, /^Something lies there under this name already/)
  })
})

describe('looking after the desk', () => {
  it('says what needs a person, with 1', async () => {
    const { out, code } = await postern(['status'])
    assert.equal(code, 1)
    assert.match(out, /WRONG {2}members: Nobody can sign in yet/)
  })

  it('knows from the lock whether a server runs, however fresh the last tick is', async () => {
    const running = await house({ env: { ...env, PORT: '0' } })
    await running.tick()
    const beside = await postern(['status'])
    assert.match(beside.out, /ok {5}server: It runs/)
    assert.match(beside.out, /ok {5}clockwork: Its last tick was \d seconds? ago/)
    await running.close()
    const alone = await postern(['status', '--json'])
    const { checks } = JSON.parse(alone.out) as { checks: { name: string; ok: boolean }[] }
    assert.deepEqual(
      checks.filter(({ name }) => name === 'server' || name === 'clockwork').map(({ ok }) => ok),
      [false, true],
    )
    assert.equal(alone.code, 1)
  })

  it('makes the lists anew and loses nothing', async () => {
    assert.match((await postern(['rebuild'])).out, /^2 cases/)
  })

  it('knows whether the key fits, and never touches one that is there', async () => {
    assert.equal((await postern(['key', 'check'])).code, 0)
    const before = readFileSync(env.POSTERN_KEY_FILE, 'utf8')
    assert.equal((await postern(['key', 'create'])).code, 1)
    assert.equal(readFileSync(env.POSTERN_KEY_FILE, 'utf8'), before)
  })
})
