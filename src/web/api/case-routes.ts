import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Command } from '../../case/command.ts'
import { door } from '../../case/event.ts'
import type { Refusal } from '../../case/refusal.ts'
import type { MemberActor } from '../../desk/desk.ts'
import { download, json, problem } from '../answer.tsx'
import type { Visit } from '../route.ts'
import { readApiBody } from './api-body.ts'
import { done, entered, group, members, oneCase, page, preview as previewAnswer, stage } from './case-answer.ts'
import { caseCommand, publishing, readCommand } from './command-names.ts'
import type { ApiRoute } from './facts.ts'
import { idempotencyKey } from './idempotency-key.ts'
import { caseJson, factJson, pageJson, previewJson } from './json-view.ts'
import { nothing, refusal } from './refusal-answer.ts'
import { apiField, formOf, reportBody } from './report-body.ts'
import { unreadable } from './unreadable.ts'

const byHand = z.strictObject({
  report: reportBody,
  door: door.exclude(['form', 'api', 'team']).describe('How it arrived.'),
  arrivedAt: z.iso.datetime({ offset: true }),
  from: z.string().max(1_000).default('').describe('Who sent it, as far as that is known.'),
  foundByTeam: z.boolean().default(false).describe('Found by the team: there is no reporter to answer and to credit.'),
})

const listQuery = z.strictObject({
  group: group.optional(),
  stage: stage.optional(),
  assignee: z
    .string()
    .regex(/^[a-z0-9-]{1,64}$/, 'Give a member id, or "none".')
    .optional()
    .describe('A member id, or "none"'),
  after: z
    .string()
    .regex(/^[0-9]{1,16}\.P-[0-9A-Z]{6}$/, 'Give the "next" of the page before, as it was.')
    .optional()
    .describe('The "next" of the page before'),
  limit: z
    .string()
    .regex(/^[1-9][0-9]{0,3}$/, 'Give a whole number of rows.')
    .optional()
    .describe('Rows on the page'),
})

const team = { kind: 'api', who: 'observer', scope: 'read' } as const
const acting = { kind: 'api', who: 'member', scope: 'act' } as const

/** The team's half of the API, by bearer token. The table of allowed acts decides, as it does on the pages. */
export const caseRoutes: readonly ApiRoute[] = [
  {
    ...team,
    method: 'GET',
    path: '/api/v1/cases',
    handle: list,
    api: {
      id: 'cases',
      summary: 'The inbox, soonest due first',
      query: listQuery,
      answers: [['200', 'One page', page]],
    },
  },
  {
    ...acting,
    method: 'POST',
    path: '/api/v1/cases',
    handle: enter,
    api: {
      id: 'enterCase',
      summary: 'Enter a report that arrived elsewhere',
      body: byHand,
      part: 'case',
      headers: [['Idempotency-Key', 'At most 200 characters. The same key by the same member is the same case.']],
      answers: [['201', 'The case, and a one-time code for its reporter', entered]],
    },
  },
  {
    ...team,
    method: 'GET',
    path: '/api/v1/cases/:number',
    handle: read,
    api: {
      id: 'case',
      summary: 'One case, with the commands that are allowed now',
      answers: [['200', 'The case', oneCase]],
    },
  },
  {
    ...acting,
    method: 'POST',
    path: '/api/v1/cases/:number/commands',
    handle: command,
    api: {
      id: 'command',
      summary: 'Give a command. Publishing needs a token with the scope "publish"',
      body: caseCommand,
      part: 'command',
      answers: [
        ['200', 'Done', done],
        ['409', 'The rules say no: refused and hint; after changed-since-seen also what is new'],
      ],
    },
  },
  {
    ...team,
    method: 'GET',
    path: '/api/v1/cases/:number/advisory',
    handle: preview,
    api: {
      id: 'preview',
      summary: 'The advisory as it would be published now',
      answers: [['200', 'The preview, and what speaks against publishing it', previewAnswer]],
    },
  },
  {
    ...team,
    method: 'GET',
    path: '/api/v1/cases/:number/files/:file',
    handle: file,
    api: { id: 'caseFile', summary: 'A file of a case', answers: [['200', 'The file, as bytes', 'file']] },
  },
  {
    ...team,
    method: 'GET',
    path: '/api/v1/members',
    handle: whoIsHere,
    api: {
      id: 'members',
      summary: 'The team, to assign cases to',
      answers: [['200', 'Ids, names and roles', members]],
    },
  },
]

