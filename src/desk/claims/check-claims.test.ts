import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, describe, it } from 'node:test'
import { needs } from '../../../test/machine.ts'
import { mentionsOf } from '../../case/mentions.ts'
import { checkClaims } from './check-claims.ts'
import { claimCheck } from './claim-check.ts'

const skip = { skip: needs('git') }
const folder = mkdtempSync(join(tmpdir(), 'postern-claims-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const env = {
  PATH: process.env.PATH,
  HOME: folder,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  ...Object.fromEntries(
    ['AUTHOR', 'COMMITTER'].flatMap((who) => [
      [`GIT_${who}_NAME`, 'Ada'],
      [`GIT_${who}_EMAIL`, 'a@b.example'],
    ]),
  ),
}
let clock = 1_700_000_000
const run = (repository: string, ...args: string[]): string => {
  clock += 60
  const dates = { GIT_AUTHOR_DATE: `${clock} +0000`, GIT_COMMITTER_DATE: `${clock} +0000` }
  return execFileSync('git', args, {
    cwd: repository,
    env: { ...env, ...dates },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim()
}
const write = (repository: string, files: Readonly<Record<string, string>>): void => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(repository, path)), { recursive: true })
    writeFileSync(join(repository, path), text)
  }
}
const commit = (repository: string, files: Readonly<Record<string, string>>, subject: string): string => {
  write(repository, files)
  run(repository, 'add', '--all')
  run(repository, 'commit', '--quiet', '--allow-empty', '-m', subject)
  return run(repository, 'rev-parse', 'HEAD')
}

let made = 0
function lantern() {
  const repository = join(folder, `lantern-${made++}`)
  mkdirSync(repository)
  run(repository, 'init', '--quiet', '--initial-branch=main')
  commit(
    repository,
    { 'src/wick.go': 'func TrimWick() {}\n', 'src/old.go': 'func OldLight() {}\n', 'web/Lamp.tsx': 'x\n' },
    'Begin',
  )
  run(repository, 'tag', 'v1.0.0')
  const fix = commit(repository, { 'src/wick.go': 'func TrimWick(n int) {}\n' }, 'Fix the wick that burns through')
  rmSync(join(repository, 'src/old.go'))
  commit(repository, { 'web/Lamp.tsx': 'y\n' }, 'Tidy')
  run(repository, 'tag', '-a', '-m', 'release', 'v1.1.0')
  commit(repository, { 'src/wick.go': 'func TrimWick(n int64) {}\n' }, 'Count in int64')
  return { repository, fix }
}
const look = (repository: string, text: string) => checkClaims(repository, mentionsOf(text), { milliseconds: 10_000 })
const findings = async (repository: string, text: string) =>
  (await look(repository, text)).claims.map(({ name, finding }) => `${name} ${finding}`)

