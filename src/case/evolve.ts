import type { Case, Embargo, Guest, LateWish, Message, Note, Seen } from './case.ts'
import type { CaseEvent, Deadlines, EventOf, EventType, FileRef, Recorded, StepKind } from './event.ts'
import type { MemberId, Millis } from './ids.ts'
import { nobody, noWishes, withWish } from './late-credit.ts'

/** The case as its facts add up to it. It never objects: what happened, happened. */
export const replay = (history: readonly Recorded[]): Case | null => {
  let state: Case | null = null
  for (const recorded of history) state = evolve(state, recorded)
  return state
}

export const evolve = (state: Case | null, recorded: Recorded): Case => {
  const { event, at } = recorded
  if (event.type === 'ReportReceived') return received(event, recorded)
  if (state === null) throw new Error(`a case begins with a report, not with ${event.type}`)
  const next = { ...state, ...changes(state, event, recorded), seq: recorded.seq, updatedAt: at }
  if ('deadlines' in event && event.deadlines !== undefined) next.deadlines = moved(next.deadlines, event.deadlines)
  if (seenByReporter(event, recorded)) {
    next.visible = seenAgain(state.visible, at)
    if (state.openedAt === null && memberOf(recorded) !== null) next.openedAt = at
  }
  if (followedByDuplicates.has(event.type)) next.followed = seenAgain(state.followed, at)
  if (state.declined?.reason === 'duplicate' && next.declined === null) next.followed = farAhead(next.followed)
  return next
}

const received = (event: EventOf<'ReportReceived'>, recorded: Recorded): Case => {
  const { at, seq } = recorded
  const from = event.reporter === null ? 'team' : 'reporter'
  return {
    seq,
    number: event.number,
    door: event.door,
    practice: event.practice === true,
    policy: event.policy,
    report: event.report,
    reporter: event.reporter,
    receivedAt: event.arrivedAt ?? at,
    updatedAt: at,
    acknowledged: null,
    openedAt: memberOf(recorded) === null ? null : at,
    question: null,
    reviews: 1,
    acceptedAt: null,
    declined: null,
    declineAnswered: false,
    withdrawnAt: null,
    reproducedAt: null,
    skipped: new Map(),
    fixes: [],
    verifiedAt: null,
    verifiedBy: null,
    cve: { requestedAt: null, id: null, refused: null, settledAt: null },
    released: null,
    windowEnded: null,
    draft: {},
    draftSeq: 0,
    approvals: new Map(),
    schedule: null,
    held: null,
    published: [],
    detailsCompletedAt: null,
    credit: {
      askedAt: null,
      as: event.credit ?? null,
      naming: event.credit === 'named' ? 1 : 0,
      confirmed: null,
      waits: false,
    },
    receiptReplaced: false,
    lateCredit: noWishes,
    duplicates: [],
    embargo: { state: 'none', until: null, terms: null, agreedBy: null, proposal: null },
    exposure: { vulnerability: null, exploit: null, attacks: null },
    deadlines: moved(new Map(), event.deadlines ?? {}),
    reminded: { reporter: null, team: null },
    visible: { version: 1, at },
    followed: { version: 1, at },
    thread: [
      { seq, at, from, member: memberOf(recorded), kind: 'report', text: event.report.description, files: event.files },
    ],
    notes: [],
    files: event.files,
    assignee: null,
    access: null,
    guests: [],
    tags: [],
    severity: null,
    needsCvss4: event.needsCvss4 === true,
    affected: [],
    forgotten: false,
    closedAt: null,
  }
}

