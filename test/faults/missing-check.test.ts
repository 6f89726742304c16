import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { root } from '../machine.ts'
import { rounds } from './rounds.ts'

/**
 * Takes one check of who may see what out of a copy of the built code, and looks whether the tests notice. A test that
 * passes without the check proves nothing about it.
 */
interface Missing {
  readonly check: string
  readonly file: string
  readonly is: string
  readonly becomes: string
  /** Who has to notice: a test file, and the tests in it. */
  readonly noticedBy: readonly [file: string, tests: string]
}

const everyRoute = 'test/abuse/every-route.test.js'
const needToKnow = 'test/journeys/need-to-know.test.js'
const guest = 'test/journeys/guest.test.js'
const guests = 'test/abuse/guests.test.js'

const missing: readonly Missing[] = [
  {
    check: 'whether a member may see this case',
    file: 'src/desk/open-desk.js',
    // It is asked twice, before the case is read and of the case itself: each would make up for the other.
    is: 'sees ? await fileOf(record) : undefined;\n        return found !== undefined && seenBy(found.file.case, viewer.member) ? found : undefined',
    becomes: 'await fileOf(record);\n        return found',
    noticedBy: [needToKnow, 'exactly like a case that does not exist'],
  },
  {
    check: 'the role a page asks for',
    file: 'src/web/guard.js',
    is: 'if (!reaches(signedIn.role, least))',
    becomes: 'if (false)',
    noticedBy: [everyRoute, 'lets in whom its row names'],
  },
  {
    check: 'what a token may do',
    file: 'src/web/guard.js',
    is: 'if (route.scope === undefined || !bearer.scopes.includes(route.scope))',
    becomes: 'if (false)',
    noticedBy: [everyRoute, 'lets in whom its row names'],
  },
  {
    check: 'from where a form comes',
    file: 'src/web/guard.js',
    is: "(route.method === 'POST' || route.kind === 'download') && fromAnotherSite(visit.request, visit.config)",
    becomes: 'false',
    noticedBy: [everyRoute, 'no route takes a form of another site'],
  },
  {
    check: 'that a session ends',
    file: 'src/team/session.js',
    is: 'row?.kind === kind && row.expires_at > context.clock.now() ? row : undefined',
    becomes: 'row?.kind === kind ? row : undefined',
    noticedBy: [everyRoute, 'lets in whom its row names'],
  },
  {
    check: 'that the ways in of a guest end with their being let in',
    file: 'src/desk/open-desk.js',
    is: 'endWaysOf(found.file.stream, command.person)',
    becomes: '[]',
    noticedBy: [guests, 'once taken off'],
  },
  {
    check: 'what lists leave out',
    file: 'src/store/case-member-rows.js',
    is: '(not exists (select 1 from case_member where',
    becomes: '(1 = 1 or not exists (select 1 from case_member where',
    noticedBy: [needToKnow, 'no list, count, search'],
  },
  {
    check: 'what the search leaves out',
    file: 'src/desk/sight.js',
    is: 'keptFrom: async ({ member }) => new Set(',
    becomes: 'keptFrom: async ({ member }) => new Set([].length === 0 ? [] : ',
    noticedBy: [needToKnow, 'no list, count, search'],
  },
  {
    check: 'which case a member can name',
    file: 'src/desk/sight.js',
    is: '(await sightOf(means).sees(viewer, row?.stream ?? nowhere)) ? row?.stream : undefined',
    becomes: 'row?.stream',
    noticedBy: [needToKnow, 'exactly like a case that does not exist'],
  },
  {
    check: 'who is told of a case',
    file: 'src/desk/fan-out.js',
    is: '(await reachable(means, telling)).filter(mayKnow)',
    becomes: 'await reachable(means, telling)',
    noticedBy: [needToKnow, 'told of to nobody else'],
  },
  {
    check: 'the passkey before somebody is let in from outside',
    file: 'src/web/guard.js',
    is: 'if (route.stepUp !== true',
    becomes: 'if (true || route.stepUp !== true',
    noticedBy: [guest, 'asked for with a passkey'],
  },
]

describe('a check of who may see what that is missing', () => {
  const copy = join(root, '.build', `missing-${process.pid}`)
  before(() => cpSync(join(root, 'dist'), copy, { recursive: true }))
  after(() => rmSync(copy, { recursive: true, force: true }))

  for (const one of missing.slice(0, rounds(2, missing.length)))
    it(`is noticed: ${one.check}`, () => {
      const file = join(copy, one.file)
      const whole = readFileSync(file, 'utf8')
      assert.ok(whole.includes(one.is), `${one.file} holds the check: ${one.is}`)
      const [tests, pattern] = one.noticedBy
      assert.equal(tried(tests, pattern), 0, 'the tests pass while it is there')
      writeFileSync(file, whole.replace(one.is, one.becomes))
      try {
        assert.equal(tried(tests, pattern), 1, `${tests} did not notice`)
      } finally {
        writeFileSync(file, whole)
      }
    })

  function tried(tests: string, pattern: string): number | null {
    const { NODE_TEST_CONTEXT: _, ...env } = process.env
    const args = ['--test', '--test-timeout=120000', `--test-name-pattern=${pattern}`, join(copy, tests)]
    return spawnSync(process.execPath, args, { env, timeout: 150_000 }).status
  }
})
