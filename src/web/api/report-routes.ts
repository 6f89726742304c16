import { randomUUID } from 'node:crypto'
import type { ReporterAccess, Unsendable } from '../../desk/desk.ts'
import { download, json, problem } from '../answer.tsx'
import { feedPath } from '../pages/feed-address.tsx'
import { tellAsChosen } from '../pages/report-told.ts'
import { tagOf } from '../pages/thread-tag.ts'
import { openReceiptFor } from '../receipts.ts'
import type { Visit } from '../route.ts'
import { readApiBody } from './api-body.ts'
import { readCommand, threadCommand } from './command-names.ts'
import type { ApiRoute } from './facts.ts'
import { idempotencyKey } from './idempotency-key.ts'
import { sentJson, threadJson } from './json-view.ts'
import { pausedProblem } from './paused-problem.ts'
import { nothing, refusal } from './refusal-answer.ts'
import { apiField, formOf, reportBody } from './report-body.ts'
import { sentReport, thread, threadDone } from './thread-answer.ts'
import { unreadable } from './unreadable.ts'

const inside = { kind: 'api', who: 'receipt' } as const

/** The reporter's half of the API: no account, a receipt instead. */
export const reportRoutes: readonly ApiRoute[] = [
  {
    kind: 'api',
    who: 'everyone',
    method: 'POST',
    path: '/api/v1/reports',
    handle: postReport,
    api: {
      id: 'report',
      summary: 'Report a vulnerability in private',
      receipt: true,
      body: reportBody,
      part: 'report',
      headers: [
        [
          'Idempotency-Key',
          'At most 200 characters, best a random UUID. For a day the same key with the same body gets the same answer.',
        ],
      ],
      answers: [
        ['201', 'Received', sentReport],
        ['503', 'The desk is paused: until when and why, and how to report what is exploited now'],
      ],
    },
  },
  {
    ...inside,
    method: 'GET',
    path: '/api/v1/thread',
    handle: getThread,
    api: {
      id: 'thread',
      summary: 'The thread of a report, with what its reporter may do now',
      answers: [
        ['200', 'The thread', thread],
        ['304', 'Nothing new since the ETag in If-None-Match'],
      ],
    },
  },
  {
    ...inside,
    method: 'POST',
    path: '/api/v1/thread/commands',
    handle: postCommand,
    replaced: rotatedBefore,
    api: {
      id: 'threadCommand',
      summary: 'Do something in the thread',
      body: threadCommand,
      part: 'command',
      answers: [
        ['200', 'Done', threadDone],
        ['409', 'The rules say no: refused and hint'],
      ],
    },
  },
  {
    ...inside,
    method: 'GET',
    path: '/api/v1/thread/files/:file',
    handle: getFile,
    api: { id: 'threadFile', summary: 'A file of the thread', answers: [['200', 'The file, as bytes', 'file']] },
  },
]

async function postReport(visit: Visit): Promise<Response> {
  const flood = !(await visit.within('reportsPerHour'))
  const key = idempotencyKey(visit)
  if (key instanceof Response) return key
  const body = await readApiBody(visit, 'report')
  if (body instanceof Response) return body
  const read = reportBody.safeParse(body.value)
  if (!read.success) return unreadable(read.error, 'The report cannot be read')
  const by = await senderOf(visit)
  const form = formOf(read.data)
  const sent = await visit.desk.report(key, form, body.files, 'api', flood, by)
  if ('refused' in sent && sent.refused === 'intake-paused') return pausedProblem(visit, sent)
  if ('refused' in sent)
    return problem(
      422,
      sent.refused,
      'This Idempotency-Key was used with another body',
      'Nothing was sent. Take a new key for a new report.',
    )
  if ('problems' in sent) return unsendable(sent)
  if (!flood) await tellAsChosen(visit, sent, form)
  const feed = form.tell === 'feed' ? await visit.house.notices.feedOfReceipt(sent.receipt) : null
  return json(sentJson(sent, feed === null ? null : `${visit.origin}${feedPath(feed)}`), {
    status: 201,
    headers: { Location: '/api/v1/thread' },
  })
}

