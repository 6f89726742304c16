import { tagBase } from './advisory/feed.ts'
import { smtpChannel } from './channels/email/smtp.ts'
import { callHeartbeat } from './channels/heartbeat.ts'
import { webhookChannel } from './channels/webhook/webhook.ts'
import { settingsDigest } from './config/digest.ts'
import { withPort } from './config/free-port.ts'
import { ConfigRefused } from './config/problem.ts'
import { saidInFile } from './config/setting-names.ts'
import { type Config, readConfig } from './config.ts'
import { openAccounts } from './desk/accounts/open-accounts.ts'
import { type AuditLog, auditLog } from './desk/audit/audit-log.ts'
import { trustedMemory } from './desk/audit/memory.ts'
import { whenBegun } from './desk/begun.ts'
import { claimCheck } from './desk/claims/claim-check.ts'
import { clockwork } from './desk/clockwork.ts'
import { carryCluster, clusterTopic } from './desk/cluster.ts'
import { type Copies, copies, lastBackup } from './desk/copies.ts'
import { type DatabaseClock, databaseClock } from './desk/database-clock.ts'
import type { Desk } from './desk/desk.ts'
import { forgetsWithOthers } from './desk/forgetting.ts'
import { type Check, healthOf } from './desk/health.ts'
import { healthWatch } from './desk/health-watch.ts'
import { carryHeartbeat, heartbeat, heartbeatTopic } from './desk/heartbeat.ts'
import { houseFigures } from './desk/house-figures.ts'
import { listsAnew } from './desk/lists-anew.ts'
import type { Clock, Means } from './desk/means.ts'
import { alone, joinNodes, type Nodes, someNodeRuns } from './desk/nodes.ts'
import type { Notices } from './desk/notices.ts'
import { openDesk } from './desk/open-desk.ts'
import { openNotices } from './desk/open-notices.ts'
import { openSearch } from './desk/open-search.ts'
import { outbox } from './desk/outbox.ts'
import { newerPolicy, policyInForce, putInForce } from './desk/policy-in-force.ts'
import { publicKeys } from './desk/public-keys.ts'
import { type Quiet, quietDesk } from './desk/quiet.ts'
import { readiness } from './desk/readiness.ts'
import { rebuildProjections } from './desk/rebuild.ts'
import { retention } from './desk/retention.ts'
import { roomAt, roomWarning } from './desk/room.ts'
import { type RootKeyCare, rootKeyCare } from './desk/root-key-care.ts'
import { rosterFile } from './desk/roster-file.ts'
import { noteSettings } from './desk/settings-watch.ts'
import { sweeper } from './desk/sweep.ts'
import { type Undelivered, undelivered } from './desk/undelivered.ts'
import { uploads } from './desk/uploads.ts'
import { ArchiveRefused } from './store/archive/refused.ts'
import { chance } from './store/chance.ts'
import { checkpointFile } from './store/checkpoint-file.ts'
import { diskUse } from './store/disk-use.ts'
import { openEmbedded } from './store/embedded.ts'
import type { Failpoints } from './store/failpoints.ts'
import { heldTopic } from './store/held-rows.ts'
import type { Kept } from './store/kept.ts'
import { checkRootKey } from './store/keys.ts'
import { findMeta, putMeta } from './store/meta-rows.ts'
import { type CopyAsk, type ProvedCopy, type PutBackAsk, proveCopy, putBack } from './store/put-back.ts'
import { KeyRefused, lineOf, newRootKey, type RootKey } from './store/root-ring.ts'
import { makeRootKey, missingRootKey, readRootKey } from './store/rootkey.ts'
import type { SealingKey } from './store/seal.ts'
import { serverRuns as lockIsHeld } from './store/server-lock.ts'
import { openShared, peekShared, type SharedAsk } from './store/shared.ts'
import { peekSqlite } from './store/sqlite.ts'
import { StartRefused } from './store/start-refused.ts'
import { oidcProvider } from './team/oidc.ts'
import { openTeam } from './team/open-team.ts'
import type { Team } from './team/team.ts'
import { assetFolders } from './web/asset-folders.ts'
import { loadAssets } from './web/assets.ts'
import { type WebLog, webLog } from './web/log.ts'
import { counted, metricsServer } from './web/metrics.ts'
import { routes } from './web/routes.ts'
import { webServer } from './web/server.ts'
import { type WaitingRoom, waitingRoom } from './web/waiting-room.tsx'

