import type { z } from 'zod'
import type { PublicAdvisory } from '../../advisory/advisory.ts'
import type { Embargo, Exposed, Message } from '../../case/case.ts'
import type { CommandType } from '../../case/command.ts'
import { declineReason, type FileRef, type Recorded, type Report } from '../../case/event.ts'
import type { Millis } from '../../case/ids.ts'
import type { Refusal } from '../../case/refusal.ts'
import type { Act, Need, Next, StepView } from '../../case/view.ts'
import type { AdvisoryPreview, InboxPage, InboxRow, ReporterThread, Sent, TeamCase } from '../../desk/desk.ts'
import type * as answer from './case-answer.ts'
import { reporterCommands, teamCommands } from './command-names.ts'
import type { sentReport, thread } from './thread-answer.ts'

/** Cases as programs read them: RFC 3339 times, no keys of files, nothing a viewer may not see. */
const iso = (at: Millis): string => new Date(at).toISOString()
const maybe = (at: Millis | null): string | null => (at === null ? null : iso(at))

export const sentJson = (sent: Sent, feed: string | null): z.infer<typeof sentReport> => ({
  receipt: sent.receipt,
  case: sent.number,
  receivedAt: iso(sent.receivedAt),
  answerBy: iso(sent.answerBy),
  feed,
  proof: sent.proof,
})

export const pageJson = (page: InboxPage): z.infer<typeof answer.page> => ({
  items: page.items.map(rowJson),
  next: page.next,
})

const rowJson = (row: InboxRow): z.infer<typeof answer.row> => ({
  number: row.number,
  title: row.title,
  group: row.group,
  stage: row.stage,
  receivedAt: iso(row.receivedAt),
  updatedAt: iso(row.updatedAt),
  next: nextJson(row.next),
  assignee: row.assignee,
  door: row.door,
  tags: [...row.tags],
})

export function threadJson({ view, openedOn, digest, naming, expected }: ReporterThread): z.infer<typeof thread> {
  return {
    number: view.number,
    stage: view.stage,
    policy: digest,
    receivedAt: iso(view.receivedAt),
    updatedAt: iso(view.updatedAt),
    version: view.version,
    acknowledged: view.acknowledged,
    opened: view.opened,
    openedOn: openedOn === null ? null : iso(openedOn).slice(0, 10),
    report: reportJson(view.report),
    steps: view.steps.map(stepJson),
    next: nextJson(view.next),
    expected: expected && { ...expected, by: iso(expected.by), pausedUntil: maybe(expected.pausedUntil) },
    needs: view.needs.map(needJson),
    messages: view.messages.map(messageJson),
    files: view.files.map(fileJson),
    embargo: embargoJson(view.embargo),
    credit: {
      as: view.credit.as,
      askedAt: maybe(view.credit.askedAt),
      name: naming?.name ?? null,
      url: naming?.url ?? null,
    },
    declined: view.declined && {
      at: iso(view.declined.at),
      reason: declineReason.parse(view.declined.reason),
      text: view.declined.text,
      answerUntil: maybe(view.declined.answerUntil),
    },
    withdrawn: view.withdrawn,
    follows: view.follows,
    cve: view.cve,
    released: view.released && { ...view.released, at: iso(view.released.at) },
    advisory: view.advisory && { ...view.advisory, at: iso(view.advisory.at) },
    planned: maybe(view.planned),
    commands: actsJson(view.acts, reporterCommands),
  }
}

/** The whole field in the order in which people ask for it; one piece on purpose. */
export function caseJson(one: TeamCase, policyInForce: string): z.infer<typeof answer.oneCase> {
  const { view } = one
  const of = view.case
  return {
    number: one.number,
    seq: of.seq,
    stage: view.stage,
    policy: one.digest,
    policyInForce,
    door: of.door,
    receivedAt: iso(of.receivedAt),
    updatedAt: iso(of.updatedAt),
    report: reportJson(of.report),
    reporter: of.reporter === null ? null : personJson(one, of.reporter),
    steps: view.steps.map(stepJson),
    next: nextJson(view.next),
    acknowledgedAt: maybe(of.acknowledged?.at ?? null),
    acceptedAt: maybe(of.acceptedAt),
    reproducedAt: maybe(of.reproducedAt),
    verifiedAt: maybe(of.verifiedAt),
    cve: { id: of.cve.id, requestedAt: maybe(of.cve.requestedAt), refused: of.cve.refused },
    released: of.released && { ...of.released, at: iso(of.released.at) },
    windowEndsAt: maybe(view.windowEndsAt),
    published: of.published.map(({ at, advisory, revision, extent, digest }) => ({
      at: iso(at),
      advisory,
      revision,
      extent,
      digest,
    })),
    schedule: of.schedule && {
      publishAt: iso(of.schedule.publishAt),
      revision: of.schedule.revision,
      problems: refusalsJson(one.planProblems),
    },
    held: of.held && { reason: of.held.reason, text: of.held.text, at: iso(of.held.at) },
    declined: of.declined && {
      reason: of.declined.reason,
      text: of.declined.text,
      at: iso(of.declined.at),
      duplicateOf: one.linked.get(of.declined.duplicateOf ?? '')?.number ?? null,
    },
    withdrawnAt: maybe(of.withdrawnAt),
    closedAt: maybe(of.closedAt),
    duplicates: of.duplicates.slice(0, one.linked.size).map((linked) => one.linked.get(linked.case)?.number ?? null),
    embargo: embargoJson(of.embargo),
    exposure: {
      vulnerability: exposedJson(of.exposure.vulnerability),
      exploit: exposedJson(of.exposure.exploit),
      attacks: exposedJson(of.exposure.attacks),
    },
    credit: {
      as: of.credit.as,
      askedAt: maybe(of.credit.askedAt),
      confirmed: of.credit.confirmed !== null && of.credit.confirmed === of.credit.naming,
    },
    severity: of.severity,
    needsCvss4: of.needsCvss4,
    affected: [...of.affected],
    advisoryDraft: of.draft,
    approvals: [...of.approvals].map(([member, digest]) => ({ member, digest })),
    assignee: of.assignee,
    tags: [...of.tags],
    deadlines: Object.fromEntries([...of.deadlines].map(([name, at]) => [name, iso(at)])),
    messages: of.thread.map(messageJson),
    notes: of.notes.map((note) => ({
      at: iso(note.at),
      member: note.member,
      text: note.text,
      files: note.files.map(fileJson),
    })),
    files: of.files.map(fileJson),
    commands: actsJson(view.acts, teamCommands),
  }
}

