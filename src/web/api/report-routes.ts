import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { CommandType } from '../../case/command.ts'
import type { FileRef } from '../../case/event.ts'
import type { Unsendable } from '../../desk/desk.ts'
import { download, json, problem } from '../answer.tsx'
import type { Route, Visit } from '../route.ts'
import { readApiBody } from './api-body.ts'
import { bodyOf, explain, readCommand, reporterCommands } from './command-names.ts'
import type { ApiFacts } from './facts.ts'
import { sentJson, threadJson } from './json-view.ts'
import { refusal } from './refusal-answer.ts'
import { apiField, formOf, reportBody } from './report-body.ts'

type ApiRoute = Route & { readonly api: ApiFacts }

/** The reporter's half of the API: no account, a receipt instead. */
export const reportRoutes: readonly ApiRoute[] = [
  {
    method: 'POST', path: '/api/v1/reports', who: 'everyone', kind: 'api', handle: postReport,
    api: {
      id: 'report', summary: 'Report a vulnerability in private', body: reportBody, part: 'report',
      headers: [['Idempotency-Key', 'At most 200 characters. The same key with the same body gets the same answer for a day.']],
      answers: [['201', 'Received: receipt, case number, and a proof of submission']],
    },
  },
  {
    method: 'GET', path: '/api/v1/thread', who: 'receipt', kind: 'api', handle: getThread,
    api: { id: 'thread', summary: 'The thread of a report, with what its reporter may do now', answers: [['200', 'The thread'], ['304', 'Nothing new']] },
  },
  {
    method: 'POST', path: '/api/v1/thread/commands', who: 'receipt', kind: 'api', handle: postCommand,
    api: { id: 'threadCommand', summary: 'Do something in the thread', body: commandSchema(reporterCommands), part: 'command', answers: [['200', 'Done'], ['409', 'The rules say no']] },
  },
  {
    method: 'GET', path: '/api/v1/thread/files/:file', who: 'receipt', kind: 'api', handle: getFile,
    api: { id: 'threadFile', summary: 'A file of the thread', answers: [['200', 'The file, as bytes']] },
  },
]

async function postReport(visit: Visit): Promise<Response> {
  const flood = !(await visit.within('reportsPerHour'))
  const key = visit.request.headers.get('idempotency-key')
  if (key !== null && (key.length === 0 || key.length > 200)) return problem(400, 'idempotency-key', 'An Idempotency-Key has 1 to 200 characters')
  const body = await readApiBody(visit, 'report')
  if (body instanceof Response) return body
  const read = reportBody.safeParse(body.value)
  if (!read.success) return unreadable(read.error)
  const sent = await visit.desk.report(key, formOf(read.data), body.files, 'api', flood)
  if ('refused' in sent) return problem(422, sent.refused, 'This Idempotency-Key was used with another body')
  if ('problems' in sent) return unsendable(sent)
  return json(sentJson(sent), { status: 201, headers: { Location: '/api/v1/thread' } })
}

/** What is missing or of the wrong type is named field by field; a field that nobody knows is refused. */
function unreadable(error: z.ZodError): Response {
  const unknown = error.issues.some((issue) => issue.code === 'unrecognized_keys')
  return problem(unknown ? 400 : 422, unknown ? 'unknown-field' : 'invalid', unknown ? 'A field is not known here' : 'The report cannot be read', explain(error), {
    problems: error.issues.map((issue) => ({ field: issue.path.join('.'), text: issue.message })),
  })
}

const unsendable = ({ problems }: Unsendable): Response =>
  problem(422, 'invalid', 'The report is not complete', problems.map(({ text }) => text).join(' '), {
    problems: problems.map(({ field, text }) => ({ field: apiField(field), text })),
  })

async function getThread(visit: Visit): Promise<Response> {
  const thread = visit.reporter === null ? undefined : await visit.desk.thread(visit.reporter)
  if (thread === undefined) return problem(404, 'not-found', 'There is nothing here')
  const tag = `"${thread.view.version}"`
  if (visit.request.headers.get('if-none-match') === tag) return new Response(null, { status: 304, headers: { ETag: tag } })
  return json(threadJson(thread), { headers: { ETag: tag } })
}

async function postCommand(visit: Visit): Promise<Response> {
  if (visit.reporter === null) return problem(404, 'not-found', 'There is nothing here')
  if (!(await visit.within('messagesPerHour'))) return problem(429, 'too-many', 'Too many messages for now', 'Please wait an hour. Nothing that was sent before is lost.')
  const body = await readApiBody(visit, 'command')
  if (body instanceof Response) return body
  const read = readCommand(body.value, reporterCommands, body.files, randomUUID)
  if ('wrong' in read) return problem(400, 'command', 'The command cannot be read', read.wrong)
  const { command, naming } = read
  if (command.type === 'RotateReceipt') {
    const fresh = await visit.desk.rotateReceipt(visit.reporter)
    return typeof fresh === 'string' ? json({ done: true, receipt: fresh }) : refusal(fresh)
  }
  const done = command.type === 'ForgetPerson' ? await visit.desk.forget(visit.reporter) : await visit.desk.asReporter(visit.reporter, command, naming)
  if ('refused' in done) return refusal(done)
  return json({ done: true, case: done.number })
}

async function getFile(visit: Visit): Promise<Response> {
  const thread = visit.reporter === null ? undefined : await visit.desk.thread(visit.reporter)
  const wanted: FileRef | undefined = thread?.view.files.find((file) => file.id === visit.params.file)
  const file = visit.reporter === null || thread === undefined || wanted === undefined ? undefined : await visit.desk.file(visit.reporter, thread.view.number, wanted.id)
  return file === undefined ? problem(404, 'not-found', 'There is nothing here') : download(file)
}

/** One schema of all commands, told apart by `type`. */
export function commandSchema(types: readonly CommandType[]): z.ZodType {
  const each = types.map((type) =>
    bodyOf(type).extend({ type: z.literal(type), id: z.string().max(200).optional(), seen: z.int().min(0).optional() }),
  )
  return z.union(each)
}