/** What one fact changes. A switch over the whole field, on purpose in one piece. */
const changes = (state: Case, event: CaseEvent, recorded: Recorded): Partial<Case> => {
  const { at } = recorded
  const say = (
    from: Message['from'],
    kind: Message['kind'],
    text: string | undefined,
    files: readonly FileRef[] = [],
  ) => told(state, recorded, { from, kind, text, files })
  switch (event.type) {
    case 'ReportReceived':
      throw new Error('a case is received once')
    case 'ReceiptAcknowledged':
      return { acknowledged: { at: state.acknowledged?.at ?? at, automatic: event.automatic } }
    case 'InformationRequested':
      return { question: { at, text: event.text }, ...say('team', 'question', event.text) }
    case 'InformationAdded':
      // "The process begins again": until a report is accepted, every answer starts another review.
      return {
        question: null,
        reviews: state.acceptedAt === null ? state.reviews + 1 : state.reviews,
        ...say('reporter', 'information', event.text, event.files),
      }
    case 'ReportAccepted':
      return { acceptedAt: state.acceptedAt ?? at, question: null }
    case 'ReportDeclined':
      return {
        declined: { at, reason: event.reason, text: event.text, duplicateOf: event.duplicateOf ?? null },
        question: null,
        schedule: null,
        held: null,
        ...say('team', 'decline', event.text),
      }
    case 'DeclineAnswered':
      return {
        declined: null,
        declineAnswered: true,
        acceptedAt: null,
        reviews: state.reviews + 1,
        ...say('reporter', 'decline-answer', event.text, event.files),
      }
    case 'ReportWithdrawn':
      return {
        withdrawnAt: at,
        question: null,
        schedule: null,
        held: null,
        ...say('reporter', 'withdrawal', event.text),
      }
    case 'CaseReopened':
      return { declined: null, withdrawnAt: null, ...noted(state, recorded, event.text, []) }
    case 'ReproductionConfirmed':
      return { reproducedAt: at, skipped: without(state.skipped, 'reproduce'), ...say('team', 'message', event.text) }
    case 'StepSkipped':
      return { skipped: new Map(state.skipped).set(event.step, event.reason) }
    case 'FixOffered':
      return {
        fixes: [
          ...state.fixes.map((fix) => (fix.outcome === 'failed' ? fix : { ...fix, outcome: 'replaced' as const })),
          {
            at,
            text: event.text,
            version: event.version ?? null,
            image: event.image ?? null,
            files: event.files,
            outcome: 'open',
          },
        ],
        verifiedAt: null,
        verifiedBy: null,
        skipped: without(state.skipped, 'patch', 'verify'),
        ...say('team', 'fix', event.text, event.files),
      }
    case 'FixVerified':
      return {
        verifiedAt: at,
        verifiedBy: event.by,
        fixes: lastFix(state, 'verified'),
        ...say(event.by, 'fix-verified', event.text ?? ''),
      }
    case 'FixFailed':
      // Back to patching, also where no early fix had been offered.
      return {
        verifiedAt: null,
        verifiedBy: null,
        fixes: lastFix(state, 'failed'),
        skipped: without(state.skipped, 'patch', 'verify'),
        ...say(event.by, 'fix-failed', event.text, event.files),
      }
    case 'CveRequested':
      return { cve: { ...state.cve, requestedAt: at } }
    case 'CveRecorded':
      return { cve: { ...state.cve, id: event.cve, refused: null, settledAt: at } }
    case 'CveRefused':
      return { cve: { ...state.cve, refused: event.reason, settledAt: at } }
    case 'FixReleased':
      return { released: { at, version: event.version, url: event.url ?? null, commit: event.commit ?? null } }
    case 'AdvisoryDrafted':
      return { draft: { ...state.draft, ...event.fields }, draftSeq: recorded.seq }
    case 'AdvisoryApproved':
      return approved(state, event.digest, recorded)
    case 'AdvisoryScheduled': {
      const by = memberOf(recorded)
      if (by === null) throw new Error('only a member schedules a publication')
      return {
        schedule: { publishAt: event.publishAt, revision: event.revision, digest: event.digest, by },
        held: null,
      }
    }
    case 'ScheduleCancelled':
      return { schedule: null, held: null }
    case 'AdvisoryPublished':
    case 'PracticePublished': {
      const { type: _, deadlines: __, ...publication } = event
      return {
        published: [...state.published, { at, ...publication }],
        lateCredit: noWishes,
        detailsCompletedAt: event.extent === 'full' ? (state.detailsCompletedAt ?? at) : state.detailsCompletedAt,
        question: null,
        schedule: null,
        held: null,
      }
    }
    case 'DetailsCompleted':
      return { detailsCompletedAt: at }
    case 'UpdateWindowEnded':
      return { windowEnded: { at, reason: event.reason } }
    case 'CreditAsked':
      return { credit: { ...state.credit, askedAt: at }, ...say('team', 'credit-question', event.text ?? '') }
    case 'CreditChosen':
      return {
        credit: { ...state.credit, as: event.as, naming: event.naming, waits: state.receiptReplaced },
        ...late(state, event.person, { ...event, receivedAt: state.receivedAt }),
        // Nobody but the reporter gives a name again, and then there is something to drop once more.
        forgotten: state.forgotten && event.as !== 'named',
      }
    case 'CreditConfirmed':
      return { credit: { ...state.credit, confirmed: event.naming, waits: false } }
    case 'PersonForgotten':
      return forgotten(state, event.person)
    case 'EmbargoProposed':
    case 'EmbargoAccepted':
    case 'EmbargoRejected':
    case 'EmbargoExited':
      return { embargo: embargoAfter(state.embargo, event), ...embargoWords(event, say) }
    case 'ExposureRecorded':
      return {
        exposure: {
          ...state.exposure,
          [event.exposure]: { awareAt: event.awareAt, by: event.by, reason: event.reason },
        },
      }
    case 'MessageSent':
      return say(event.from, 'message', event.text, event.files)
    case 'NoteAdded':
      return noted(state, recorded, event.text, event.files)
    case 'CaseAssigned':
      return { assignee: event.member }
    case 'AccessSet':
      return { access: event.members }
    case 'GuestInvited': {
      const { person, kind, shows } = event
      const guest = { person, kind, shows, invitedAt: at, agreedAt: null, removedAt: null, talk: [] }
      return { guests: [...state.guests, guest] }
    }
    case 'GuestAgreed':
      return withGuest(state, event.person, () => ({ agreedAt: at }))
    case 'GuestRemoved':
      return withGuest(state, event.person, () => ({ removedAt: at }))
    case 'GuestMessage': {
      const { person, from, text, files } = event
      return {
        ...withGuest(state, person, ({ talk }) => ({ talk: [...talk, { at, from, text, files }] })),
        files: files.length === 0 ? state.files : [...state.files, ...files],
      }
    }
    case 'CaseTagged':
      return { tags: event.tags }
    case 'SeverityAssessed':
      return { severity: { cvss: event.cvss, score: event.score }, needsCvss4: false }
    case 'AffectedSet':
      return { affected: event.affected }
    case 'FilesAdded':
      return fromReporter(recorded)
        ? say('reporter', 'message', '', event.files)
        : { files: [...state.files, ...event.files] }
    case 'DuplicateLinked':
      return {
        duplicates: [
          ...state.duplicates,
          { case: event.case, person: event.person, receivedAt: event.receivedAt, leads: event.leads ?? 0 },
        ],
        ...late(state, event.person, null),
      }
    case 'DuplicateUnlinked':
      return {
        duplicates: state.duplicates.filter((duplicate) => duplicate.case !== event.case),
        ...late(state, personOf(state, event.case), { ...nobody, receivedAt: at }),
      }
    case 'DuplicateCreditChosen':
      return late(state, event.person, event.as === null ? null : { ...event, as: event.as })
    case 'PolicyAdopted':
      return { policy: event.policy }
    case 'ReceiptRotated':
      return { receiptReplaced: true }
    case 'ReminderDue':
      return { reminded: { ...state.reminded, [event.of]: at } }
    case 'PublicationHeld':
      return { held: { at, reason: event.reason, text: event.text } }
    case 'CaseClosed':
      return { closedAt: at, schedule: null, held: null, deadlines: new Map() }
  }
}