const refusalsJson = (all: readonly Refusal[]) => all.map(({ refused, hint }) => ({ refused, hint }))

export const previewJson = (preview: AdvisoryPreview): z.infer<typeof answer.preview> => ({
  brief: advisoryJson(preview.brief),
  full: advisoryJson(preview.full),
  extent: preview.extent,
  digest: preview.digest,
  seq: preview.seq,
  problems: refusalsJson(preview.problems),
  warnings: preview.warnings.map(({ field, text }) => ({ field, text })),
})

/** What a member missed: the kind of each fact, and who brought it about: a member's id, `reporter`, `guest` or `desk`. */
export const factJson = ({ seq, at, actor, event }: Recorded) => ({
  seq,
  type: event.type,
  at: iso(at),
  by: actor.replace(/^(reporter|guest):.*/, '$1').replace(/^member:/, ''),
})

const advisoryJson = (of: PublicAdvisory): z.infer<typeof answer.advisory> => ({
  id: of.id,
  revision: of.revision,
  extent: of.extent,
  title: of.title,
  summary: of.summary,
  impact: of.impact,
  details: of.details,
  reproduce: of.reproduce,
  mitigation: of.mitigation,
  workaround: of.workaround,
  nothingToDo: of.nothingToDo,
  affected: [...of.affected],
  cvss: of.cvss,
  score: of.score,
  severity: of.severity,
  cwe: of.cwe,
  cve: of.cve,
  fixedIn: of.fixedIn,
  releaseUrl: of.releaseUrl,
  commit: of.commit,
  references: [...of.references],
  credits: [...of.credits],
  anonymous: of.anonymous,
  detailsBy: maybe(of.detailsBy),
  publishedAt: iso(of.publishedAt),
  updatedAt: iso(of.updatedAt),
  revisions: of.revisions.map(({ revision, at, extent }) => ({ revision, at: iso(at), extent })),
})

const personJson = (one: TeamCase, person: string) => {
  const known = one.people.get(person)
  return { name: known?.name ?? null, email: known?.email ?? null, credit: known?.naming ?? null }
}

const reportJson = ({ planAt, ...plain }: Report) => ({
  ...plain,
  ...(planAt !== undefined && { planAt: iso(planAt) }),
})

const embargoJson = ({ state, until, terms, proposal }: Embargo): z.infer<typeof answer.embargo> => ({
  state,
  until: maybe(until),
  terms,
  proposal: proposal && { by: proposal.by, until: iso(proposal.until) },
})

const exposedJson = (known: Exposed | null) => known && { ...known, awareAt: iso(known.awareAt) }

/** What may be done now, and why not where not. */
const actsJson = (acts: readonly Act[], known: readonly CommandType[]): z.infer<typeof answer.act>[] =>
  acts
    .filter((act) => known.includes(act.command))
    .map(({ command, allowed, refused, hint }) => ({
      type: command,
      allowed,
      ...(refused !== null && { refused }),
      ...(hint !== null && { hint }),
    }))

const nextJson = (next: Next): z.infer<typeof answer.next> => ({
  command: next.command,
  what: next.what,
  who: next.who,
  due: maybe(next.due),
  overdue: next.overdue,
})

const fileJson = ({ id, name, size, sha256 }: FileRef): z.infer<typeof answer.file> => ({ id, name, size, sha256 })

const messageJson = (message: Omit<Message, 'seq' | 'member'>): z.infer<typeof answer.message> => ({
  at: iso(message.at),
  from: message.from,
  kind: message.kind,
  text: message.text,
  files: message.files.map(fileJson),
})

const stepJson = (step: StepView): z.infer<typeof answer.step> => ({
  number: step.number,
  kind: step.kind,
  text: step.text,
  state: step.state,
  optional: step.optional,
  doneAt: maybe(step.doneAt),
  skippedBecause: step.skippedBecause,
  together: step.together,
  steps: step.steps.map(stepJson),
})

function needJson(need: Need): z.infer<typeof thread>['needs'][number] {
  switch (need.need) {
    case 'information':
      return { need: need.need, text: need.text, since: iso(need.since) }
    case 'test-fix': {
      const { text, version, image, files, until } = need
      return { need: need.need, text, version, image, files: files.map(fileJson), until: maybe(until) }
    }
    case 'credit':
      return { need: need.need, text: need.text }
    case 'embargo':
    case 'decline-answer':
      return { need: need.need, until: iso(need.until) }
  }
}
