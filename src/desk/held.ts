import { z } from 'zod'
import type { Case } from '../case/case.ts'
import { type Command, commands } from '../case/command.ts'
import { decide } from '../case/decide.ts'
import {
  actorText,
  type CaseId,
  type CaseNumber,
  type MemberId,
  type Millis,
  type PolicyDigest,
  type Role,
} from '../case/ids.ts'
import type { Policy } from '../case/policy.ts'
import { type Refusal, type RefusalCode, refusals, refuse } from '../case/refusal.ts'
import { makeLeaf } from '../store/audit.ts'
import {
  dropRefused,
  finishHeld,
  type HeldRecord,
  heldActs,
  heldById,
  heldOf,
  insertHeld,
  refusedActs,
  refuseHeld,
  undoneById,
  withdrawHeld,
} from '../store/held-rows.ts'
import { caseByStream } from '../store/inbox-rows.ts'
import type { DataKey } from '../store/keys.ts'
import { openJson, sealJson, Unreadable } from '../store/seal.ts'
import type { Appended, Write } from '../store/store.ts'
import { withoutFacts } from '../store/without-facts.ts'
import { type CaseFile, readCase } from './case-file.ts'
import type { Done, MemberActor } from './desk.ts'
import { freshId } from './fresh.ts'
import { mainOf } from './main-case.ts'
import type { Means } from './means.ts'
import { sightOf } from './sight.ts'
import type { WritePath } from './write-path.ts'

/**
 * An act given in passing waits a minute, so that a slip of the hand can be taken back before anybody reads it. It lies
 * sealed in the outbox; when due it is given through the one write path, as that member and with what they had seen.
 * Until then the case stays where it was, so nobody waits unseen.
 */
export interface HeldActs {
  /** Acts that are given in one bundle wait as long as each other, and can be taken back in one press. */
  give(actor: MemberActor, stream: CaseId, command: HeldCommand, bundle?: Bundle): Promise<Held | Done | Refusal>
  /** Takes it back. `undefined`: it was carried out, or undone, before. */
  undo(actor: MemberActor, id: string): Promise<Held | undefined>
  /** What was taken back a while ago, with its words. */
  undone(viewer: MemberActor, id: string): Promise<Held | undefined>
  of(stream: CaseId): Promise<Held | undefined>
  /** What waits, soonest first. */
  waiting(viewer: MemberActor): Promise<readonly Held[]>
  /** What the rules refused when its time came, and nobody has put away yet. */
  refused(viewer: MemberActor): Promise<readonly Held[]>
  putAway(viewer: MemberActor, id: string): Promise<void>
  /** Carries out one row that the outbox has claimed. */
  carry(job: { readonly id: string; readonly stream: string; readonly fence: number }): Promise<void>
}

/** Only these can be given in passing; everything else is decided on the page of its case. */
export const heldTypes = [
  'AcknowledgeReceipt',
  'AcceptReport',
  'RequestInformation',
  'DeclineReport',
  'AssignCase',
] as const
export type HeldType = (typeof heldTypes)[number]
export type HeldCommand = Extract<Command, { type: HeldType }>

export interface Held {
  readonly id: string
  readonly stream: CaseId
  readonly number: CaseNumber
  readonly member: MemberId
  readonly command: HeldCommand
  readonly givenAt: Millis
  /** Given together with others. */
  readonly bundle: string | null
  readonly runAt: Millis
  /** Somebody carries it out right now: too late to undo. */
  readonly leaving: boolean
  /** Why the rules said no when its time came. */
  readonly why: Refusal | null
}

export interface Bundle {
  readonly id: string
  readonly at: Millis
}

export interface AroundHeld {
  readonly path: WritePath
  readonly policyBy: (digest: PolicyDigest) => Promise<Policy | undefined>
  /** Whether something that opens a door here stands in its words. */
  readonly spilled: (actor: MemberActor, command: Command) => Promise<Refusal | null>
  readonly roleOf: (member: MemberId) => Promise<Role | undefined>
  readonly changed: () => void
}

/** How long an act waits. */
export const heldFor = 60_000
/** As many as can be chosen at once, and some more. */
const shown = 1_000

