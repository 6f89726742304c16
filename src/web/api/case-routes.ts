import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Group, Stage } from '../../case/case.ts'
import { door } from '../../case/event.ts'
import { download, json, problem } from '../answer.tsx'
import type { Route, Visit } from '../route.ts'
import { readApiBody } from './api-body.ts'
import { explain, publishing, readCommand, teamCommands } from './command-names.ts'
import type { ApiFacts } from './facts.ts'
import { caseJson, rowJson } from './json-view.ts'
import { refusal } from './refusal-answer.ts'
import { apiField, formOf, reportBody } from './report-body.ts'
import { commandSchema } from './report-routes.ts'

type ApiRoute = Route & { readonly api: ApiFacts }

const byHand = z.strictObject({
  report: reportBody,
  door: door.exclude(['form', 'api', 'team']),
  arrivedAt: z.iso.datetime({ offset: true }),
  from: z.string().max(1_000).default(''),
  foundByTeam: z.boolean().default(false),
})

/** The team's half of the API, by bearer token. The table of allowed acts decides, as it does on the pages. */
export const caseRoutes: readonly ApiRoute[] = [
  {
    method: 'GET', path: '/api/v1/cases', who: 'observer', kind: 'api', scope: 'read', handle: list,
    api: {
      id: 'cases', summary: 'The inbox, soonest due first',
      query: [['group', 'exploited, new, waiting-for-us, waiting-for-reporter, waiting-to-publish, done'], ['stage', 'A stage'], ['assignee', 'A member id, or "none"'], ['after', 'The cursor of the page before'], ['limit', 'Rows on the page']],
      answers: [['200', 'items and next']],
    },
  },
  {
    method: 'POST', path: '/api/v1/cases', who: 'member', kind: 'api', scope: 'act', handle: enter,
    api: { id: 'enterCase', summary: 'Enter a report that arrived elsewhere', body: byHand, part: 'case', answers: [['201', 'The case number, and a one-time code for its reporter']] },
  },
  {
    method: 'GET', path: '/api/v1/cases/:number', who: 'observer', kind: 'api', scope: 'read', handle: read,
    api: { id: 'case', summary: 'One case, with the commands that are allowed now', answers: [['200', 'The case']] },
  },
  {
    method: 'POST', path: '/api/v1/cases/:number/commands', who: 'member', kind: 'api', scope: 'act', handle: command,
    api: { id: 'command', summary: 'Give a command', body: commandSchema(teamCommands), part: 'command', answers: [['200', 'Done'], ['409', 'The rules say no: refused and hint']] },
  },
  {
    method: 'GET', path: '/api/v1/cases/:number/advisory', who: 'observer', kind: 'api', scope: 'read', handle: preview,
    api: { id: 'preview', summary: 'The advisory as it would be published now, with its digest', answers: [['200', 'brief, full, digest and what is missing']] },
  },
  {
    method: 'GET', path: '/api/v1/cases/:number/files/:file', who: 'observer', kind: 'api', scope: 'read', handle: file,
    api: { id: 'caseFile', summary: 'A file of a case', answers: [['200', 'The file, as bytes']] },
  },
]

const nothing = (): Response => problem(404, 'not-found', 'There is nothing here')

async function list(visit: Visit): Promise<Response> {
  const { member, query } = visit
  if (member === null) return nothing()
  for (const name of query.keys()) if (query.getAll(name).length > 1) return problem(400, 'repeated', 'A parameter came more than once', name)
  const limit = Number(query.get('limit') ?? visit.config.limits.pageSize)
  if (!Number.isInteger(limit) || limit < 1) return problem(400, 'limit', 'The limit is a whole number of rows')
  const assignee = query.get('assignee')
  const page = await visit.desk.inbox(member, {
    group: (query.get('group') ?? undefined) as Group | undefined,
    stage: (query.get('stage') ?? undefined) as Stage | undefined,
    assignee: assignee === null ? undefined : assignee === 'none' ? null : assignee,
    after: query.get('after') ?? undefined,
    limit,
  })
  return json({ items: page.items.map(rowJson), next: page.next })
}

async function enter(visit: Visit): Promise<Response> {
  if (visit.member === null) return nothing()
  const body = await readApiBody(visit, 'case')
  if (body instanceof Response) return body
  const entry = byHand.safeParse(body.value)
  if (!entry.success) return problem(422, 'invalid', 'The case cannot be read', explain(entry.error))
  const { report, arrivedAt, ...rest } = entry.data
  const made = await visit.desk.enterByHand(visit.member, { ...rest, form: formOf(report), files: body.files, arrivedAt: Date.parse(arrivedAt) })
  if ('problems' in made) return problem(422, 'invalid', 'The report is not complete', undefined, { problems: made.problems.map(({ field, text }) => ({ field: apiField(field), text })) })
  return json({ case: made.number, handOver: made.handOver === null ? null : `${visit.origin}/take-over/${made.handOver}` }, { status: 201 })
}

async function read(visit: Visit): Promise<Response> {
  const found = visit.member === null ? undefined : await visit.desk.caseFor(visit.member, visit.params.number ?? '')
  return found === undefined ? nothing() : json(caseJson(found))
}

async function command(visit: Visit): Promise<Response> {
  const { member } = visit
  if (member === null) return nothing()
  const body = await readApiBody(visit, 'command')
  if (body instanceof Response) return body
  const given = readCommand(body.value, teamCommands, body.files, randomUUID)
  if ('wrong' in given) return problem(400, 'command', 'The command cannot be read', given.wrong)
  if (publishing.has(given.command.type) && member.scopes?.includes('publish') !== true)
    return problem(403, 'scope', 'Not within this token', 'This needs a token with the scope "publish".')
  const done = await visit.desk.handle(member, visit.params.number ?? '', given.command, given.naming)
  return 'refused' in done ? refusal(done) : json({ done: true, case: done.number, seq: done.seq })
}

async function preview(visit: Visit): Promise<Response> {
  const found = visit.member === null ? undefined : await visit.desk.preview(visit.member, visit.params.number ?? '')
  if (found === undefined) return nothing()
  const { brief, full, extent, digest, problems, seq } = found
  return json({ brief, full, extent, digest, seq, problems })
}

async function file(visit: Visit): Promise<Response> {
  const found = visit.member === null ? undefined : await visit.desk.file(visit.member, visit.params.number ?? '', visit.params.file ?? '')
  return found === undefined ? nothing() : download(found)
}
