import { filled } from '../../../desk/report-form.ts'
import { notFound, seeOther, sorry } from '../../answer.tsx'
import { localPath } from '../../local-path.ts'
import { readPageForm } from '../../page-form.ts'
import type { Visit } from '../../route.ts'

/** This member has seen what is new until then. */
export async function wasHere(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['until'] })
  if (form instanceof Response) return form
  if (visit.member === null) return notFound(visit)
  const until = Number(/^[0-9]{1,16}$/.exec(form.fields.until ?? '')?.[0] ?? 0)
  await visit.desk.own.wasHere(visit.member.member, Math.min(until, visit.desk.now()))
  return seeOther('/desk')
}

export async function keepView(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['name', 'view'] })
  if (form instanceof Response) return form
  if (visit.member === null) return notFound(visit)
  const { name = '', view } = form.fields
  const query = localPath(view)
  if (!filled(name) || !/^\/desk\?[a-z0-9=&-]{1,200}$/.test(query))
    return sorry(visit, 422, 'Not kept', 'Go back and give the view a name. Nothing was changed.')
  const kept = await visit.desk.own.keepView(visit.member.member, { name: name.trim().slice(0, 40), query })
  if (!kept) return sorry(visit, 409, 'Not kept', 'You have as many views as fit. Go back and drop one of them first.')
  return seeOther(query)
}

export async function dropView(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['id'] })
  if (form instanceof Response) return form
  if (visit.member === null) return notFound(visit)
  await visit.desk.own.dropView(visit.member.member, form.fields.id ?? '')
  return seeOther('/desk')
}