/** Lights the lamps: builds everything, and alone names the stores and channels that are really used. */
export interface House {
  readonly config: Config
  readonly desk: Desk
  readonly team: Team
  readonly quiet: Quiet
  readonly notices: Notices
  readonly undelivered: Undelivered
  readonly audit: AuditLog
  /** The key file, where this start made it: somebody has to be told. */
  readonly newKeyFile: string | null
  readonly rootKey: RootKeyCare
  /** Answers one request without a socket. */
  fetch(request: Request, peer?: string): Promise<Response>
  /** Listens and sets the desk to work. */
  open(): Promise<{ readonly url: string; readonly firstMember: string | null }>
  /** One look at everything that is due; the clockwork does it by itself while the house is open. */
  tick(): Promise<void>
  health(): Promise<readonly Check[]>
  /** Whether a server works on this data at this moment. */
  serverRuns(): Promise<boolean>
  /** Commits since the start, and the requests they carried. */
  stats(): { readonly commits: number; readonly requests: number }
  readonly copies: Copies
  /** Takes away what nobody wants any more; done every hour while the house is open. */
  sweep(): Promise<void>
  /** What the team reads above the inbox. */
  warnings(): readonly string[]
  /** Makes every projection anew from the facts. */
  rebuild(tell: (done: number) => void): Promise<number>
  close(): Promise<void>
}

export interface HouseAsk {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock?: Clock | undefined
  readonly random?: ((bytes: number) => Uint8Array) | undefined
  readonly failpoints?: Failpoints | undefined
  readonly log?: WebLog | undefined
  /** `console`: beside a running server; never migrates and runs no workers. */
  readonly as?: 'server' | 'console' | undefined
  /** What this data is for: a demo's folder never becomes a desk's, nor the reverse. */
  readonly kind?: 'desk' | 'demo' | undefined
  readonly acceptNewOrigin?: boolean | undefined
  readonly onFatal?: ((error: Error) => void) | undefined
  /** How full the disk is, from 0 to 1; the machine is asked where nothing is said. */
  readonly diskUse?: (() => number) | undefined
  /** Listens already while the data of an older version is brought up to date, and says so to whoever comes. */
  readonly tellMeanwhile?: boolean | undefined
}

/** Throws `ConfigRefused`, `StartRefused` or `KeyRefused` with one clear sentence, and nothing is changed. */
export async function house(ask: HouseAsk): Promise<House> {
  const config = await withPort(readConfig({ env: ask.env }))
  const clock = ask.clock ?? machineClock
  const random = ask.random ?? chance
  const log = ask.log ?? webLog()
  const server = ask.as !== 'console'
  const meanwhile =
    server && ask.tellMeanwhile === true ? waitingRoom(config, () => loadAssets(assetFolders())) : undefined
  const kept = await openStore(config, {
    upgrading: meanwhile?.tell,
    folder: config.data,
    blobs: config.blobs,
    // Whoever sends a file hears of it before the line is cut for silence.
    patience: Math.max(1, config.limits.idleSeconds - 5) * 1_000,
    server,
    env: ask.env,
    keyFile: config.keyFile ?? undefined,
    now: clock.now(),
    allowNetworkFs: config.storage.allowNetworkFolder,
    failpoints: ask.failpoints,
    onFatal: ask.onFatal ?? exitAtOnce,
    awaited: () => log.note('database-awaited'),
  })
  try {
    const known = server ? config : await knownAs(config, kept)
    return await furnish({ ...ask, config: known, clock, random, log, server, kept, meanwhile })
  } catch (error) {
    meanwhile?.close()
    await kept.close()
    throw error
  }
}

/** DATABASE_URL alone says where a desk keeps what it knows. */
const openStore = (
  config: Config,
  ask: Parameters<typeof openEmbedded>[0] & Pick<SharedAsk, 'awaited'>,
): Promise<Kept> =>
  config.databaseUrl === null ? openEmbedded(ask) : openShared({ ...ask, databaseUrl: config.databaseUrl })

/** Beside a running desk the console makes links for the address that the desk was started with. */
async function knownAs(config: Config, { store }: Kept): Promise<Config> {
  const [row] = await store.read(findMeta('origin'))
  return row === undefined || !config.urlByDefault ? config : Object.freeze({ ...config, url: row.value })
}

