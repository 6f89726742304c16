import { z } from 'zod'
import { digest, id, type MemberId, type Millis, millis, role } from '../case/ids.ts'
import { makeLeaf } from '../store/audit.ts'
import { streamHead } from '../store/event-rows.ts'
import { openJson, seal, sealJson } from '../store/seal.ts'
import {
  type Appended,
  type Job,
  type Leaf,
  type SealedEvent,
  StoreFailure,
  type Unique,
  type Write,
} from '../store/store.ts'
import { withoutFacts } from '../store/without-facts.ts'
import type { TeamContext } from './context.ts'
import { isRefusal, refuse, type TeamRefusal } from './refusal.ts'
import { recordId } from './secret.ts'

/** Before a desk goes public: what happens outside of it, and only a person can tell. */
export const firstSteps = ['key-copied', 'security-md'] as const
export type FirstStep = (typeof firstSteps)[number]

/**
 * A new way in for somebody who lost every passkey; reading one case that one is not on; erasing one for good; another
 * root key, or an old one taken away.
 */
export const twoPersonKind = z.enum(['recovery', 'break-glass', 'erase', 'root-key'])
export type TwoPersonKind = z.infer<typeof twoPersonKind>

/**
 * Changes to the team are facts of the stream `desk`, beside the records that they change and in the same append.
 * Members stand here by id; their names lie in their own records.
 */
export const deskEvent = z.discriminatedUnion('type', [
  fact('MemberInvited', { member: id, role }),
  fact('InvitedAgain', { member: id }),
  /** Came in for the first time: with a passkey, or by a link from the console. */
  fact('MemberEnrolled', { member: id, role, by: z.enum(['first', 'link', 'console']) }),
  fact('RoleChanged', { member: id, from: role, to: role }),
  fact('MemberRemoved', { member: id }),
  fact('PasskeyAdded', { member: id, passkey: id }),
  fact('PasskeyRemoved', { member: id, passkey: id }),
  fact('PasskeyRenamed', { member: id, passkey: id }),
  fact('RecoveryCodeMade', { member: id }),
  fact('SignedInByRecoveryCode', { member: id }),
  /** What one person alone may not do: asked, agreed to by another or by a day that passed, done, or stopped. */
  fact('TwoPersonAsked', { request: id, kind: twoPersonKind, subject: z.string(), until: millis }),
  fact('TwoPersonAgreed', { request: id, kind: twoPersonKind, subject: z.string(), readyAt: millis }),
  fact('TwoPersonUsed', { request: id, kind: twoPersonKind, subject: z.string() }),
  fact('TwoPersonStopped', {
    request: id,
    kind: twoPersonKind,
    subject: z.string(),
    by: z.enum(['member', 'passkey']),
  }),
  /** Known by a sign-in provider from now on, or no longer. */
  fact('ProviderLinked', { member: id, issuer: z.string() }),
  fact('ProviderUnlinked', { member: id, issuer: z.string() }),
  /** Its counter went backwards: somebody may have copied the authenticator (WebAuthn Level 3, 6.1.1). */
  fact('PasskeyLooksCopied', { member: id, passkey: id }),
  fact('SignInLinkMade', { member: id }),
  fact('SignedInByLink', { member: id }),
  fact('TokenCreated', { member: id, token: id, scopes: z.string(), expiresAt: millis }),
  fact('TokenRevoked', { member: id, token: id }),
  fact('RosterChanged', { member: id, shown: z.boolean() }),
  /** New cases come under this policy from now on. */
  fact('PolicyPutInForce', { member: id, policy: digest }),
  /** The server started under another postern.yaml than before. Names of settings, never what they say. */
  fact('SettingsChanged', { settings: z.array(z.string().max(200)).max(100) }),
  /** A lead says that something is done which the desk cannot see by itself. */
  fact('FirstStepDone', { member: id, step: z.enum(firstSteps) }),
  /** No new reports until then, but what is exploited now. `why` stands on the public pages. */
  fact('IntakePaused', { member: id, until: millis, why: z.string() }),
  fact('IntakeOpened', { member: id }),
  /** The log ends before a checkpoint that was signed once: somebody at the console says that the rest is lost. */
  fact('RollbackAccepted', { size: z.int(), root: z.string().max(100), signedAt: millis, now: z.int() }),
  /** The key of this case was destroyed, and that of whoever reported it where no advisory names them. */
  fact('CaseErased', { case: z.string(), number: z.string(), files: z.int() }),
  /** From now on this root key wraps every other key of the desk. */
  fact('RootKeyRotated', { root: id }),
  /** This one wraps nothing any more, and was taken away for good. */
  fact('RootKeyRetired', { root: id }),
  /** A paper copy of this one was typed in, and was right. */
  fact('RootKeyCopied', { root: id }),
])
export type DeskEvent = z.infer<typeof deskEvent>

function fact<T extends string, Shape extends z.ZodRawShape>(type: T, body: Shape) {
  return z.strictObject({ type: z.literal(type), ...body })
}

export interface Change<Answer> {
  readonly events: readonly DeskEvent[]
  readonly rows: readonly Write[]
  readonly uniques?: readonly Unique[]
  readonly answer: Answer
}

export const DESK = 'desk'

/** What it takes to write into the log of the desk. */
export type DeskLog = Pick<TeamContext, 'store' | 'keys' | 'clock' | 'random'>

