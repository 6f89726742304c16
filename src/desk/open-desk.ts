import { randomUUID } from 'node:crypto'
import { reveal } from '../advisory/advisory.ts'
import { seenBy } from '../case/allowed.ts'
import type { Case } from '../case/case.ts'
import type { Command } from '../case/command.ts'
import type { FileRef } from '../case/event.ts'
import { actorText, type CaseNumber, type MemberId, type Millis, role } from '../case/ids.ts'
import { day, type Policy } from '../case/policy.ts'
import { refuse } from '../case/refusal.ts'
import { creditsOf, type TeamView, teamView } from '../case/view.ts'
import { FilesAway } from '../store/blobs.ts'
import { caseByNumber, caseByStream, type InboxRecord } from '../store/inbox-rows.ts'
import { toldTogetherWith } from '../store/reporter-account-rows.ts'
import { withoutLead } from './access.ts'
import { besideReports } from './beside.ts'
import { budgetOf, isSlower } from './budget.ts'
import { type CaseFile, openEvent, readCase } from './case-file.ts'
import type { ClaimCheck } from './claims/claim-check.ts'
import { clustersOf, followersShown } from './clusters.ts'
import type { Desk, MemberActor, ReporterAccess, TeamCase } from './desk.ts'
import { drafts } from './drafts.ts'
import { eraseCase } from './erase.ts'
import { expectation } from './expectation.ts'
import { deskFigures } from './figures/figures.ts'
import { firstRun } from './first-run.ts'
import { freshId, freshSecret } from './fresh.ts'
import { goesAlong } from './goes-along.ts'
import { guestsOf } from './guests.ts'
import { handEntry } from './hand-entry.ts'
import { type HeldActs, heldActsOf } from './held.ts'
import { attackedFor, groupCounts, inboxPage } from './inbox.ts'
import { inboxFront } from './inbox-front.ts'
import { inboxSince } from './inbox-since.ts'
import { intakeState } from './intake-state.ts'
import { keptTexts } from './kept-texts.ts'
import { manyCases, type Viewer } from './many-cases.ts'
import type { Means } from './means.ts'
import { mentionsFor } from './mentions.ts'
import { news } from './news.ts'
import { openCases } from './open-cases.ts'
import { openFile } from './open-file.ts'
import { ownDesk } from './own-desk.ts'
import { naming, newestNaming, readPerson } from './person.ts'
import { planned } from './plan.ts'
import { policyShelf } from './policies.ts'
import type { InForce } from './policy-in-force.ts'
import { practice } from './practice.ts'
import { previewOf } from './preview.ts'
import { publicationProblems, publicationWarnings } from './publication-problems.ts'
import { namesOf, publicAdvisories, publicAdvisory, publicCredits } from './published.ts'
import { noteRead } from './read-leaf.ts'
import { offeredCode, openReceipt } from './receipts.ts'
import { reporterSide } from './reporter.ts'
import { reporterHistory } from './reporter-history.ts'
import { roomForFiles } from './room.ts'
import type { Search } from './search.ts'
import { seenFacts, seenPart } from './seen-part.ts'
import { namedCase, nowhere, sightOf } from './sight.ts'
import { type EndSpilled, spilled } from './spilled.ts'
import { triageOf } from './triage.ts'
import { advisoryId, type WritePath, writePath } from './write-path.ts'

export interface Around {
  readonly search: Search
  /** Names of the team, by the room that keeps them. */
  readonly members: Desk['members']
  /** Ends tokens and sessions that somebody wrote into a text. */
  readonly endSpilled: EndSpilled
  /** Until when this member reads this case by broken glass, or null. */
  readonly glassBroken: (member: MemberId, number: CaseNumber) => Promise<Millis | null>
  /** Looks up in the project's code what reports name. */
  readonly claims: ClaimCheck
  /** Where postern.yaml is, or would be. */
  readonly file: string
  /** From now on this policy is in force. */
  readonly put: (policy: InForce) => void
}

export interface OpenDesk {
  readonly desk: Desk
  readonly path: WritePath
  /** What the outbox carries out after its minute. */
  readonly held: HeldActs
  readonly policyBy: ReturnType<typeof policyShelf>
  /** Looks at the open cases once, so that the first page of a member need not wait for it. */
  start(): void
}