interface Building extends HouseAsk {
  readonly config: Config
  readonly clock: Clock
  readonly random: (bytes: number) => Uint8Array
  readonly log: WebLog
  readonly server: boolean
  readonly kept: Kept
  readonly meanwhile: WaitingRoom | undefined
}

/**
 * Room by room, each after what it stands on. What is built further down, such as the audit log or the health of the
 * desk, is only asked for once the house is open.
 */
async function furnish(building: Building): Promise<House> {
  const { config, random, log, kept } = building
  const { store, keys, blobs } = kept
  const shared = await sharedClock(building)
  const clock = shared ?? building.clock
  const beside = checkpointFile({ keyFile: kept.root.file, deskId: kept.deskId, env: building.env })
  if (building.server) await trustedMemory(kept, beside.read())
  await rightKind(building)
  const nodes = await nodesOf({ ...building, clock }, shared, () => inStep())
  const given = !building.server || nodes.aside() === 'other-configuration' ? await policyInForce(store) : undefined
  let inForce = given ?? (await putInForce(store, config.policy, clock.now()))
  let aside = given !== undefined

  // ── what every room is given ─────────────────────────────────────────────────────────────────────────────────────
  const use =
    building.diskUse ??
    diskUse([config.data, ...(typeof config.blobs === 'string' ? [config.blobs] : [])], () => clock.steady())
  const means: Means = {
    store,
    keys,
    blobs,
    clock,
    random,
    limits: config.limits,
    uploads: uploads({ clock, limits: config.limits }),
    room: () => roomAt(use()),
    origin: config.url,
    get policy() {
      return inForce
    },
    // Where the log lies in a database elsewhere, that one says itself when it is full.
    auditStands: () => !audit.numbering.behind() && (store.shared || roomAt(use()) !== 'little'),
    note: log.note,
  }

  // ── who comes in, and the desk itself ────────────────────────────────────────────────────────────────────────────
  const begun = await whenBegun(means)
  const quiet = await quietDesk(means, { accept: building.acceptNewOrigin === true, server: building.server })
  const team = openTeam({
    ...{ store, keys, clock, random, origin: config.url },
    provider: config.signIn.provider === undefined ? null : oidcProvider(config.signIn.provider, config.oidcSecret),
    get project() {
      return inForce.policy.project.name
    },
  })
  const search = openSearch(means)
  const { desk, path, held, policyBy, start } = openDesk(means, {
    search,
    claims: claimCheck(config.claimCheck.repository ?? null, () => clock.steady()),
    endSpilled: (text, by) => team.endSpilled(text, by),
    glassBroken: (member, number) => team.glassBroken(member, number),
    file: config.configPath,
    put: (policy) => {
      inForce = policy
    },
    members: async () =>
      (await team.members()).map(({ id, name, role, state }) => ({ id, name, role, active: state !== 'removed' })),
  })

  // ── what works by itself ─────────────────────────────────────────────────────────────────────────────────────────
  const resting = () => quiet.reason() !== null || nodes.aside() !== null
  const works = clockwork(means, path, policyBy, resting)
  const far = channels(config, clock)
  const told = openNotices(means, { ...far, webhooks: config.webhooks, keepJobs: config.retention.outbox })
  const post = outbox(means, told.carrier, resting, {
    [heldTopic]: held.carry,
    [heartbeatTopic]: carryHeartbeat(means, async () => config.heartbeat && callHeartbeat(config.heartbeat)),
    [clusterTopic]: carryCluster(means, path, policyBy),
  })
  const lost = undelivered(means)
  const accounts = config.reporterAccounts ? openAccounts(means, { mail: far.letters !== null, desk }) : null
  if (building.server) await noteSettings(means, saidInFile(config.policy, config))
  const audit = auditLog(means, { begun, kept: beside })
  const rootKey = rootKeyCare(means, kept.root)
  const forgets = forgetsWithOthers(means, () => search.changed())
  const keeps = retention(means, config.retention, () => quiet.reason() !== null)
  const sweep = sweeper(means, {
    team: () => Promise.all([team.sweep(), told.sweep(), keeps.look(), accounts?.sweep()]),
    copies: kept.dropCopies,
  })
  const lists = listsAnew(means, async (signal) => {
    const cases = await rebuildProjections(means, policyBy, () => undefined, signal)
    return signal.aborted ? null : cases
  })

  // ── the doors ────────────────────────────────────────────────────────────────────────────────────────────────────
  const ready = readiness(means, nodes)
  const answers = counted(log)
  const web = webServer({
    config,
    desk,
    team,
    routes: config.reporterAccounts ? routes : routes.filter(({ only }) => only !== 'accounts'),
    log: answers.log,
    random,
    now: () => clock.now(),
    assets: loadAssets(assetFolders()),
    secret: keys.purpose('session').bytes,
    house: {
      ready,
      begunAt: begun.at,
      proofKeys: publicKeys(keys, begun.at),
      rootKey: async () => ({ from: rootKey.now().from, copied: await rootKey.isCopied() }),
      roster: () => rosterFile(means, team),
      feedTag: async () => tagBase(begun.origin, begun.at),
      quiet,
      warnings: () => [roomWarning(use()) ?? [], keeps.warnings()].flat(),
      checks: () => health(),
      wrong: () => watch.wrong(),
      notices: told.notices,
      accounts,
      undelivered: lost,
      audit,
    },
  })

  // ── how the house is ─────────────────────────────────────────────────────────────────────────────────────────────
  /** What this node remembers, and others may have changed. */
  async function inStep(): Promise<void> {
    if (aside) inForce = await putInForce(store, config.policy, clock.now())
    else inForce = (await newerPolicy(store, inForce)) ?? inForce
    aside = false
    await quiet.look()
    search.changed()
  }
  const serverRuns = async () => (store.shared ? someNodeRuns(store, clock.now()) : lockIsHeld(config.data))
  const health = () =>
    healthOf(means, team, quiet, audit, serverRuns, rootKey, settingsDigest(config), {
      diskUse: use,
      nobodyTold: () => told.notices.nobodyTold(),
      securityTxtDays: config.securityTxt.days,
    })
  const watch = healthWatch(means, health)
  const metrics =
    config.metrics === null
      ? null
      : metricsServer({
          ...config.metrics,
          figures: async () => [
            ...houseFigures({
              checks: await health(),
              stats: store.stats(),
              diskUse: use(),
              ready: (await ready()).ready,
              backupAt: await lastBackup(store),
              rss: process.memoryUsage.rss(),
            }),
            ...answers.figures(),
          ],
        })
  const pulse = config.heartbeat === undefined ? null : heartbeat(means, config.heartbeat.minutes)

  // ── the house ────────────────────────────────────────────────────────────────────────────────────────────────────
  const tick = async () => {
    await nodes.look()
    await works.tick()
    await pulse?.run()
    await post.run()
    await desk.news.look()
    await audit.numbering.run()
    await watch.look()
    await lists.run()
  }
  return {
    config,
    desk,
    team,
    quiet,
    notices: told.notices,
    undelivered: lost,
    audit,
    rootKey,
    newKeyFile: kept.isNew ? kept.root.file : null,
    tick,
    serverRuns,
    health,
    stats: () => store.stats(),
    copies: copies(means, kept),
    sweep: () => sweep.sweep(),
    warnings: () => web.warnings(),
    rebuild: (tell) => rebuildProjections(means, policyBy, tell),
    fetch: (request, peer) => web.fetch(request, peer),
    async open() {
      const { url } = await web.listen(building.meanwhile?.listening())
      await metrics?.listen()
      for (const worker of [nodes, works, post, sweep, search, forgets, audit.numbering, pulse, watch, lists])
        worker?.start()
      start()
      return { url, firstMember: await team.firstEnrolment() }
    },
    async close() {
      desk.news.close()
      await web.close()
      await metrics?.close()
      await pulse?.stop()
      await watch.stop()
      await lists.stop()
      // What is on its way arrives first, or another node would send it once more.
      await post.stop()
      for (const channel of [far.letters, far.calls]) channel?.close()
      for (const worker of [works, post, sweep, forgets, audit.numbering, nodes]) await worker.stop()
      await search.close()
      await kept.close()
    },
  }
}

