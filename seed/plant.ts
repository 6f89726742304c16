import type { Stage } from '../src/case/case.ts'
import { type Command, commands } from '../src/case/command.ts'
import type { CaseNumber, MemberId } from '../src/case/ids.ts'
import { day } from '../src/case/policy.ts'
import type { Form, MemberActor, ReporterAccess, Sent } from '../src/desk/desk.ts'
import type { House } from '../src/main.ts'
import { type Reporter, type TeamName, team } from './cast.ts'
import type { StoryClock } from './clock.ts'
import type { SeedCase, Stagehand, Words } from './scene.ts'

/** What grew: everything a visitor needs to look around. */
export interface Planted {
  readonly members: ReadonlyMap<TeamName, MemberActor>
  readonly cases: ReadonlyMap<string, PlantedCase>
}

export interface PlantedCase {
  readonly name: string
  readonly shows: string
  readonly stage: Stage
  readonly number: CaseNumber
  /** Nobody has one where the team found it, or entered it by hand. */
  readonly receipt: string | null
  readonly handOver: string | null
}

interface Grown {
  readonly number: CaseNumber
  readonly receipt: string | null
  readonly handOver: string | null
  readonly access: ReporterAccess | null
}

/** The desk as it stands, and its clock: a story may go on in another house over the same data. */
export interface Garden {
  readonly clock: StoryClock
  /** The moment that the stories count their days back from. */
  readonly today: number
  readonly members: Map<TeamName, MemberActor>
  readonly grown: Map<string, Grown>
}

export const garden = (clock: StoryClock, today: number): Garden => ({
  clock,
  today,
  members: new Map(),
  grown: new Map(),
})

/** Puts the team in its place. */
export async function hire(house: House, ground: Garden): Promise<void> {
  for (const [key, { name, role }] of Object.entries(team)) {
    const added = await house.team.addMember({ name, role, by: null })
    if (!('member' in added)) throw new Error(`the team takes ${name}`)
    ground.members.set(key as TeamName, { as: 'member', member: added.member, role })
  }
}

/**
 * Tells what happened between two days, of all stories together and in the order of time, so that the clock only runs
 * forward. The desk looks at what is due about once a day, as it would have.
 */
export async function tell(
  house: House,
  ground: Garden,
  cases: readonly SeedCase[],
  days: { from: number; to: number },
): Promise<void> {
  const scenes = cases
    .flatMap((story) => story.scenes.map(([ago, play], index) => ({ ago, play, story, index })))
    .filter(({ ago }) => ago <= days.from && ago > days.to)
    .sort((a, b) => b.ago - a.ago)
  for (const { ago, play, story, index } of scenes) {
    await passTo(house, ground, ground.today - ago * day)
    await play(stagehand(house, ground, story.name, index)).catch((cause: unknown) => {
      throw new Error(`the story "${story.name}" goes on, ${ago} days ago`, { cause })
    })
  }
  await passTo(house, ground, ground.today - days.to * day)
  await house.tick()
}

async function passTo(house: House, { clock }: Garden, at: number): Promise<void> {
  while (at - clock.now() > day) {
    clock.to(clock.now() + day - 1)
    await house.tick()
  }
  clock.to(Math.max(at, clock.now()))
}

export function harvest({ members, grown }: Garden, cases: readonly SeedCase[]): Planted {
  const entries = cases.map(({ name, shows, stage }) => {
    const { number, receipt, handOver } = found(grown, name)
    return [name, { name, shows, stage, number, receipt, handOver }] as const
  })
  return { members, cases: new Map(entries) }
}

function stagehand(house: House, ground: Garden, name: string, scene: number): Stagehand {
  const { desk } = house
  const { clock, members, grown } = ground
  let spoken = 0
  const command = (words: Words): Command => {
    const { type, seen, ...rest } = words
    spoken += 1
    return { type, id: `seed-${name}-${scene}-${spoken}`, seen, ...commands[type].parse(rest) } as Command
  }
  const as =
    (who: TeamName): Stagehand[TeamName] =>
    async (words, naming) => {
      accepted(await desk.handle(found(members, who), found(grown, name).number, command(words), naming), words)
    }
  return {
    mona: as('mona'),
    milo: as('milo'),
    olga: as('olga'),
    async arrives(from, form, files = {}) {
      const kept = await Promise.all(
        Object.entries(files).map(([fileName, text]) => desk.putFile(fileName, bytesOf(text))),
      )
      const sent = await desk.report(`seed-${name}`, { ...form, ...signedBy(from) }, kept, 'form')
      if (!('receipt' in sent)) throw new Error(`the report of "${name}" can be sent: ${JSON.stringify(sent)}`)
      grown.set(name, { number: sent.number, receipt: sent.receipt, handOver: null, access: await opened(house, sent) })
    },
    async entered(by, { form, door, from, daysBefore, foundByTeam = false }) {
      const arrivedAt = clock.now() - daysBefore * day
      const made = await desk.enterByHand(found(members, by), { form, files: [], door, from, arrivedAt, foundByTeam })
      if (!('number' in made)) throw new Error(`the report of "${name}" can be entered`)
      grown.set(name, { number: made.number, receipt: null, handOver: made.handOver, access: null })
    },
    async reporter(words, naming) {
      const { access } = found(grown, name)
      if (access === null) throw new Error(`the reporter of "${name}" has a receipt`)
      accepted(await desk.asReporter(access, command(words), naming), words)
    },
    file: (fileName, text) => desk.putFile(fileName, bytesOf(text)),
    caseNamed: (other) => found(grown, other).number.toLowerCase(),
    memberId: (who): MemberId => found(members, who).member,
    async clockJumps(milliseconds) {
      await house.tick()
      clock.jump(milliseconds)
      await house.tick()
    },
    daysAgo: (days) => ground.today - days * day,
  }
}

async function opened({ desk }: House, { receipt }: Sent): Promise<ReporterAccess> {
  const access = await desk.openReceipt(receipt)
  if (access === undefined || 'replacedAt' in access) throw new Error('a fresh receipt opens its thread')
  return access
}

/** What the form says of its sender. */
function signedBy({ name, email, credit }: Reporter): Form {
  return {
    ...(name !== undefined && { name }),
    ...(email !== undefined && { email }),
    ...(credit !== undefined && { credit: credit.as }),
    ...(credit?.as === 'named' && {
      creditName: credit.name,
      ...(credit.url !== undefined && { creditUrl: credit.url }),
    }),
  }
}

function accepted(outcome: object, { type }: Words): void {
  if ('refused' in outcome) throw new Error(`${type} goes through: ${JSON.stringify(outcome)}`)
}

function found<K, V>(map: ReadonlyMap<K, V>, name: K): V {
  const value = map.get(name)
  if (value === undefined) throw new Error(`"${String(name)}" is part of the story by now`)
  return value
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text)
}
