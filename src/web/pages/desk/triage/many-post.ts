import { randomUUID } from 'node:crypto'
import { questionTitles } from '../../../../case/canned.ts'
import { declineReason } from '../../../../case/event.ts'
import type { Problem } from '../../../../desk/desk.ts'
import type { Held } from '../../../../desk/held.ts'
import { filled } from '../../../../desk/report-form.ts'
import { notFound, seeOther } from '../../../answer.tsx'
import { localPath } from '../../../local-path.ts'
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
    fields: ['act', 'text', 'duplicateOf', 'take', 'back'],
    lists: ['c'],
  })
  if (form instanceof Response) return form
  const { member } = visit
  if (member === null) return notFound(visit)
  const typed = takes(form.fields, member.member)
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
  const bundle = { id: randomUUID(), at: visit.desk.now() }
  // One after the other: fifty at once would only wait for each other.
  for (const { number, seen } of chosen) {
    const read = readFor(number)
    if ('length' in read) return again(422, read)
    const given = await visit.desk.triage.give(
      member,
      number,
      withId(read, { once: `${visit.formToken} ${seen}`, case: number, seen }),
      chosen.length > 1 ? bundle : undefined,
    )
    if ('refused' in given) problems.push({ field: 'act', text: `${number}: ${given.hint}` })
  }
  return problems.length === 0 ? seeOther(localPath(typed.back)) : again(409, problems)
}

/** One press in the list of what is nobody's. Whatever else was chosen or typed is left for the next press. */
const takes = (typed: Typed, me: string): Typed =>
  filled(typed.take) ? { ...typed, act: `assign ${me}`, c: typed.take ?? '', text: '' } : typed

/** Takes back everything that was given in one bundle. What is too late is named, and the rest stands chosen again. */
export async function undoMany(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: [], lists: ['held'] })
  if (form instanceof Response) return form
  const { member } = visit
  if (member === null) return notFound(visit)
  const undone: Held[] = []
  const problems: Problem[] = []
  for (const line of (form.fields.held ?? '').split('\n')) {
    const [, number = '', id = ''] = /^(P-[0-9A-Z]{6})\.([a-z0-9]{1,60})$/.exec(line) ?? []
    const held = id === '' ? undefined : await visit.desk.triage.undo(member, id)
    if (held !== undefined) undone.push(held)
    else if (number !== '')
      problems.push({ field: 'act', text: `${number}: it was sent a moment ago, or undone before.` })
  }
  const [first] = undone
  const typed: Typed = {
    c: undone.map(({ number, command }) => `${number}.${command.seen ?? 0}`).join('\n'),
    ...(first !== undefined && actAgain(first)),
  }
  return showInbox(visit, { typed, problems, status: problems.length === 0 ? 200 : 409, undone: undone.length })
}

/** The form as it was sent. Ready texts were filled in for each case by itself, so they are filled in again. */
function actAgain({ command }: Held): Typed {
  switch (command.type) {
    case 'AcknowledgeReceipt':
      return { act: 'acknowledge' }
    case 'RequestInformation':
      return command.canned === undefined ? { text: command.text } : { act: `ask ${command.canned}` }
    case 'DeclineReport':
      if (command.reason === 'junk') return { act: 'not-a-report' }
      return { act: command.reason === 'duplicate' ? 'duplicate' : `decline ${command.reason}` }
    case 'AssignCase':
      return { act: `assign ${command.member ?? ''}` }
    case 'AcceptReport':
      return {}
  }
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
