import { questionTitles } from '../../../../case/canned.ts'
import { declineReason } from '../../../../case/event.ts'
import type { Problem } from '../../../../desk/desk.ts'
import { filled } from '../../../../desk/report-form.ts'
import { notFound, seeOther } from '../../../answer.tsx'
import { readPageForm } from '../../../page-form.ts'
import type { Visit } from '../../../route.ts'
import type { Typed } from '../../report-fields.ts'
import { showInbox } from '../inbox.tsx'
import { readyDecline, readyQuestion } from './act-words.ts'
import { readTriageAct, withId } from './triage-post.ts'
import { triageActs } from './triage-state.ts'

/** One act on every case that was chosen in the inbox. Each of them is held by itself, and can be undone by itself. */
export async function postMany(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, {
    fields: ['act', 'text', 'duplicateOf'],
    lists: ['c'],
  })
  if (form instanceof Response) return form
  const { member } = visit
  if (member === null) return notFound(visit)
  const typed = form.fields
  const again = (status: number, problems: readonly Problem[]) => showInbox(visit, { typed, problems, status })
  const chosen = (typed.c ?? '').split('\n').flatMap(readChosen)
  const [what = '', how = ''] = (typed.act ?? '').split(' ')
  const act = triageActs.find((known) => known === what)
  if (form.tooLarge !== null) return again(413, [{ field: 'text', text: 'This is longer than fits here.' }])
  if (act === undefined) return again(422, [{ field: 'act', text: 'Choose what to do with them.' }])
  if (chosen.length === 0) return again(422, [{ field: 'act', text: 'Choose at least one case in the list first.' }])
  const most = visit.config.limits.pageSize
  if (chosen.length > most) return again(422, [{ field: 'act', text: `Choose at most ${most} cases at once.` }])
  const asked = { ...typed, reason: how, canned: how, member: how }
  const readFor = (number: string) =>
    readTriageAct(visit, act, { ...asked, case: number, text: wordsOf(visit, number, what, asked) })
  const problems: Problem[] = []
  // One after the other: fifty at once would only wait for each other.
  for (const { number, seen } of chosen) {
    const read = readFor(number)
    if ('length' in read) return again(422, read)
    const given = await visit.desk.triage.give(
      member,
      number,
      withId(read, { once: `${visit.formToken} ${seen}`, case: number, seen }),
    )
    if ('refused' in given) problems.push({ field: 'act', text: `${number}: ${given.hint}` })
  }
  return problems.length === 0 ? seeOther('/desk') : again(409, problems)
}

function readChosen(typed: string): { number: string; seen: string }[] {
  const [, number, seen] = /^(P-[0-9A-Z]{6})\.([0-9]{1,9})$/.exec(typed) ?? []
  return number === undefined || seen === undefined ? [] : [{ number, seen }]
}

/** The words that were typed, else the ready ones for what was chosen. */
function wordsOf(visit: Visit, number: string, act: string, { text = '', canned, reason }: Typed): string {
  if (filled(text)) return text
  if (act === 'ask')
    return Object.hasOwn(questionTitles, canned ?? '') ? readyQuestion(visit, number, canned ?? '') : ''
  const why = declineReason.safeParse(reason)
  return act === 'decline' && why.success ? readyDecline(visit, number, why.data) : ''
}