/** Vultron, Embargo Management: None, Proposed, Active, Revise, eXited. */
const embargoAfter = (
  embargo: Embargo,
  event: EventOf<'EmbargoProposed' | 'EmbargoAccepted' | 'EmbargoRejected' | 'EmbargoExited'>,
): Embargo => {
  switch (event.type) {
    case 'EmbargoProposed': {
      const agreed = embargo.state === 'active' || embargo.state === 'revising'
      return { ...embargo, state: agreed ? 'revising' : 'proposed', proposal: { until: event.until, by: event.by } }
    }
    case 'EmbargoAccepted':
      return { state: 'active', until: event.until, terms: event.terms, agreedBy: event.by, proposal: null }
    case 'EmbargoRejected':
      // A rejected revision leaves the old terms in force.
      return { ...embargo, state: embargo.state === 'revising' ? 'active' : 'none', proposal: null }
    case 'EmbargoExited':
      return { ...embargo, state: 'exited', proposal: null }
  }
}

type Say = (from: Message['from'], kind: Message['kind'], text: string | undefined) => Partial<Case>
const embargoWords = (
  event: EventOf<'EmbargoProposed' | 'EmbargoAccepted' | 'EmbargoRejected' | 'EmbargoExited'>,
  say: Say,
) =>
  event.type === 'EmbargoProposed' || event.type === 'EmbargoRejected'
    ? say(event.by === 'policy' ? 'desk' : event.by, 'message', event.text)
    : {}

/** A message in the thread that reporter and team share. No text and no files: nothing was said. */
const told = (
  state: Case,
  recorded: Recorded,
  said: { from: Message['from']; kind: Message['kind']; text: string | undefined; files: readonly FileRef[] },
): Partial<Case> => {
  if (said.text === undefined) return {}
  const message = { seq: recorded.seq, at: recorded.at, member: memberOf(recorded), ...said, text: said.text }
  return {
    thread: [...state.thread, message],
    files: said.files.length === 0 ? state.files : [...state.files, ...said.files],
  }
}

