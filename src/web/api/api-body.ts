import type { FileRef } from '../../case/event.ts'
import { problem } from '../answer.tsx'
import { readForm } from '../form.ts'
import { type JsonRefusal, parseJson, readJson } from '../json.ts'
import { formLimits, isStranger, keepFile, noRoomFor } from '../page-form.ts'
import type { Visit } from '../route.ts'

export interface ApiBody {
  readonly value: unknown
  readonly files: readonly FileRef[]
}

/** A JSON body; or a multipart one with the JSON in the part `part` and files in the parts `files`. */
export async function readApiBody(visit: Visit, part: string): Promise<ApiBody | Response> {
  const type = visit.request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  return type === 'multipart/form-data' ? readMultipart(visit, part) : readPlain(visit)
}

async function readPlain({ request, config: { limits } }: Visit): Promise<ApiBody | Response> {
  const { requestText: bytes, requestSeconds, idleSeconds } = limits
  const read = await readJson(request, { bytes, wholeMs: requestSeconds * 1_000, pauseMs: idleSeconds * 1_000 })
  return read.ok ? { value: read.value, files: [] } : refused(read.refused)
}

async function readMultipart(visit: Visit, part: string): Promise<ApiBody | Response> {
  const { limits } = visit.config
  const files: FileRef[] = []
  const shape = { fields: [part], lists: [], files: ['files'] }
  const read = await readForm(visit.request, shape, formLimits(limits, true, limits.requestText), async (file) => {
    files.push(await keepFile(visit, file, isStranger(visit)))
  }).catch(filesWait)
  if (read instanceof Response) return read
  if (!read.ok) return refused(read.refused, read.field)
  if (!read.fields.has(part))
    return problem(400, 'malformed', 'The body is not whole', `The JSON goes into the part "${part}".`)
  const parsed = parseJson(new TextEncoder().encode(read.fields.text(part)))
  return parsed.ok ? { value: parsed.value, files } : refused(parsed.refused)
}

/** Files of which nobody knows yet what they belong to have a limit together; texts always find room. */
function filesWait(failure: unknown): Response {
  const full = noRoomFor(failure) !== 'away'
  const code = full ? 'uploads-full' : 'files-away'
  const answer = problem(503, code, 'Files have to wait', 'Send the text alone; files can follow later.')
  answer.headers.set('Retry-After', full ? '3600' : '300')
  return answer
}

type Refused = JsonRefusal | Exclude<Awaited<ReturnType<typeof readForm>>, { ok: true }>['refused']

function refused(why: Refused, field?: string): Response {
  const [status, title] = sentences[why]
  return problem(status, why, title, field === undefined ? undefined : `In the part "${field}".`)
}

const sentences: Readonly<Record<Refused, readonly [number, string]>> = {
  'too-large': [413, 'The body is larger than this desk takes. Send long texts as files.'],
  type: [415, 'Send application/json, or multipart/form-data where there are files.'],
  encoding: [415, 'Send the body without a Content-Encoding.'],
  malformed: [400, 'The body is not well formed.'],
  'too-deep': [400, 'The JSON is nested too deeply.'],
  'forbidden-key': [400, 'The JSON has a key that no field of this API has.'],
  'too-many-parts': [413, 'The body has more parts than this desk takes.'],
  'too-many-files': [413, 'The body has more files than go with one message. Send the others with a further one.'],
  'repeated-field': [400, 'A part came more than once.'],
  'unknown-field': [400, 'The body has a part that is not known here.'],
  timeout: [408, 'The body did not arrive in time.'],
}
