import type { FileRef } from '../../case/event.ts'
import { problem } from '../answer.tsx'
import { type FormLimits, readForm } from '../form.ts'
import { type JsonRefusal, parseJson, readJson } from '../json.ts'
import type { Visit } from '../route.ts'

export interface ApiBody {
  readonly value: unknown
  readonly files: readonly FileRef[]
}

/** A JSON body; or a multipart one with the JSON in the part `part` and files in the parts `files`. */
export async function readApiBody(visit: Visit, part: string): Promise<ApiBody | Response> {
  const { limits } = visit.config
  const type = visit.request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'multipart/form-data') {
    const read = await readJson(visit.request, { bytes: limits.requestText, wholeMs: limits.requestSeconds * 1_000, pauseMs: limits.idleSeconds * 1_000 })
    return read.ok ? { value: read.value, files: [] } : refused(read.refused)
  }
  const files: FileRef[] = []
  const read = await readForm(visit.request, { fields: [part], lists: [], files: ['files'] }, formLimits(visit), async (file) => {
    files.push(await visit.desk.putFile(file.name, file.bytes))
  })
  if (!read.ok) return refused(read.refused)
  const parsed = parseJson(new TextEncoder().encode(read.fields.text(part)))
  return parsed.ok ? { value: parsed.value, files } : refused(parsed.refused)
}

function formLimits({ config: { limits } }: Visit): FormLimits {
  return {
    bytes: limits.requestText + Math.min(limits.caseFiles, limits.filesPerMessage * limits.fileSize),
    wholeMs: limits.requestSeconds * 1_000,
    pauseMs: limits.idleSeconds * 1_000,
    field: limits.requestText,
    file: limits.fileSize,
    files: limits.filesPerMessage,
    parts: limits.multipartParts,
  }
}

type Refused = JsonRefusal | Exclude<Awaited<ReturnType<typeof readForm>>, { ok: true }>['refused']

const refused = (why: Refused): Response => {
  const [status, title] = sentences[why] ?? [400, 'The body cannot be read.']
  return problem(status, why, title)
}

const sentences: Readonly<Partial<Record<Refused, readonly [number, string]>>> = {
  'too-large': [413, 'The body is larger than this desk takes. Send long texts as files.'],
  type: [415, 'Send application/json, or multipart/form-data where there are files.'],
  encoding: [415, 'Send the body without a Content-Encoding.'],
  malformed: [400, 'The body is not well formed.'],
  'too-deep': [400, 'The JSON is nested too deeply.'],
  'forbidden-key': [400, 'The JSON has a key that no field of this API has.'],
  'too-many-parts': [413, 'The body has more parts than this desk takes.'],
  'repeated-field': [400, 'A field came more than once.'],
  'unknown-field': [400, 'The body has a part that is not known here.'],
  timeout: [408, 'The body did not arrive in time.'],
}