export function openDesk(means: Means, around: Around): OpenDesk {
  const policyBy = policyShelf(means)
  const path = writePath(means, policyBy, around.endSpilled)
  const intake = intakeState(means)
  const figures = deskFigures(means)
  const expected: Desk['expected'] = async (of) => {
    const [lately, slower, state] = await Promise.all([figures.lately(), isSlower(means, of.stream), intake.now()])
    // What is exploited now is due as ever; only what waits for the end of the pause is due so long after it.
    const behind = state.state === 'paused' && of.by >= state.until + means.policy.policy.deadlines.firstAnswer * day
    return expectation(lately, { ...of, slower, pausedUntil: behind ? state.until : null })
  }
  const reporter = reporterSide(means, path, policyBy, expected)
  const open = openCases(means)
  const reports = drafts(means, open, intake, () => around.search.changed())
  const entries = handEntry(means, () => around.search.changed())

  const rowOf = async (number: string): Promise<InboxRecord | undefined> =>
    /^P-[0-9A-Z]{6}$/.test(number) ? (await means.store.read(caseByNumber(number)))[0] : undefined
  const fileOf = async (record: InboxRecord | undefined) => {
    const file = record === undefined ? undefined : await readCase(means.store, means.keys, record.stream)
    return record === undefined || file === undefined ? undefined : { record, file }
  }
  const findAny = async (number: string) => fileOf(await rowOf(number))
  /**
   * What is kept from this member is not there for them. Asked before the case is read, and of what does not exist as
   * well: the answer takes as long for the one as for the other.
   */
  const find = async (viewer: MemberActor, number: string) => {
    const record = await rowOf(number)
    const sees = await sightOf(means).sees(viewer, record?.stream ?? nowhere)
    const found = sees ? await fileOf(record) : undefined
    return found !== undefined && seenBy(found.file.case, viewer.member) ? found : undefined
  }
  /** The same, and what was opened to them by broken glass: to be looked at, and for nothing else. */
  const findToLook = async (viewer: Viewer, number: string) => {
    const found = await find(viewer, number)
    if (found !== undefined) return { ...found, glassUntil: null }
    // It is broken for a lead, and for nobody who was one.
    const looks = viewer.onlyLooks === true && viewer.role === 'lead'
    const glassUntil = looks ? await around.glassBroken(viewer.member, number) : null
    const opened = glassUntil === null ? undefined : await findAny(number)
    return opened === undefined ? undefined : { ...opened, glassUntil }
  }
  const many = manyCases(means)
  const openedBy = async (viewer: Viewer, file: CaseFile, glassUntil: Millis | null = null): Promise<void> => {
    await many.admit(viewer, file.stream)
    await noteRead(means, file, actorText(viewer), glassUntil === null ? 'case-read' : 'glass-read')
  }
  const held = heldActsOf(means, {
    path,
    spilled: (actor, command) => spilled(means, around.endSpilled, actor, command),
    policyBy,
    roleOf: async (member) => {
      const found = (await around.members()).find(({ id, active }) => id === member && active)
      return role.safeParse(found?.role).data
    },
    changed: () => around.search.changed(),
  })
  const triage = triageOf(means, {
    open,
    held,
    beside: besideReports(means, around.search, around.claims),
    history: (file, viewer) => reporterHistory(means, around.search, viewer, file),
    teamCase: (file, viewer) => teamCase(means, policyBy, file, viewer),
    openedBy,
  })

  const desk: Desk = {
    triage,
    guests: guestsOf(means, path, policyBy, async (viewer, number) => (await find(viewer, number))?.file),
    clusters: clustersOf(means, path, {
      toAct: async (viewer, number) => (await find(viewer, number))?.file,
      toLook: async (viewer, number) => (await findToLook(viewer, number))?.file,
    }),
    saveDraft: (input) => reports.save(input),
    readDraft: (secret) => reports.read(secret),
    sendDraft: (secret, flood = false, by = null) => reports.send(secret, { flood, by }),
    report: (key, form, files, door, flood = false, by = null) => reports.report(key, form, files, door, { flood, by }),
    putFile: (name, source) => putFile(means, name, source),
    openReceipt: (code) => openReceipt(means, code),
    thread: (access) => reporter.thread(access),
    asReporter: async (access, command, given) => {
      const done = await reporter.give(access, command, given)
      if ('done' in done) around.search.changed()
      return done
    },
    offerReceipt: (access) => {
      const offer = { from: access.receipt, id: freshSecret(means.random) }
      return { offer, receipt: offeredCode(means, offer) }
    },
    rotateReceipt: (access, offer) => reporter.rotate(access, offer),
    replacedBy: (offer) => reporter.replacedBy(offer),
    forget: (access) => reporter.forget(access, { type: 'ForgetPerson', id: randomUUID() as string }),

    budget: (access) => budgetOf(means, access),

    inbox: async (viewer, ask) => {
      await noteRead(means, await deskReads(means), actorText(viewer), 'list-read')
      return inboxPage(means, await attackedFor(means, open, viewer), viewer, ask)
    },
    since: async (viewer, ask) => {
      await noteRead(means, await deskReads(means), actorText(viewer), 'list-read')
      return inboxSince(means, viewer, ask)
    },
    front: async (viewer, ask) => {
      await noteRead(means, await deskReads(means), actorText(viewer), 'list-read')
      return inboxFront(means, open, viewer, ask)
    },
    counts: (viewer) => groupCounts(means, open, viewer),
    caseFor: async (viewer, number) => {
      const found = await findToLook(viewer, number)
      if (found === undefined) return undefined
      await openedBy(viewer, found.file, found.glassUntil)
      return teamCase(means, policyBy, found.file, viewer, found.glassUntil)
    },
    streamOf: (viewer, number) => namedCase(means, viewer, number),
    own: ownDesk(means),
    kept: keptTexts(means),
    mentions: mentionsFor(means),
    news: news(means),
    handle: async (actor, number, command, given) => {
      const found = await find(actor, number)
      if (found === undefined) return refuse('no-such-case')
      const nobody = await withoutLead(command, around.members)
      if (nobody !== null) return nobody
      const { reporter: person } = found.file.case
      if (given !== undefined && person === null) return refuse('no-reporter')
      const forgets = command.type === 'ForgetPerson' && person !== null
      const more = goesAlong(means, around.members, { actor, file: found.file, command, given })
      const done = await path.give(actor, found.file.stream, await withMain(means, actor, command), more)
      if ('done' in done && forgets) means.keys.forget('person', person)
      if ('done' in done) around.search.changed()
      return done
    },
    handled: (actor, stream, id) => path.done(actor, stream, id),
    enterByHand: (actor, entry) => entries.enter(actor, entry),
    takeOver: (code, key) => entries.takeOver(code, key),
    preview: async (viewer, number) => {
      const found = await findToLook(viewer, number)
      const policy = found === undefined ? undefined : await policyBy(found.file.case.policy)
      if (found === undefined || policy === undefined) return undefined
      await openedBy(viewer, found.file, found.glassUntil)
      const { id } = await advisoryId(means, found.file.case)
      const previews = await previewOf(means, found.file, policy, undefined, id)
      const before = found.file.case.published.map(({ revision, at, extent }) => ({ revision, at, extent }))
      const shown = async (document: typeof previews.brief) =>
        reveal(document, await namesOf(means, document), [
          ...before,
          { revision: document.revision, at: means.clock.now(), extent: document.extent },
        ])
      return {
        brief: await shown(previews.brief),
        full: await shown(previews.full),
        extent: previews.next.extent,
        digest: previews.next.digest,
        document: previews.next.document,
        problems: publicationProblems(found.file.case, policy, previews, viewer, means.clock.now()),
        warnings: publicationWarnings(found.file.case, policy, previews),
        silent: previews.silent,
        seq: found.file.case.seq,
      }
    },
    search: async (viewer, words) => {
      await noteRead(means, await deskReads(means), actorText(viewer), 'search', words)
      return around.search.find(words, await sightOf(means).keptFrom(viewer), viewer)
    },
    file: async (viewer, number, fileId) => {
      const found = await (viewer.as === 'reporter' ? findAny(number) : findToLook(viewer, number))
      if (found === undefined) return undefined
      const ref =
        viewer.as === 'reporter'
          ? await reportersFile(reporter, viewer, found.file, fileId)
          : teamsFile(found.file, fileId)
      if (ref === undefined) return undefined
      if (viewer.as === 'member') await noteRead(means, found.file, actorText(viewer), 'file-read')
      return openFile(means, ref)
    },

    policy: () => means.policy,
    policyBy,
    advisories: (after) => publicAdvisories(means, after),
    advisory: (id, revision) => publicAdvisory(means, id, revision),
    credits: () => publicCredits(means),
    members: () => around.members(),
    now: () => means.clock.now(),

    intake,
    figures,
    expected,

    firstRun: firstRun(means, around),
    practice: practice(means),
    erase: async (ask) => {
      const erased = await eraseCase(means, ask)
      if (!('refused' in erased)) around.search.changed()
      return erased
    },
  }
  // Who asks later is told what went wrong; here nobody does.
  const start = () => void open.attacked().catch(() => undefined)
  return { desk, path, held, policyBy, start }
}

