import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEmbedded } from '../../src/store/embedded.ts'
import type { TeamContext } from '../../src/team/context.ts'
import { openTeam } from '../../src/team/open-team.ts'
import { isRefusal } from '../../src/team/refusal.ts'
import type { Session, Team } from '../../src/team/team.ts'
import { type Authenticator, authenticator } from './authenticator.ts'

export const ORIGIN = 'https://security.example'

export interface TestTeam {
  readonly team: Team
  readonly context: TeamContext
  /** Where everything lies on disk, but for the root key. */
  readonly folder: string
  /** Moves the clock. */
  later(milliseconds: number): void
  now(): number
  close(): Promise<void>
}

/** A team over a real store in a folder of its own, with a clock that only moves when told to. */
export async function testTeam(): Promise<TestTeam> {
  const folder = mkdtempSync(join(tmpdir(), 'postern-team-'))
  let now = Date.UTC(2026, 10, 21, 9, 30)
  const clock = { now: () => now }
  const onFatal = (error: Error) => {
    throw error
  }
  const { store, keys, close } = await openEmbedded({
    folder: join(folder, 'data'),
    server: true,
    env: {},
    keyFile: join(folder, 'postern.key'),
    now,
    onFatal,
  })
  const random = (length: number) => new Uint8Array(randomBytes(length))
  const context = { store, keys, clock, random, origin: ORIGIN, project: 'Example' }
  return {
    team: openTeam(context),
    context,
    folder: join(folder, 'data'),
    later(milliseconds) {
      now += milliseconds
    },
    now: () => now,
    async close() {
      await close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Throws where the team said no: for the parts of a test that are not about that. */
export function yes<T extends object>(answer: T): Exclude<T, { refused: string }> {
  if (isRefusal(answer)) throw new Error(`refused: ${answer.refused}`)
  return answer as Exclude<T, { refused: string }>
}

export const codeOf = (link: string | null): string => link?.split('/').at(-1) ?? ''

/** Goes through an enrolment link with a new authenticator. */
export async function enrolled(
  team: Team,
  link: string | null,
  name: string | null = null,
): Promise<Session & { key: Authenticator }> {
  const key = authenticator({ origin: ORIGIN })
  const { options, cookie } = yes(await team.enrolmentChallenge(codeOf(link), name))
  const session = yes(await team.enrol(codeOf(link), { response: key.create(options), cookie }, 'Firefox on Linux'))
  return { ...session, key }
}

/** The first member, a lead. */
export const firstLead = async (team: Team, name = 'Ada') => enrolled(team, await team.firstEnrolment(), name)

/** Somebody else on the team. */
export async function another(team: Team, name: string, role: 'lead' | 'member' | 'observer' = 'member') {
  const { enrol } = yes(await team.addMember({ name, role, by: null }))
  return enrolled(team, enrol)
}
