import { notFound, seeOther } from '../answer.tsx'
import { readPageForm } from '../guard.ts'
import { localPath } from '../local-path.ts'
import type { Visit } from '../route.ts'

/** Single keys on or off, for this member on every machine, and back to where they were. */
export async function chooseKeys(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['on'] })
  if (form instanceof Response) return form
  if (visit.member === null) return notFound(visit)
  await visit.desk.own.setKeys(visit.member.member, form.fields.on === 'yes')
  return seeOther(localPath(cameFrom(visit.request)))
}

/** Our own pages say where they are (`Referrer-Policy: same-origin`). Where that was the answer to a form, the inbox will do. */
function cameFrom(request: Request): string | null {
  const from = request.headers.get('referer')
  if (from === null || !URL.canParse(from)) return null
  const { pathname, search } = new URL(from)
  return /^\/desk(\/triage|\/cases\/P-[0-9A-Z]{6}|\/account|\/notices)?$/.test(pathname) ? pathname + search : null
}