/** A clock that was handed in is not this machine's, and is left as it is. */
const sharedClock = async ({ clock, kept: { store } }: Building): Promise<DatabaseClock | undefined> =>
  store.clock === undefined || clock !== machineClock ? undefined : databaseClock(clock, store.clock)

/** One of several, where the store is shared. */
const nodesOf = async (
  { config, clock, log, server, kept: { store } }: Building,
  shared: DatabaseClock | undefined,
  together: () => Promise<void>,
): Promise<Nodes> =>
  server && store.shared
    ? joinNodes({ store, clock, shared, together, note: log.note, configuration: settingsDigest(config) })
    : alone

/** The ways out of this house, as far as the operator opened them. */
const channels = (config: Config, clock: Clock) => ({
  letters:
    config.mail.smtp === undefined
      ? null
      : smtpChannel({
          smtp: config.mail.smtp,
          password: config.smtpPassword,
          host: new URL(config.url).hostname,
          steady: () => clock.steady(),
        }),
  calls: webhookChannel({
    webhooks: config.webhooks,
    origin: config.url,
    secrets: config.webhookSecrets,
    now: () => clock.now(),
  }),
})

/** A demo's data never becomes a desk's, nor the reverse. */
async function rightKind({ kept, kind = 'desk', server }: Building): Promise<void> {
  const [row] = await kept.store.read(findMeta('kind'))
  if (row === undefined && server) await kept.store.write([putMeta('kind', kind)])
  if (row !== undefined && row.value !== kind && server)
    throw new StartRefused(
      'other-kind',
      `This data folder belongs to a ${row.value === 'demo' ? 'demo' : 'real desk'}. Name another folder in POSTERN_DATA; nothing was changed.`,
    )
}