describe('looking up what a report names', skip, () => {
  it('finds files, names and versions, and what changed since', async () => {
    const { repository, fix } = lantern()
    const { claims, looked, releases, problem } = await look(repository, '`TrimWick` in `src/wick.go`, Lantern 1.0.0')
    assert.deepEqual(
      claims.map(({ name, finding, sentence }) => [name, finding, sentence]),
      [
        ['1.0.0', 'found', '1.0.0 is the tag v1.0.0.'],
        ['src/wick.go', 'found', 'src/wick.go is there in v1.0.0 and main.'],
        ['TrimWick', 'found', 'TrimWick is in src/wick.go.'],
      ],
    )
    assert.deepEqual(
      claims[1]?.changes.map(({ subject, maybeFix, release }) => [subject, maybeFix, release]),
      [
        ['Count in int64', false, null],
        ['Fix the wick that burns through', true, 'v1.1.0'],
      ],
    )
    assert.equal(claims[1]?.changes[1]?.commit, fix)
    assert.deepEqual(
      [looked?.branch, looked?.release, releases.toSorted(), problem],
      ['main', 'v1.0.0', ['1.0.0', '1.1.0'], null],
    )
  })

  it('says what is not there where that is certain', async () => {
    const { repository } = lantern()
    const { claims } = await look(
      repository,
      '`OpenTap` inside `src/tap.go`, and `BurnOil` in `src/wick.go`, Lantern 1.1',
    )
    assert.deepEqual(
      claims.slice(1).map(({ name, finding, sentence }) => [name, finding, sentence]),
      [
        ['src/tap.go', 'not-there', 'There is no src/tap.go in v1.1.0 and main, and no commit here ever had one.'],
        ['src/wick.go', 'found', 'src/wick.go is there in v1.1.0 and main.'],
        ['OpenTap', 'not-there', 'The report puts OpenTap into src/tap.go, and it is nowhere in v1.1.0 and main.'],
        ['BurnOil', 'not-there', 'The report puts BurnOil into src/wick.go, and it is nowhere in v1.1.0 and main.'],
      ],
    )
  })

  it('leaves open what may be elsewhere', async () => {
    const { repository } = lantern()
    assert.deepEqual(
      await findings(repository, 'my poc/burn.py, evil.go; MaxBytesReader and rand.Seed; nginx 9.27.1'),
      ['9.27.1 cannot-tell', 'poc/burn.py cannot-tell', 'evil.go cannot-tell', 'MaxBytesReader cannot-tell'],
    )
    assert.deepEqual(await findings(repository, 'src/old.go is wrong'), ['src/old.go cannot-tell'])
    assert.deepEqual(await findings(repository, 'src/new.go of Lantern 1.2.0'), [
      '1.2.0 cannot-tell',
      'src/new.go cannot-tell',
    ])
    assert.deepEqual(await findings(repository, 'commit deadbeef1'), ['deadbeef1 cannot-tell'])
  })

  it('finds what was there at the version it names', async () => {
    const { repository } = lantern()
    const { claims } = await look(repository, 'src/old.go of Lantern 1.0.0')
    assert.equal(claims[1]?.sentence, 'src/old.go is there in v1.0.0. It is not there in main.')
  })

  it('finds files as people write them', async () => {
    const { repository } = lantern()
    assert.deepEqual(await findings(repository, '/app/src/wick.go:3, wick.go, lantern/web/lamp.tsx'), [
      '/app/src/wick.go found',
      'wick.go found',
      'lantern/web/lamp.tsx found',
    ])
  })

  it('knows a commit, short or whole, and the first release that has it', async () => {
    const { repository, fix } = lantern()
    const { claims } = await look(repository, `since commit ${fix.slice(0, 9)}`)
    assert.deepEqual([claims[0]?.finding, claims[0]?.changes[0]?.release], ['found', 'v1.1.0'])
  })

  it('reads a bare clone, and a clone that was fetched into', async () => {
    const { repository } = lantern()
    for (const [i, args] of [['--bare'], ['--mirror'], []].entries()) {
      run(folder, 'clone', '--quiet', ...args, repository, `clone-${made}-${i}`)
      assert.deepEqual(await findings(join(folder, `clone-${made}-${i}`), 'web/Lamp.tsx'), ['web/Lamp.tsx found'])
    }
  })

  it('is not certain of a history that is cut off', async () => {
    const { repository } = lantern()
    run(folder, 'clone', '--quiet', '--bare', '--depth=1', `file://${repository}`, `shallow-${made}`)
    assert.deepEqual(await findings(join(folder, `shallow-${made}`), 'src/tap.go'), ['src/tap.go cannot-tell'])
  })

  it('asks once while little can have changed, and nothing where no clone is configured', async () => {
    const { repository } = lantern()
    let now = 0
    const check = claimCheck(repository, () => now)
    const mentions = mentionsOf('src/wick.go')
    const first = await check.check(mentions, 10_000)
    assert.equal(await check.check(mentions, 10_000), first)
    now = 600_000
    assert.notEqual(await check.check(mentions, 10_000), first)
    assert.match(
      (await check.check(mentionsOf('src/other.go'), 0))?.problem ?? '',
      /^The code is still being looked through/,
    )
    assert.equal(await claimCheck(null, () => 0).check(mentions, 10), null)
  })
})