async function list(visit: Visit): Promise<Response> {
  if (visit.member === null) return nothing()
  const { limit, assignee, ...rest } = listQuery.parse(Object.fromEntries(visit.query))
  const found = await visit.desk.inbox(visit.member, {
    ...rest,
    assignee: assignee === 'none' ? null : assignee,
    limit: limit === undefined ? undefined : Number(limit),
  })
  return json(pageJson(found))
}

async function enter(visit: Visit): Promise<Response> {
  const { member } = visit
  if (member === null) return nothing()
  const key = idempotencyKey(visit)
  if (key instanceof Response) return key
  const body = await readApiBody(visit, 'case')
  if (body instanceof Response) return body
  const entry = byHand.safeParse(body.value)
  if (!entry.success) return unreadable(entry.error, 'The case cannot be read')
  const { report, ...rest } = entry.data
  const arrivedAt = Date.parse(rest.arrivedAt)
  if (arrivedAt > visit.desk.now()) return wrong('arrivedAt', 'A report cannot arrive in the future.')
  const made = await visit.desk.enterByHand(member, {
    ...rest,
    ...(key !== null && { key }),
    arrivedAt,
    form: formOf(report),
    files: body.files,
  })
  if ('problems' in made) return incomplete(made.problems)
  return json(
    { case: made.number, handOver: made.handOver, takeOver: made.handOver && `${visit.origin}/take-over` },
    { status: 201 },
  )
}

/** What only the desk can know to be wrong with a field. */
const wrong = (field: string, text: string): Response =>
  problem(422, 'invalid', 'This cannot be read', text, { problems: [{ field, text }] })

const incomplete = (found: readonly { readonly field: string; readonly text: string }[]): Response =>
  problem(422, 'invalid', 'The report is not complete', found.map(({ text }) => text).join(' '), {
    problems: found.map(({ field, text }) => ({ field: `report.${apiField(field)}`, text })),
  })

async function read(visit: Visit): Promise<Response> {
  const found = visit.member === null ? undefined : await visit.desk.caseFor(visit.member, visit.params.number ?? '')
  return found === undefined ? nothing() : json(caseJson(found, visit.desk.policy().digest))
}

async function command(visit: Visit): Promise<Response> {
  const { member } = visit
  if (member === null) return nothing()
  const body = await readApiBody(visit, 'command')
  if (body instanceof Response) return body
  const given = readCommand(body.value, 'team', body.files, randomUUID)
  if (given instanceof Response) return given
  if (publishing.has(given.command.type) && member.scopes?.includes('publish') !== true)
    return problem(403, 'scope', 'Not within this token', 'This needs a token with the scope "publish".')
  if (given.command.type === 'AssignCase' && !(await isMember(visit, given.command.member)))
    return wrong('member', 'Nobody on the team has this id.')
  const number = visit.params.number ?? ''
  const outcome = await visit.desk.handle(member, number, given.command, given.naming)
  if ('refused' in outcome) return refused(visit, member, number, given.command, outcome)
  return json({ done: true, case: outcome.number, seq: outcome.seq })
}

const isMember = async (visit: Visit, id: string | null): Promise<boolean> =>
  id === null || (await visit.desk.members()).some((one) => one.id === id)

/** A no, with what the sender needs to think again: what is new, or which other thing that they named is not there. */
async function refused(
  visit: Visit,
  member: MemberActor,
  number: string,
  given: Command,
  no: Refusal,
): Promise<Response> {
  if (no.refused === 'changed-since-seen') {
    const facts = (await visit.desk.caseFor(member, number))?.facts ?? []
    return refusal(no, { new: facts.filter((fact) => fact.seq > (given.seen ?? 0)).map(factJson) })
  }
  if (given.type === 'AdoptPolicy' && (await visit.desk.policyBy(given.policy)) === undefined)
    return wrong('policy', 'This desk never had a policy with this digest.')
  const namesAnother = given.type === 'DeclineReport' && given.duplicateOf !== undefined
  if (no.refused === 'no-such-case' && namesAnother && (await visit.desk.caseFor(member, number)) !== undefined)
    return wrong('duplicateOf', 'There is no case with this number.')
  return refusal(no)
}

async function preview(visit: Visit): Promise<Response> {
  const found = visit.member === null ? undefined : await visit.desk.preview(visit.member, visit.params.number ?? '')
  return found === undefined ? nothing() : json(previewJson(found))
}

async function file(visit: Visit): Promise<Response> {
  const found =
    visit.member === null
      ? undefined
      : await visit.desk.file(visit.member, visit.params.number ?? '', visit.params.file ?? '')
  return found === undefined ? nothing() : download(found)
}

async function whoIsHere(visit: Visit): Promise<Response> {
  const all = await visit.desk.members()
  return json({ items: all.map(({ id, name, role }) => ({ id, name, role })) })
}
