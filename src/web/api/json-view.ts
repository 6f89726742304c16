import type { Command } from '../../case/command.ts'
import type { Message } from '../../case/case.ts'
import type { FileRef } from '../../case/event.ts'
import type { Millis } from '../../case/ids.ts'
import type { Act, Need, Next, StepView } from '../../case/view.ts'
import type { InboxRow, ReporterThread, Sent, TeamCase } from '../../desk/desk.ts'
import { reporterCommands, teamCommands } from './command-names.ts'

/** Cases as programs read them: RFC 3339 times, no keys of files, nothing a viewer may not see. */
const iso = (at: Millis): string => new Date(at).toISOString()
const maybe = (at: Millis | null): string | null => (at === null ? null : iso(at))

export const sentJson = (sent: Sent) => ({
  receipt: sent.receipt,
  case: sent.number,
  receivedAt: iso(sent.receivedAt),
  answerBy: iso(sent.answerBy),
  proof: sent.proof,
})

export const rowJson = (row: InboxRow) => ({
  number: row.number,
  title: row.title,
  group: row.group,
  stage: row.stage,
  receivedAt: iso(row.receivedAt),
  updatedAt: iso(row.updatedAt),
  next: nextJson(row.next),
  assignee: row.assignee,
  door: row.door,
  tags: row.tags,
})

export function threadJson({ view, digest, naming }: ReporterThread) {
  return {
    number: view.number,
    stage: view.stage,
    policy: digest,
    receivedAt: iso(view.receivedAt),
    updatedAt: iso(view.updatedAt),
    version: view.version,
    acknowledged: view.acknowledged,
    opened: view.opened,
    report: view.report,
    steps: view.steps.map(stepJson),
    next: nextJson(view.next),
    needs: view.needs.map(needJson),
    messages: view.messages.map(messageJson),
    files: view.files.map(fileJson),
    embargo: { ...view.embargo, until: maybe(view.embargo.until), proposal: view.embargo.proposal === null ? null : { ...view.embargo.proposal, until: iso(view.embargo.proposal.until) } },
    credit: { as: view.credit.as, askedAt: maybe(view.credit.askedAt), name: naming?.name ?? null, url: naming?.url ?? null },
    declined: view.declined === null ? null : { ...view.declined, at: iso(view.declined.at), answerUntil: maybe(view.declined.answerUntil) },
    withdrawn: view.withdrawn,
    follows: view.follows,
    cve: view.cve,
    released: view.released === null ? null : { ...view.released, at: iso(view.released.at) },
    advisory: view.advisory === null ? null : { ...view.advisory, at: iso(view.advisory.at) },
    commands: actsJson(view.acts, reporterCommands),
  }
}

export function caseJson(one: TeamCase) {
  const { view } = one
  const of = view.case
  return {
    number: one.number,
    seq: of.seq,
    stage: view.stage,
    policy: one.digest,
    door: of.door,
    receivedAt: iso(of.receivedAt),
    updatedAt: iso(of.updatedAt),
    report: of.report,
    reporter: of.reporter === null ? null : peopleJson(one, of.reporter),
    steps: view.steps.map(stepJson),
    next: nextJson(view.next),
    acknowledgedAt: maybe(of.acknowledged?.at ?? null),
    acceptedAt: maybe(of.acceptedAt),
    reproducedAt: maybe(of.reproducedAt),
    verifiedAt: maybe(of.verifiedAt),
    cve: { id: of.cve.id, requestedAt: maybe(of.cve.requestedAt), refused: of.cve.refused },
    released: of.released === null ? null : { ...of.released, at: iso(of.released.at) },
    windowEndsAt: maybe(view.windowEndsAt),
    published: of.published.map(({ at, advisory, revision, extent, digest }) => ({ at: iso(at), advisory, revision, extent, digest })),
    schedule: of.schedule === null ? null : { publishAt: iso(of.schedule.publishAt), revision: of.schedule.revision },
    held: of.held === null ? null : { reason: of.held.reason, text: of.held.text, at: iso(of.held.at) },
    declined: of.declined === null ? null : { reason: of.declined.reason, text: of.declined.text, at: iso(of.declined.at), duplicateOf: one.linked.get(of.declined.duplicateOf ?? '')?.number ?? null },
    withdrawnAt: maybe(of.withdrawnAt),
    duplicates: of.duplicates.map((linked) => one.linked.get(linked.case)?.number ?? null),
    embargo: { state: of.embargo.state, until: maybe(of.embargo.until), terms: of.embargo.terms, proposal: of.embargo.proposal === null ? null : { by: of.embargo.proposal.by, until: iso(of.embargo.proposal.until) } },
    exposure: Object.fromEntries(Object.entries(of.exposure).map(([what, known]) => [what, known === null ? null : { ...known, awareAt: iso(known.awareAt) }])),
    credit: { as: of.credit.as, askedAt: maybe(of.credit.askedAt), confirmed: of.credit.confirmed !== null && of.credit.confirmed === of.credit.naming },
    severity: of.severity,
    needsCvss4: of.needsCvss4,
    affected: of.affected,
    advisoryDraft: of.draft,
    assignee: of.assignee,
    tags: of.tags,
    deadlines: Object.fromEntries([...of.deadlines].map(([name, at]) => [name, iso(at)])),
    messages: of.thread.map(messageJson),
    notes: of.notes.map((note) => ({ at: iso(note.at), member: note.member, text: note.text, files: note.files.map(fileJson) })),
    files: of.files.map(fileJson),
    commands: actsJson(view.acts, teamCommands),
  }
}

const peopleJson = (one: TeamCase, person: string) => {
  const known = one.people.get(person)
  return { name: known?.name ?? null, email: known?.email ?? null, credit: known?.naming ?? null }
}

/** What may be done now, and why not where not. */
const actsJson = (acts: readonly Act[], known: readonly Command['type'][]) =>
  acts.filter((act) => known.includes(act.command)).map(({ command, allowed, refused, hint }) => (allowed ? { type: command, allowed } : { type: command, allowed, refused, hint }))

const nextJson = (next: Next) => ({ command: next.command, what: next.what, who: next.who, due: maybe(next.due), overdue: next.overdue })
const fileJson = (file: FileRef) => ({ id: file.id, name: file.name, size: file.size, sha256: file.sha256 })
const messageJson = (message: Omit<Message, 'seq' | 'member'>) => ({ at: iso(message.at), from: message.from, kind: message.kind, text: message.text, files: message.files.map(fileJson) })

const stepJson = (step: StepView): Record<string, unknown> => ({
  number: step.number, kind: step.kind, text: step.text, state: step.state, optional: step.optional,
  doneAt: maybe(step.doneAt), skippedBecause: step.skippedBecause, together: step.together, steps: step.steps.map(stepJson),
})

const needJson = (need: Need) => {
  switch (need.need) {
    case 'information':
      return { need: need.need, text: need.text, since: iso(need.since) }
    case 'test-fix':
      return { need: need.need, text: need.text, version: need.version, image: need.image, files: need.files.map(fileJson), until: maybe(need.until) }
    case 'credit':
      return { need: need.need, text: need.text }
    case 'embargo':
    case 'decline-answer':
      return { need: need.need, until: iso(need.until) }
  }
}