async function putFile(means: Means, name: string, source: AsyncIterable<Uint8Array>): Promise<FileRef> {
  roomForFiles(means.room())
  means.uploads.expect()
  const ref = await means.blobs.put(source, means.limits.fileSize).catch((failure: unknown) => {
    if (failure instanceof FilesAway) means.note('files-away', { reason: failure.reason })
    throw failure
  })
  means.uploads.arrived(ref.blob, ref.size)
  return { id: freshId(means.random), name: name.slice(0, means.limits.fileName), ...ref }
}

/** People name a duplicate's main case by its number; the fact keeps its stream. */
async function withMain(means: Means, actor: MemberActor, command: Command): Promise<Command> {
  if (command.type !== 'DeclineReport' || command.duplicateOf === undefined) return command
  const duplicateOf = await namedCase(means, actor, command.duplicateOf)
  return { ...command, duplicateOf: duplicateOf ?? nowhere }
}

async function teamCase(
  means: Means,
  policyBy: ReturnType<typeof policyShelf>,
  file: CaseFile,
  viewer: MemberActor,
  glassUntil: Millis | null = null,
): Promise<TeamCase | undefined> {
  const policy = await policyBy(file.case.policy)
  if (policy === undefined) return undefined
  const kept = await sightOf(means).keptFrom(viewer)
  const shownCase = seenPart(file.case, kept)
  const view = teamViewOf(file.case, shownCase, policy, means, viewer)
  // Of a large cluster as many as its own page shows at once.
  const persons = new Set([
    ...(file.case.reporter === null ? [] : [file.case.reporter]),
    ...view.credits.slice(0, followersShown + 1),
  ])
  const people = await Promise.all(
    [...persons].map(async (person) => {
      const record = await readPerson(means.store, means.keys, person)
      const shown = person === file.case.reporter ? file.case.credit.naming : newestNaming(record)
      return [person, { name: record.name, email: record.email, naming: naming(record, shown) }] as const
    }),
  )
  return {
    number: file.case.number,
    stream: file.stream,
    view,
    policy,
    digest: file.case.policy,
    people: new Map(people),
    linked: await linkedCases(means, shownCase, viewer),
    together: await toldTogether(means, file, viewer),
    newerPolicy: file.case.policy !== means.policy.digest,
    planProblems: await planned(means, file, policy),
    facts: seenFacts(
      (await means.store.events(file.stream)).map((stored) => openEvent(file.key, stored)),
      kept,
    ),
    glassUntil,
  }
}