const noted = (state: Case, recorded: Recorded, text: string, files: readonly FileRef[]): Partial<Case> => {
  const note: Note = { seq: recorded.seq, at: recorded.at, member: memberOf(recorded), text, files }
  return { notes: [...state.notes, note], files: files.length === 0 ? state.files : [...state.files, ...files] }
}

const withGuest = (state: Case, person: string, change: (guest: Guest) => Partial<Guest>): Partial<Case> => ({
  guests: state.guests.map((guest) => (guest.person === person ? { ...guest, ...change(guest) } : guest)),
})

const lastFix = (state: Case, outcome: 'verified' | 'failed') =>
  state.fixes.map((fix) => (fix.outcome === 'open' || fix.outcome === 'verified' ? { ...fix, outcome } : fix))

const approved = (state: Case, digest: string, recorded: Recorded): Partial<Case> => {
  const member = memberOf(recorded)
  if (member === null) throw new Error('only a member approves an advisory')
  return { approvals: new Map(state.approvals).set(member, digest) }
}

/** Before the publication every wish is read when the advisory is written; after it, it waits for the next revision. */
const late = (state: Case, person: string | null, wish: LateWish | null): Partial<Case> =>
  state.published.length === 0 ? {} : { lateCredit: withWish(state.lateCredit, person, wish) }

const personOf = (state: Case, of: string): string | null =>
  state.duplicates.find((duplicate) => duplicate.case === of)?.person ?? null

const forgotten = (state: Case, person: string): Partial<Case> =>
  person === state.reporter
    ? {
        forgotten: true,
        ...late(state, person, null),
        credit: { ...state.credit, as: state.credit.as === 'anonymous' ? 'anonymous' : 'none', confirmed: null },
      }
    : {}

const without = (
  skipped: ReadonlyMap<StepKind, string>,
  ...steps: readonly StepKind[]
): ReadonlyMap<StepKind, string> => {
  if (!steps.some((step) => skipped.has(step))) return skipped
  return new Map([...skipped].filter(([step]) => !steps.includes(step)))
}

const moved = (deadlines: Case['deadlines'], change: Deadlines): Case['deadlines'] => {
  const next = new Map(deadlines)
  for (const [name, at] of Object.entries(change) as [keyof Deadlines, Millis | null][]) {
    if (at === null) next.delete(name)
    else next.set(name, at)
  }
  return next
}

const seenAgain = (seen: Seen, at: Millis): Seen => ({ version: seen.version + 1, at })

/** What is counted of the case above falls away when a cluster is split off: no number that was shown comes again. */
const farAhead = (seen: Seen): Seen => ({ ...seen, version: seen.version + 4_096 })

const memberOf = (recorded: Recorded): MemberId | null =>
  recorded.actor.startsWith('member:') ? recorded.actor.slice('member:'.length) : null
const fromReporter = (recorded: Recorded): boolean => recorded.actor.startsWith('reporter:')

/** The team's own work: no trace of it reaches a reporter, not even in a number or a date. */
const insideOnly: ReadonlySet<EventType> = new Set<EventType>([
  'AdvisoryDrafted',
  'AdvisoryApproved',
  'CreditConfirmed',
  'NoteAdded',
  'CaseAssigned',
  'AccessSet',
  'GuestInvited',
  'GuestAgreed',
  'GuestRemoved',
  'GuestMessage',
  'CaseTagged',
  'SeverityAssessed',
  'AffectedSet',
  'DuplicateLinked',
  'DuplicateUnlinked',
  'DuplicateCreditChosen',
  'ReminderDue',
])
const seenByReporter = (event: CaseEvent, recorded: Recorded): boolean =>
  event.type === 'FilesAdded' ? fromReporter(recorded) : !insideOnly.has(event.type)

/** What moves a case along the policy's steps. */
const followedByDuplicates: ReadonlySet<EventType> = new Set<EventType>([
  'InformationRequested',
  'InformationAdded',
  'ReceiptAcknowledged',
  'ReportAccepted',
  'ReportDeclined',
  'DeclineAnswered',
  'ReportWithdrawn',
  'CaseReopened',
  'ReproductionConfirmed',
  'StepSkipped',
  'FixOffered',
  'FixVerified',
  'FixFailed',
  'CveRequested',
  'CveRecorded',
  'CveRefused',
  'FixReleased',
  'AdvisoryPublished',
  'PracticePublished',
  'DetailsCompleted',
  'UpdateWindowEnded',
  'ExposureRecorded',
  'PolicyAdopted',
  'CaseClosed',
])