/** The code that stands beside each of these facts in clear. */
export const TEAM = 'team'

/**
 * Decides on what the store holds now and appends; where somebody else was first, decides again. A challenge that was
 * answered before is refused. `by` is the member who acts, or null at the console.
 */
export async function change<Answer extends object>(
  context: DeskLog,
  by: MemberId | null,
  decide: () => Promise<Change<Answer> | TeamRefusal>,
): Promise<Answer | TeamRefusal> {
  for (let tries = 0; tries < 8; tries += 1) {
    const [head] = await context.store.read(streamHead(DESK))
    const decided = await decide()
    if (isRefusal(decided)) return decided
    const appended = await context.store.append({
      stream: DESK,
      expected: head?.seq ?? 0,
      ...(await recorded(context, by, decided.events)),
      rows: decided.rows,
      jobs: await tellOf(context, decided.events),
      uniques: decided.uniques ?? [],
    })
    if (appended.result === 'committed') return decided.answer
    if (appended.result === 'duplicate') return refuse('challenge-not-valid')
  }
  throw new StoreFailure('busy', 'the team was changed by others at every try')
}

/** Every member hears of these by every channel the desk has. */
const toldToAll: ReadonlySet<DeskEvent['type']> = new Set<DeskEvent['type']>([
  'PasskeyLooksCopied',
  'SignInLinkMade',
  'SignedInByLink',
  'SignedInByRecoveryCode',
  'MemberEnrolled',
  'MemberRemoved',
  'TwoPersonAsked',
  'TwoPersonAgreed',
  'TwoPersonUsed',
  'TwoPersonStopped',
  'CaseErased',
  'RootKeyRotated',
  'RootKeyRetired',
])

/** Who leads can open more than others, and whoever leads no more leaves what they alone could open. */
const isAboutLeading = (event: DeskEvent): boolean =>
  event.type === 'RoleChanged' && (event.from === 'lead' || event.to === 'lead')

/** In the same append as its facts. It says that there is news, and nothing of whom it is about. */
async function tellOf(context: DeskLog, events: readonly DeskEvent[]): Promise<readonly Job[]> {
  if (!events.some((event) => toldToAll.has(event.type) || isAboutLeading(event))) return []
  const id = recordId(context, 'job')
  const place = { at: 'outbox.body', row: id, stream: DESK, v: 1 } as const
  const body = sealJson(await context.keys.desk(), place, { news: 'access' })
  const runAt = context.clock.now()
  return [{ id, lane: 'notice', topic: 'case-news', dedupe: id, stream: DESK, runAt, body }]
}

/** What changes nothing of the desk and is audited all the same, such as a sign-in. */
export async function note(context: DeskLog, ask: Note): Promise<Appended> {
  const at = context.clock.now()
  const leaf = { id: recordId(context, 'leaf'), at, actor: `member:${ask.member}`, act: ask.act, stream: DESK }
  const audit = [makeLeaf(await context.keys.desk(), leaf, JSON.stringify({ type: ask.act, member: ask.member }))]
  return context.store.append(withoutFacts(DESK, { rows: ask.rows, audit, uniques: ask.uniques ?? [] }))
}

export interface Note {
  readonly member: MemberId
  readonly act: 'signed-in' | 'stepped-up'
  readonly rows: readonly Write[]
  readonly uniques?: readonly Unique[]
}

async function recorded(context: DeskLog, by: MemberId | null, facts: readonly DeskEvent[]) {
  const key = await context.keys.desk()
  const [actor, cause, at] = [
    by === null ? 'console' : `member:${by}`,
    recordId(context, 'command'),
    context.clock.now(),
  ]
  const events: SealedEvent[] = []
  const audit: Leaf[] = []
  for (const { type, ...body } of facts) {
    const event = { id: recordId(context, 'event'), code: TEAM, v: 1, actor, cause, at }
    const place = placeOf(event)
    const details = JSON.stringify({ type, ...body })
    events.push({ ...event, body: seal(key, place, Buffer.from(details)) })
    const act = type === 'RollbackAccepted' ? 'rollback-accepted' : 'team-changed'
    audit.push(makeLeaf(key, { id: recordId(context, 'leaf'), at, actor, act, stream: DESK }, details))
  }
  return { events, audit }
}

/** One of these as it stands in the log. */
export type DeskFact = DeskEvent & { readonly at: Millis; readonly actor: string }

/** The newest first, as many as anybody reads. */
export const deskLog = async (context: Pick<DeskLog, 'store' | 'keys'>): Promise<readonly DeskFact[]> =>
  (await teamFacts(context)).slice(-200).toReversed()

/** The team's facts in order. Facts of others in this stream are passed over. */
export async function teamFacts({ store, keys }: Pick<DeskLog, 'store' | 'keys'>): Promise<readonly DeskFact[]> {
  const key = await keys.desk()
  return (await store.events(DESK))
    .filter((event) => event.code === TEAM)
    .map((event) => {
      const { at, actor } = event
      return { ...openJson(key, placeOf(event), event.body, deskEvent), at, actor }
    })
}

/** Who did it and when stands in clear, and is sealed together with what was done. */
const placeOf = ({ id, v, actor, at }: Pick<SealedEvent, 'id' | 'v' | 'actor' | 'at'>) =>
  ({ at: 'event.body', row: id, stream: DESK, v, beside: [actor, at] }) as const
