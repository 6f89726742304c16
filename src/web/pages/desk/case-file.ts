import { download, notFound } from '../../answer.tsx'
import type { Visit } from '../../route.ts'

/** A file of a case, to be saved and never shown: it may be a live exploit. */
export async function caseFile(visit: Visit): Promise<Response> {
  const { number = '', file = '' } = visit.params
  const open = visit.member === null ? undefined : await visit.desk.file(visit.member, number, file)
  return open === undefined ? notFound(visit) : download(open)
}
