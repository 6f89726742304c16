import { z } from 'zod'
import type { Group, Stage } from '../../case/case.ts'
import { advisoryFields, affected, creditAs, declineReason, door, report } from '../../case/event.ts'

/**
 * What programs get, described once: the answers are typed by these shapes, and the published description is made from
 * them. Fields may be added within version 1; none goes away or changes its meaning.
 */
const time = z.iso.datetime().describe('RFC 3339, UTC')
const maybeTime = time.nullable()
const text = z.string()
const maybeText = text.nullable()

export const stage = z.enum([
  'received',
  'waiting-for-reporter',
  'reproducing',
  'patching',
  'verifying',
  'awaiting-cve',
  'releasing',
  'users-updating',
  'publishing',
  'completing',
  'published',
  'declined',
  'withdrawn',
  'closed',
] satisfies readonly Stage[])

export const group = z.enum([
  'exploited',
  'new',
  'waiting-for-us',
  'waiting-for-reporter',
  'waiting-to-publish',
  'done',
] satisfies readonly Group[])

export const file = z.object({ id: text, name: text, size: z.int(), sha256: text })

export const step = z.object({
  number: text.describe('As the policy numbers it: 3, 3.1'),
  kind: maybeText,
  text,
  state: z.enum(['done', 'present', 'skipped', 'ahead']),
  optional: z.boolean(),
  doneAt: maybeTime,
  skippedBecause: maybeText,
  together: z.boolean().describe('The nested steps happen at the same time.'),
  get steps() {
    return z.array(step)
  },
})

export const message = z.object({
  at: time,
  from: z.enum(['reporter', 'team', 'desk']),
  kind: text,
  text,
  files: z.array(file),
})

export const next = z.object({
  command: maybeText,
  what: text,
  who: z.enum(['team', 'reporter', 'nobody']),
  due: maybeTime,
  overdue: z.boolean(),
})

/** A command with the reason where it is not possible now. */
export const act = z.object({
  type: text,
  allowed: z.boolean(),
  refused: text.optional(),
  hint: text.optional(),
})

export const embargo = z.object({
  state: z.enum(['none', 'proposed', 'active', 'revising', 'exited']),
  until: maybeTime,
  terms: z.enum(['date', 'advisory-or-date']).nullable(),
  proposal: z.object({ until: time, by: z.enum(['reporter', 'team', 'policy']) }).nullable(),
})

export const reportAsSent = z.object({ ...report.shape, planAt: time.optional() })

export const row = z.object({
  number: text,
  title: text,
  group,
  stage,
  receivedAt: time,
  updatedAt: time,
  next,
  assignee: maybeText.describe('A member id'),
  door,
  tags: z.array(text),
})

export const page = z.object({
  items: z.array(row),
  next: maybeText.describe('Give it as "after" for the next page. Null: this is the last one.'),
})

const person = z.object({
  name: maybeText,
  email: maybeText,
  credit: z
    .object({ name: text, url: text.optional() })
    .nullable()
    .describe('The name and link, exactly as they would appear.'),
})

const exposed = z.object({ awareAt: time, by: text, reason: text }).nullable()

export const oneCase = z.object({
  number: text,
  seq: z.int().describe('Send it as "seen" with what you decide upon.'),
  stage,
  policy: text.describe('The policy this case came under, by digest. Read it at /policy/{digest}.'),
  policyInForce: text.describe('The policy of today. Where it is another one, a lead may adopt it.'),
  door,
  receivedAt: time,
  updatedAt: time,
  report: reportAsSent,
  reporter: person.nullable(),
  steps: z.array(step),
  next,
  acknowledgedAt: maybeTime,
  acceptedAt: maybeTime,
  reproducedAt: maybeTime,
  verifiedAt: maybeTime,
  cve: z.object({ id: maybeText, requestedAt: maybeTime, refused: maybeText }),
  released: z.object({ at: time, version: text, url: maybeText, commit: maybeText }).nullable(),
  windowEndsAt: maybeTime.describe('When the update window ends, where it is running.'),
  published: z.array(
    z.object({ at: time, advisory: text, revision: z.int(), extent: z.enum(['brief', 'full']), digest: text }),
  ),
  schedule: z
    .object({
      publishAt: time,
      revision: z.int(),
      problems: z
        .array(z.object({ refused: text, hint: text }))
        .describe('Why it would be held at its time if everything stays as it is. Empty: it will be published.'),
    })
    .nullable(),
  held: z.object({ reason: text, text, at: time }).nullable(),
  declined: z.object({ reason: declineReason, text, at: time, duplicateOf: maybeText }).nullable(),
  withdrawnAt: maybeTime,
  closedAt: maybeTime,
  duplicates: z.array(maybeText).describe('Numbers of the cases that follow this one.'),
  embargo,
  exposure: z.object({ vulnerability: exposed, exploit: exposed, attacks: exposed }),
  credit: z.object({ as: creditAs.nullable(), askedAt: maybeTime, confirmed: z.boolean() }),
  severity: z.object({ cvss: text, score: z.number() }).nullable(),
  needsCvss4: z.boolean(),
  affected: z.array(affected),
  advisoryDraft: advisoryFields,
  approvals: z.array(z.object({ member: text, digest: text })),
  assignee: maybeText,
  tags: z.array(text),
  deadlines: z.record(text, time),
  messages: z.array(message),
  notes: z.array(z.object({ at: time, member: maybeText, text, files: z.array(file) })),
  files: z.array(file),
  commands: z.array(act),
})

const publicAdvisory = z.object({
  id: text,
  revision: z.int(),
  extent: z.enum(['brief', 'full']),
  title: text,
  summary: text,
  impact: maybeText,
  details: maybeText,
  reproduce: maybeText,
  mitigation: maybeText,
  workaround: maybeText,
  nothingToDo: z.boolean(),
  affected: z.array(affected),
  cvss: maybeText,
  score: z.number().nullable(),
  severity: z.enum(['none', 'low', 'medium', 'high', 'critical']).nullable(),
  cwe: maybeText,
  cve: maybeText,
  fixedIn: maybeText,
  releaseUrl: maybeText,
  commit: maybeText,
  references: z.array(z.object({ type: text, url: text })),
  credits: z.array(z.object({ name: text, url: maybeText })),
  anonymous: z.int().describe('How many chose to be credited without a name.'),
  detailsBy: maybeTime,
  publishedAt: time,
  updatedAt: time,
  revisions: z.array(z.object({ revision: z.int(), at: time, extent: z.enum(['brief', 'full']) })),
})

export { publicAdvisory as advisory }

export const preview = z.object({
  brief: publicAdvisory,
  full: publicAdvisory,
  extent: z.enum(['brief', 'full']).describe('Which of the two comes next.'),
  digest: text.describe('Send it with the command: another text than this one is then refused.'),
  seq: z.int(),
  problems: z
    .array(z.object({ refused: text, hint: text }))
    .describe('Everything that stands against publishing it now, each with what to do.'),
  warnings: z.array(z.object({ field: text, text })).describe('What would make it better, and stands against nothing.'),
})

export const entered = z.object({
  case: text,
  handOver: maybeText.describe('A one-time code for the reporter, to be entered at "takeOver".'),
  takeOver: maybeText.describe('Where the reporter enters it.'),
})

export const members = z.object({
  items: z.array(z.object({ id: text, name: text, role: z.enum(['lead', 'member', 'observer']) })),
})

export const done = z.object({ done: z.literal(true), case: text, seq: z.int() })