/** Whose report this is, where they show the code of an earlier one. A wrong code must not cost the report. */
async function senderOf(visit: Visit): Promise<ReporterAccess | null> {
  const code = /^Receipt\s+(.+)$/i.exec(visit.request.headers.get('authorization') ?? '')?.[1]
  const opened = code === undefined ? undefined : await openReceiptFor(visit, code)
  return opened?.result === 'open' ? opened.access : null
}

const unsendable = ({ problems }: Unsendable): Response =>
  problem(422, 'invalid', 'The report is not complete', problems.map(({ text }) => text).join(' '), {
    problems: problems.map(({ field, text }) => ({ field: apiField(field), text })),
  })

async function getThread(visit: Visit): Promise<Response> {
  const found = visit.reporter === null ? undefined : await visit.desk.thread(visit.reporter)
  if (found === undefined) return nothing()
  const tag = tagOf(found)
  const headers = { ETag: tag, 'Last-Modified': new Date(found.view.updatedAt).toUTCString() }
  return isKnown(visit.request.headers.get('if-none-match'), tag)
    ? new Response(null, { status: 304, headers })
    : json(threadJson(found), { headers })
}

/** RFC 9110, 13.1.2: a list of tags, weak ones among them, or any. */
const isKnown = (header: string | null, tag: string): boolean =>
  header?.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === tag) ?? false

async function postCommand(visit: Visit): Promise<Response> {
  if (visit.reporter === null) return nothing()
  if (!(await visit.within('messagesPerHour'))) return tooMany()
  const body = await readApiBody(visit, 'command')
  if (body instanceof Response) return body
  const read = readCommand(body.value, 'reporter', body.files, randomUUID)
  if (read instanceof Response) return read
  if (read.command.type !== 'RotateReceipt') return give(visit, visit.reporter, read)
  return rotate(visit, visit.reporter, read.command.id)
}

function tooMany(): Response {
  const answer = problem(
    429,
    'too-many',
    'Too many messages for now',
    'Please wait an hour. Nothing that was sent before is lost.',
  )
  answer.headers.set('Retry-After', '3600')
  return answer
}

type Reporter = NonNullable<Visit['reporter']>

async function rotate(visit: Visit, reporter: Reporter, id: string): Promise<Response> {
  const number = (await visit.desk.thread(reporter))?.view.number
  const fresh = await visit.desk.rotateReceipt(reporter, {
    from: reporter.receipt,
    id: canBeRepeated(id) ? id : randomUUID(),
  })
  return typeof fresh === 'string' ? json({ done: true, case: number, receipt: fresh }) : refusal(fresh)
}

/**
 * The old code opens nothing any more, but with the id of the command that replaced it, it still gets the answer that
 * was lost on the way. So nobody who learned the old code may be able to guess that id: a short one rotates just once.
 */
const canBeRepeated = (id: string): boolean => id.length >= 22

/** A repeat of the very command that replaced this code. */
async function rotatedBefore(visit: Visit, from: string): Promise<Response | undefined> {
  const type = visit.request.headers.get('content-type') ?? ''
  if (!/^application\/json\b/i.test(type) || !(await visit.within('messagesPerHour'))) return undefined
  const body = await readApiBody(visit, 'command')
  const read = body instanceof Response ? body : readCommand(body.value, 'reporter', [], randomUUID)
  if (read instanceof Response || read.command.type !== 'RotateReceipt') return undefined
  if (!canBeRepeated(read.command.id)) return undefined
  const done = await visit.desk.replacedBy({ from, id: read.command.id })
  return done && json({ done: true, case: done.number, receipt: done.receipt })
}

async function give(
  visit: Visit,
  reporter: Reporter,
  { command, naming }: Exclude<ReturnType<typeof readCommand>, Response>,
): Promise<Response> {
  const outcome =
    command.type === 'ForgetPerson'
      ? await visit.desk.forget(reporter)
      : await visit.desk.asReporter(reporter, command, naming)
  return 'refused' in outcome ? refusal(outcome) : json({ done: true, case: outcome.number })
}

async function getFile(visit: Visit): Promise<Response> {
  const found = visit.reporter === null ? undefined : await visit.desk.thread(visit.reporter)
  if (visit.reporter === null || found === undefined) return nothing()
  const file = await visit.desk.file(visit.reporter, found.view.number, visit.params.file ?? '')
  return file === undefined ? nothing() : download(file)
}
