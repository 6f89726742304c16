import { logSize, waitingLeaves } from '../store/audit-rows.ts'
import { findMeta } from '../store/meta-rows.ts'
import { deadJobs, nextJobAt } from '../store/outbox-rows.ts'
import type { Team } from '../team/team.ts'
import type { AuditLog } from './audit/audit-log.ts'
import { backupIsFresh } from './backup-age.ts'
import type { Means } from './means.ts'
import { configurationAgrees } from './nodes.ts'
import { type Around, operatingChecks } from './operating-checks.ts'
import type { Quiet } from './quiet.ts'
import type { RootKeyCare } from './root-key-care.ts'
import { span } from './span.ts'

/** One thing an operator wants to know at three in the morning. */
export interface Check {
  readonly name: CheckName
  readonly ok: boolean
  /** Nothing is wrong, and somebody is asked to do something. */
  readonly toDo?: boolean
  /** What was seen; where a person is needed, also what to do. */
  readonly text: string
}

export type CheckName =
  | 'server'
  | 'clockwork'
  | 'outbox'
  | 'members'
  | 'quiet'
  | 'key-copy'
  | 'backup'
  | 'disk'
  | 'told'
  | 'security.txt'
  | 'audit'
  | 'configuration'

const minute = 60_000

/** `serverRuns`: whether a server holds this desk at this moment, as its lock says and not as its last tick does. */
export async function healthOf(
  means: Means,
  team: Team,
  quiet: Quiet,
  audit: AuditLog,
  serverRuns: () => Promise<boolean>,
  rootKey: RootKeyCare,
  configuration: string,
  around: Around,
): Promise<readonly Check[]> {
  return [
    aServer(await serverRuns()),
    await clockworkTicks(means, quiet),
    await outboxMoves(means),
    await somebodyCanSignIn(team),
    notQuiet(quiet),
    await keyCopied(rootKey),
    await backupIsFresh(means),
    ...(await operatingChecks(means, team, around)),
    await logIsSigned(means, audit),
    ...(await oneConfiguration(means, configuration)),
  ]
}

/** Only where several nodes could have several. */
async function oneConfiguration({ store, clock }: Means, configuration: string): Promise<readonly Check[]> {
  if (!store.shared) return []
  const agrees = await configurationAgrees(store, configuration, clock.now())
  const text =
    agrees === null
      ? 'No node runs.'
      : agrees
        ? 'The running nodes have the configuration that is here.'
        : 'The running nodes have another configuration than the one here: bring postern.yaml and the environment into line, and restart what is old.'
  return [{ name: 'configuration', ok: agrees !== false, text }]
}

const aServer = (runs: boolean): Check => ({
  name: 'server',
  ok: runs,
  text: runs ? 'It runs.' : 'None runs on this desk. "npm start" starts it.',
})

async function clockworkTicks(means: Means, quiet: Quiet): Promise<Check> {
  const [row] = await means.store.read(findMeta('clockwork'))
  const age = row === undefined ? null : means.clock.now() - Number(row.value)
  const said = age === null ? 'It never ticked.' : `Its last tick was ${span(age)} ago.`
  if (quiet.reason() !== null) return { name: 'clockwork', ok: true, text: `It holds while the desk is quiet. ${said}` }
  const ticks = age !== null && age < minute / 2
  return {
    name: 'clockwork',
    ok: ticks,
    text: ticks ? said : `${said} Look into the log of the server, and restart it.`,
  }
}

async function outboxMoves(means: Means): Promise<Check> {
  const now = means.clock.now()
  const due = (
    await Promise.all((['publish', 'reply', 'notice'] as const).map((lane) => means.store.read(nextJobAt(lane))))
  ).flat()
  const oldest = Math.min(now, ...due.map(({ run_at }) => run_at))
  const dead = (await means.store.read(deadJobs(100))).length
  const stuck = now - oldest > 15 * minute
  const text =
    dead > 0
      ? `${dead} ${dead === 1 ? 'job was' : 'jobs were'} given up. Mend what stopped them, and try them again on the page "Not delivered".`
      : stuck
        ? `The oldest job waits for ${span(now - oldest)}. The log of the server says why.`
        : 'Nothing waits.'
  return { name: 'outbox', ok: dead === 0 && !stuck, text }
}

async function somebodyCanSignIn(team: Team): Promise<Check> {
  const members = await team.members()
  const active = members.filter(({ state }) => state === 'active')
  const text =
    active.length === 0
      ? `Nobody can sign in yet. ${
          members.length === 0
            ? '"postern start" prints a link for the first member.'
            : '"postern member sign-in NAME" makes a link for somebody who was invited.'
        }`
      : `${active.length} ${active.length === 1 ? 'member' : 'members'} can sign in.`
  return { name: 'members', ok: active.length > 0, text }
}

/** A desk signs what is new after five minutes; twice that is a log that nobody numbers or signs any more. */
async function logIsSigned(means: Means, audit: AuditLog): Promise<Check> {
  const [waiting] = await means.store.read(waitingLeaves(1))
  const newest = await audit.newest()
  const [size] = await means.store.read(logSize())
  const unsigned = (size?.n ?? 0) > (newest?.checkpoint.size ?? 0) || waiting !== undefined
  const age = means.clock.now() - (newest?.checkpoint.at ?? means.clock.now())
  const late = unsigned && age > 10 * minute
  const { path, there } = audit.kept()
  const said =
    newest === undefined
      ? 'Nothing is signed yet.'
      : `Checkpoint ${newest.checkpoint.size} was signed ${span(age)} ago.`
  const lost = newest !== undefined && !there
  const text = late
    ? `${said} What is new since then is not signed. The log of the server says why.`
    : lost
      ? `${said} It could not be kept in ${path}: an old backup put back would not be noticed. Let the desk write there.`
      : said
  return { name: 'audit', ok: !late && !lost, text }
}

async function keyCopied(rootKey: RootKeyCare): Promise<Check> {
  const copied = await rootKey.isCopied()
  return {
    name: 'key-copy',
    ok: true,
    toDo: !copied,
    text: copied
      ? 'A paper copy of the root key was checked.'
      : 'No paper copy of this root key was checked yet. "postern key sheet" shows it, "postern key check --typed" checks it.',
  }
}

const notQuiet = (quiet: Quiet): Check => ({
  name: 'quiet',
  ok: quiet.reason() === null,
  text:
    quiet.reason() === null
      ? 'The desk speaks and publishes.'
      : 'The desk takes reports but neither speaks nor publishes, until a lead has looked at what waits (/desk/quiet) and lets it.',
})