export function heldActsOf(means: Means, around: AroundHeld): HeldActs {
  const sight = sightOf(means)
  const listed = async (viewer: MemberActor, records: readonly HeldRecord[]): Promise<Held[]> => {
    const kept = await sight.keptFrom(viewer)
    const seen = records.filter(({ stream }) => !kept.has(stream))
    return (await Promise.all(seen.map((record) => opened(means, record)))).filter((held) => held !== undefined)
  }

  return {
    async give(actor, stream, command, bundle) {
      if (await around.path.done(actor, stream, command.id)) return answeredBefore(means, stream)
      const no = (await around.spilled(actor, command)) ?? (await tryOut(means, around, actor, stream, command))
      if (no !== null) return no
      const key = await means.keys.find('case', stream)
      if (key === undefined) return refuse('no-such-case')
      const at = bundle?.at ?? means.clock.now()
      const id = freshId(means.random)
      const body = sealJson(key, place(id, stream), {
        member: actor.member,
        at,
        command,
        ...(bundle !== undefined && { bundle: bundle.id }),
      } satisfies Body)
      const written = await noted(means, { stream, key }, actor, 'act-held', [
        insertHeld({ id, stream, runAt: at + heldFor, body }),
      ])
      const [record] = await means.store.read(heldOf(stream))
      const held = record === undefined ? undefined : await opened(means, record)
      if (written.result === 'committed' && held !== undefined) return held
      // Sent twice is one act; from anybody else it is another one, and whoever was second looks again.
      return held?.member === actor.member && held.command.id === command.id ? held : refuse('answer-waiting')
    },

    async undo(actor, id) {
      const [record] = await means.store.read(heldById(id))
      const seen = record !== undefined && (await sight.sees(actor, record.stream))
      const held = seen ? await opened(means, record) : undefined
      const key = held === undefined ? undefined : await means.keys.find('case', held.stream)
      if (record === undefined || held === undefined || key === undefined) return undefined
      const gone = await noted(means, { stream: held.stream, key }, actor, 'act-undone', [
        withdrawHeld(id, record.fence, means.clock.now()),
      ])
      return gone.result === 'committed' ? held : undefined
    },

    async undone(viewer, id) {
      const [record] = await means.store.read(undoneById(id))
      const seen = record !== undefined && (await sight.sees(viewer, record.stream))
      return seen ? opened(means, record) : undefined
    },

    async of(stream) {
      const [record] = await means.store.read(heldOf(stream))
      return record === undefined ? undefined : opened(means, record)
    },
    waiting: async (viewer) =>
      (await listed(viewer, await means.store.read(heldActs(shown)))).toSorted((a, b) => a.runAt - b.runAt),
    refused: async (viewer) => listed(viewer, await means.store.read(refusedActs(shown))),
    async putAway(viewer, id) {
      const record = (await means.store.read(refusedActs(shown))).find((one) => one.id === id)
      if (record !== undefined && (await sight.sees(viewer, record.stream))) await means.store.write([dropRefused(id)])
    },

    async carry(job) {
      const fence = job.fence + 1
      const [record] = await means.store.read(heldById(job.id))
      const held = record === undefined ? undefined : await opened(means, record)
      if (held === undefined) return
      const { stream, member } = held
      const command = await byNow(means, held.command)
      const outcome = await asMember(around, member, (actor) =>
        around.path.give(actor, stream, command, async (file) =>
          heardMore(file.case, command) ? refuse('changed-since-seen') : { rows: [finishHeld(job.id, fence)] },
        ),
      )
      if ('refused' in outcome) await means.store.write([refuseHeld(job.id, fence, means.clock.now(), outcome.refused)])
      // What was carried out before, or changes nothing, appended nothing that could have taken the row away.
      else await means.store.write([finishHeld(job.id, fence)])
      around.changed()
    },
  }
}

/** What was given and what was taken back is kept in the audit log, with who did it: an act that is undone leaves no fact. */
const noted = (
  means: Means,
  of: { readonly stream: CaseId; readonly key: DataKey },
  actor: MemberActor,
  act: 'act-held' | 'act-undone',
  rows: readonly Write[],
): Promise<Appended> => {
  const leaf = { id: freshId(means.random), at: means.clock.now(), actor: actorText(actor), act, stream: of.stream }
  const audit = [makeLeaf(of.key, leaf, act)]
  return means.store.append(withoutFacts(of.stream, { rows, audit }))
}