describe('a repository that means harm', skip, () => {
  it('runs nothing that its configuration or its hooks name', async () => {
    const { repository } = lantern()
    const trap = join(folder, 'trap.sh')
    const sprung = join(folder, 'sprung')
    writeFileSync(trap, `#!/bin/sh\necho "$0 $*" > ${sprung}\n`)
    chmodSync(trap, 0o755)
    for (const [key, value] of [
      ['core.fsmonitor', trap],
      ['core.pager', trap],
      ['core.sshCommand', trap],
      ['core.hooksPath', folder],
      ['core.alternateRefsCommand', trap],
      ['core.attributesFile', join(folder, 'attributes')],
      ['core.askPass', trap],
      ['core.editor', trap],
      ['diff.external', trap],
      ['diff.evil.command', trap],
      ['diff.evil.textconv', trap],
      ['filter.evil.smudge', trap],
      ['filter.evil.process', trap],
      ['grep.textconv', 'true'],
      ['log.showSignature', 'true'],
      ['gpg.program', trap],
      ['alias.log', `!${trap}`],
      ['alias.ls-tree', `!${trap}`],
      ['credential.helper', trap],
      ['pager.log', trap],
      ['pager.grep', trap],
      ['extensions.partialClone', 'origin'],
      ['remote.origin.url', `ext::${trap}`],
      ['remote.origin.promisor', 'true'],
      ['protocol.ext.allow', 'always'],
      ['protocol.allow', 'always'],
      ['core.worktree', folder],
    ])
      run(repository, 'config', key ?? '', value ?? '')
    write(repository, { '.git/info/attributes': '* diff=evil filter=evil\n' })
    for (const hook of ['post-checkout', 'post-index-change', 'reference-transaction', 'pre-auto-gc'])
      symlinkSync(trap, join(repository, '.git/hooks', hook))
    const { claims } = await look(
      repository,
      '`TrimWick` in `src/wick.go`, Lantern 1.0.0; `OpenTap` in `src/tap.go`; commit deadbeef1',
    )
    assert.ok(claims.length > 4)
    assert.equal(existsSync(sprung), false)
    // An object that is promised from elsewhere stays missing, and nobody is asked for it.
    const blob = run(repository, '-c', 'core.worktree=', 'rev-parse', 'HEAD:src/wick.go')
    rmSync(join(repository, '.git/objects', blob.slice(0, 2), blob.slice(2)), { force: true })
    await look(repository, '`OpenTap` in `src/wick.go`')
    assert.equal(existsSync(sprung), false)
    // And it is a trap: whoever works in there as usual springs it.
    run(repository, 'status', '--short')
    assert.equal(existsSync(sprung), true)
  })

  it('has names that are shown as they can be, and lead nowhere', async () => {
    const { repository } = lantern()
    const outside = join(folder, 'outside.go')
    writeFileSync(outside, 'SecretName\n')
    symlinkSync(outside, join(repository, 'src/link.go'))
    symlinkSync(folder, join(repository, 'deep'))
    commit(
      repository,
      { '-rf/wick.go': 'a', ':(exclude)src/x.go': 'b', 'src/a\nb\u202e.go': 'c', '$(id)/y.go': 'd' },
      'Fix \u202eelbuort \u0007',
    )
    const { claims } = await look(
      repository,
      'deep/outside.go; `SecretName` in src/link.go; wick.go; x.go; Lantern 1.1.0',
    )
    const of = (name: string) => claims.find((claim) => claim.name === name)
    assert.equal(of('deep/outside.go')?.finding, 'cannot-tell')
    assert.equal(of('SecretName')?.finding, 'cannot-tell')
    assert.equal(of('x.go')?.finding, 'found')
    for (const { sentence, changes } of claims)
      for (const text of [sentence, ...changes.map(({ subject }) => subject)])
        assert.doesNotMatch(text, /[\p{Cc}\p{Cf}]/u)
  })

  it('is never written to', async () => {
    const { repository } = lantern()
    const before = run(repository, 'count-objects', '-v') + run(repository, 'status', '--porcelain')
    execFileSync('chmod', ['-R', 'a-w', repository])
    await look(repository, '`TrimWick` in `src/tap.go`, Lantern 1.0.0')
    execFileSync('chmod', ['-R', 'u+w', repository])
    assert.equal(run(repository, 'count-objects', '-v') + run(repository, 'status', '--porcelain'), before)
  })

  it('has no commits, or is no repository, or is not there', async () => {
    const empty = join(folder, 'empty')
    mkdirSync(empty)
    assert.match((await look(empty, 'src/a.go')).problem ?? '', /^There is no clone/)
    run(empty, 'init', '--quiet')
    assert.match((await look(empty, 'src/a.go')).problem ?? '', /could not be read/)
    assert.match((await look(join(folder, 'nowhere'), 'src/a.go')).problem ?? '', /^There is no clone/)
    write(empty, { '.git/HEAD': 'ref: refs/heads/../../../../etc/passwd\n', '.git/config': '[core\n' })
    assert.match((await look(empty, 'src/a.go')).problem ?? '', /could not be read/)
  })

  it('is left when the time is over', async () => {
    const { repository } = lantern()
    const { problem, claims } = await checkClaims(repository, mentionsOf('`A1b` in src/tap.go'), { milliseconds: 1 })
    assert.match(problem ?? '', /^The repository is so large/)
    assert.ok(claims.every(({ finding }) => finding === 'cannot-tell'))
  })

  it('is looked through for names that look like options', async () => {
    const { repository } = lantern()
    const hostile = {
      ...mentionsOf(''),
      files: ['--output=/tmp/x.go', '-x/y.go', ':(top)a.go'],
      functions: ['--open-files-in-pager=x', 'a b'],
      commits: ['--all', 'HEAD\nHEAD', '--batch'],
    }
    const { claims, problem } = await checkClaims(repository, hostile, { milliseconds: 10_000 })
    assert.equal(problem, null)
    assert.deepEqual(
      claims.map(({ name, finding }) => `${name} ${finding}`),
      ['--output=/tmp/x.go cannot-tell', '-x/y.go not-there', ':(top)a.go cannot-tell'],
    )
  })
})