async function toldTogether(means: Means, { stream }: CaseFile, viewer: MemberActor): Promise<readonly CaseNumber[]> {
  const others = await means.store.read(toldTogetherWith(stream))
  const rows = await Promise.all(
    others.map(async (other) =>
      (await sightOf(means).sees(viewer, other.stream)) ? means.store.read(caseByStream(other.stream)) : [],
    ),
  )
  return rows.flat().map(({ number }) => number)
}

/** Rules look at the whole case; what is shown of it is what this member may know. */
const teamViewOf = (whole: Case, shown: Case, policy: Policy, { clock }: Means, viewer: MemberActor): TeamView => ({
  ...teamView(whole, policy, clock.now(), viewer),
  case: shown,
  credits: creditsOf(shown),
})

async function linkedCases(means: Means, shown: Case, viewer: MemberActor): Promise<TeamCase['linked']> {
  const main = shown.declined?.duplicateOf
  const streams = [
    ...shown.duplicates.slice(0, followersShown).map((linked) => linked.case),
    ...(main === undefined || main === null ? [] : [main]),
  ]
  const files = await Promise.all(streams.map((stream) => readCase(means.store, means.keys, stream)))
  return new Map(
    files.flatMap((linked) =>
      linked === undefined || !seenBy(linked.case, viewer.member)
        ? []
        : [[linked.stream, { number: linked.case.number, title: linked.case.report.title }] as const],
    ),
  )
}

// ── files ──────────────────────────────────────────────────────────────────────────────────────────────────────────

const teamsFile = (file: CaseFile, id: string): FileRef | undefined =>
  [
    ...file.case.files,
    ...file.case.thread.flatMap((message) => message.files),
    ...file.case.notes.flatMap((note) => note.files),
    ...file.case.fixes.flatMap((fix) => fix.files),
  ].find((ref) => ref.id === id)

async function reportersFile(
  reporter: ReturnType<typeof reporterSide>,
  access: ReporterAccess,
  file: CaseFile,
  id: string,
): Promise<FileRef | undefined> {
  if (access.stream !== file.stream) return undefined
  return (await reporter.thread(access))?.view.files.find((ref) => ref.id === id)
}

/** Lists and searches belong to no case; their leaves have a stream of their own. */
const deskReads = async (means: Means) => ({ stream: 'desk-reads', key: await means.keys.desk() })