/** The case that was named may have become a duplicate itself in that minute: then this one follows the same main case. */
const byNow = async (means: Means, command: HeldCommand): Promise<HeldCommand> =>
  command.type === 'DeclineReport' && command.duplicateOf !== undefined
    ? { ...command, duplicateOf: await mainOf(means, command.duplicateOf) }
    : command

/** Whoever left the team in that minute answers nobody any more. */
async function asMember(
  around: AroundHeld,
  member: MemberId,
  give: (actor: MemberActor) => Promise<Done | Refusal>,
): Promise<Done | Refusal> {
  const role = await around.roleOf(member)
  return role === undefined ? refuse('not-allowed') : give({ as: 'member', member, role })
}

/** The same rules as in a minute, so that a no is heard at once and not later. */
async function tryOut(
  means: Means,
  around: AroundHeld,
  actor: MemberActor,
  stream: CaseId,
  command: HeldCommand,
): Promise<Refusal | null> {
  const file = await readCase(means.store, means.keys, stream)
  const policy = file === undefined ? undefined : await around.policyBy(file.case.policy)
  if (file === undefined || policy === undefined) return refuse('no-such-case')
  if (heardMore(file.case, command)) return refuse('changed-since-seen')
  const main = await namedIn(means, command)
  const decided = decide(file.case, command, actor, { now: means.clock.now(), policy, main: main?.case })
  return 'refused' in decided ? decided : null
}

async function namedIn(means: Means, command: HeldCommand): Promise<CaseFile | undefined> {
  const stream = command.type === 'DeclineReport' ? command.duplicateOf : undefined
  return stream === undefined ? undefined : readCase(means.store, means.keys, stream)
}

/**
 * An answer was written to what had been said until then, so anything said since is read first. That it arrived, and
 * whose it is, stays true whatever else is said.
 */
const heardMore = (of: Case, { type, seen }: HeldCommand): boolean =>
  seen !== undefined && answers.has(type) && of.thread.some((message) => message.seq > seen)
const answers: ReadonlySet<HeldType> = new Set<HeldType>(['AcceptReport', 'RequestInformation', 'DeclineReport'])

async function answeredBefore(means: Means, stream: CaseId): Promise<Done | Refusal> {
  const [row] = await means.store.read(caseByStream(stream))
  return row === undefined ? refuse('no-such-case') : { done: true, number: row.number, seq: row.head_seq }
}

const body = z.strictObject({
  member: z.string(),
  at: z.number(),
  bundle: z.string().optional(),
  command: z.looseObject({ type: z.enum(heldTypes), id: z.string(), seen: z.number().optional() }),
})
interface Body {
  readonly member: MemberId
  readonly at: Millis
  readonly bundle?: string
  readonly command: HeldCommand
}

const place = (id: string, stream: CaseId) => ({ at: 'outbox.body', row: id, stream, v: 1 }) as const

/** `undefined` where the case was erased since. */
async function opened(means: Means, record: HeldRecord): Promise<Held | undefined> {
  const key = await means.keys.find('case', record.stream)
  const [row] = await means.store.read(caseByStream(record.stream))
  if (key === undefined || row === undefined) return undefined
  const { member, at, bundle, command } = openJson(key, place(record.id, record.stream), record.body, body)
  const { type, id, seen, ...fields } = command
  const read = commands[type].safeParse(fields)
  if (!read.success) throw new Unreadable(place(record.id, record.stream))
  return {
    id: record.id,
    stream: record.stream,
    number: row.number,
    member,
    command: { ...read.data, type, id, seen } as HeldCommand,
    givenAt: at,
    bundle: bundle ?? null,
    runAt: record.run_at,
    leaving: record.lease_until >= means.clock.now(),
    why: isCode(record.last_error) && record.dead_at === 0 ? refuse(record.last_error) : null,
  }
}

const isCode = (code: string): code is RefusalCode => Object.hasOwn(refusals, code)