export const machineClock: Clock = {
  now: () => Date.now(),
  steady: () => performance.now(),
  every(milliseconds, work) {
    const timer = setInterval(work, milliseconds)
    timer.unref()
    return { stop: () => clearInterval(timer) }
  },
}

/** After a failed fsync nobody knows what is on disk: the only honest answer is to stop (USENIX ATC 2020). */
const exitAtOnce = (error: Error): void => {
  process.stderr.write(`${JSON.stringify({ level: 'fatal', event: 'store-failed', error: error.name })}\n`)
  process.exit(1)
}

// ── what the console does without a desk that is open ───────────────────────────────────────────────────────────────

/** Whether this is a no with a sentence for the person at the console, and nothing was changed. */
export const refusesToStart = (error: unknown): error is Error =>
  [ConfigRefused, StartRefused, KeyRefused, ArchiveRefused].some((no) => error instanceof no)

/** `postern key create`: makes a key file that does not exist yet; `key` where it was typed from paper. */
export const createKey = (
  config: Config,
  env: HouseAsk['env'],
  file: string | undefined,
  key?: SealingKey,
): string | null =>
  makeRootKey({ file: file ?? config.keyFile ?? undefined, env, deskId: 'postern', dataFolder: config.data }, key).file

/** `postern key create --print`: a line for wherever the root key comes from. */
export const newKeyLine = (): string => lineOf(newRootKey())

/** `postern key check`: throws `KeyRefused` where the key does not open this desk. */
export async function checkKey(config: Config, env: HouseAsk['env']): Promise<RootKey> {
  const desk = config.databaseUrl === null ? peekSqlite(config.data) : await peekShared(config.databaseUrl)
  if (desk.deskId === undefined || desk.keyCheck === undefined)
    throw new StartRefused(
      'no-desk',
      `There is no desk ${config.databaseUrl === null ? `in ${config.data}` : 'in the database'} yet.`,
    )
  const ask = { file: config.keyFile ?? undefined, env, deskId: desk.deskId, dataFolder: config.data }
  const found = readRootKey(ask)
  if (found === undefined) throw missingRootKey(ask)
  checkRootKey(found, desk.keyCheck)
  return found
}

/** `postern verify COPY`: proves an export or a backup, offline. */
export const verifyCopy = (config: Config, env: HouseAsk['env'], ask: CopyWords): Promise<ProvedCopy> =>
  proveCopy({ ...ask, env, keyFile: config.keyFile ?? undefined, data: config.data })

/** `postern restore`: into an empty data folder. */
export const restoreCopy = (
  config: Config,
  env: HouseAsk['env'],
  ask: CopyWords & Pick<PutBackAsk, 'acceptLost'>,
): Promise<ProvedCopy> =>
  putBack({
    ...ask,
    env,
    keyFile: config.keyFile ?? undefined,
    data: config.data,
    blobs: config.blobs,
    databaseUrl: config.databaseUrl,
    now: machineClock.now(),
    onFatal: exitAtOnce,
  })

type CopyWords = Pick<CopyAsk, 'path' | 'name' | 'tell'>
