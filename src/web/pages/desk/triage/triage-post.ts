import { type Command, commands } from '../../../../case/command.ts'
import { answerWith } from '../../../../case/not-a-vulnerability.ts'
import type { Problem } from '../../../../desk/desk.ts'
import type { HeldCommand, HeldType } from '../../../../desk/held.ts'
import { filled } from '../../../../desk/report-form.ts'
import { notFound, seeOther, sorry } from '../../../answer.tsx'
import { localPath } from '../../../local-path.ts'
import { readPageForm } from '../../../page-form.ts'
import type { Visit } from '../../../route.ts'
import { commandId } from '../../command-id.ts'
import type { Typed } from '../../report-fields.ts'
import { endWords, keepWords } from '../kept-post.ts'
import { readyDecline } from './act-words.ts'
import { showTriage } from './triage-page.tsx'
import { type TriageAct, triageActs, triagePath } from './triage-state.ts'

const fields = [
  ...['once', 'act', 'case', 'seen', 'after', 'text', 'reason', 'duplicateOf', 'member', 'canned', 'entry', 'keep'],
] as const

/** One act on one new report: it is held for a minute, and the next report is opened. */
export async function postTriage(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: [...fields] })
  if (form instanceof Response) return form
  const typed = form.fields
  const { member } = visit
  const act = triageActs.find((known) => known === typed.act)
  if (member === null || act === undefined) return notFound(visit)
  const after = filled(typed.after) ? (typed.after ?? null) : null
  const number = typed.case ?? ''
  const name = act === 'ask' ? 'RequestInformation' : answering.has(act) ? 'DeclineReport' : ''
  const again = async (status: number, problems: readonly Problem[], newsAfter?: number) => {
    await keepWords(visit, number, name, typed)
    return showTriage(visit, { number, after, status, kept: { act, typed, problems, newsAfter } })
  }
  if (form.tooLarge !== null)
    return again(413, [{ field: 'text', text: 'This is longer than fits here, and only its beginning is left.' }])
  if (filled(typed.keep)) {
    await (typed.keep === 'yes' ? keepWords : endWords)(visit, number, name, typed)
    return seeOther(triagePath(after, { case: number }))
  }
  const read = readTriageAct(visit, act, typed)
  if ('length' in read) return again(422, read)
  const given = await visit.desk.triage.give(member, number, withId(read, typed))
  if (!('refused' in given)) {
    await endWords(visit, number, name, typed)
    return seeOther(triagePath(after))
  }
  if (given.refused === 'no-such-case' && act !== 'duplicate' && typed.reason !== 'duplicate') return notFound(visit)
  const field = duplicateProblems.has(given.refused) && act === 'decline' ? 'duplicateOf' : 'form'
  return again(409, [{ field, text: given.hint }], given.refused === 'changed-since-seen' ? seenIn(typed) : undefined)
}

const answering: ReadonlySet<TriageAct> = new Set<TriageAct>(['decline', 'duplicate', 'not-a-report'])
const duplicateProblems: ReadonlySet<string> = new Set([
  'no-such-case',
  'duplicate-needs-case',
  'duplicate-of-itself',
  'cluster-too-deep',
])

type Read = { readonly type: HeldType; readonly body: object }

/** The command of an act, without its id, or what is wrong with what was typed. */
export function readTriageAct(visit: Visit, act: TriageAct, typed: Typed): Read | readonly Problem[] {
  const made = commandOf(visit, act, typed)
  const checked = commands[made.type].safeParse(made.body)
  if (checked.success) return { type: made.type, body: checked.data }
  return checked.error.issues.map(({ path }): Problem => {
    const field = String(path[0] ?? 'form')
    if (field === 'duplicateOf') return { field, text: 'A number looks like P-7Q2M4K.' }
    if (field === 'reason') return { field: 'form', text: 'Choose the reason first.' }
    if (field === 'member') return { field, text: 'Choose a member.' }
    return { field, text: filled(typed[field]) ? 'This is longer than fits here.' : 'Write a few words first.' }
  })
}

function commandOf(visit: Visit, act: TriageAct, typed: Typed): Read {
  const { policy } = visit.desk.policy()
  const text = typed.text ?? ''
  const main = (typed.duplicateOf ?? '').trim().toLowerCase()
  switch (act) {
    case 'acknowledge':
      return { type: 'AcknowledgeReceipt', body: {} }
    case 'accept':
      return { type: 'AcceptReport', body: {} }
    case 'ask':
      return { type: 'RequestInformation', body: { text, ...(filled(typed.canned) && { canned: typed.canned }) } }
    case 'duplicate':
      return {
        type: 'DeclineReport',
        body: {
          reason: 'duplicate',
          text: filled(text) ? text : readyDecline(visit, typed.case ?? '', 'duplicate'),
          duplicateOf: main,
        },
      }
    case 'decline': {
      const entry = (policy.notAVulnerability ?? []).find(({ title }) => title === typed.entry)
      return {
        type: 'DeclineReport',
        body: {
          reason: typed.reason,
          text: entry !== undefined && !filled(text) ? answerWith(entry) : text,
          ...(typed.reason === 'duplicate' && { duplicateOf: main }),
        },
      }
    }
    case 'not-a-report':
      return {
        type: 'DeclineReport',
        body: { reason: 'junk', text: filled(text) ? text : readyDecline(visit, typed.case ?? '', 'junk') },
      }
    case 'assign':
      return { type: 'AssignCase', body: { member: filled(typed.member) ? typed.member : null } }
  }
}

const seenIn = (typed: Typed): number => (/^\d{1,9}$/.test(typed.seen ?? '') ? Number(typed.seen) : 0)

/** The same form sent twice is one act; what was written anew after going back is another. */
export const withId = ({ type, body }: Read, typed: Typed): HeldCommand =>
  ({ ...body, type, id: commandId(typed.once, typed.case, type, body), seen: seenIn(typed) }) as Command as HeldCommand

/** Takes an act back and opens its report with the words that were not sent. */
export async function undoHeld(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['held', 'after', 'back'] })
  if (form instanceof Response) return form
  if (visit.member === null) return notFound(visit)
  const after = filled(form.fields.after) ? (form.fields.after ?? null) : null
  const undone = await visit.desk.triage.undo(visit.member, form.fields.held ?? '')
  if (undone === undefined)
    return sorry(
      visit,
      409,
      'Too late to undo',
      'It was sent a moment ago, or somebody had undone it before. On the page of the case you see what was said, and can write once more.',
    )
  if (filled(form.fields.back) && !('text' in undone.command)) return seeOther(undonePath(form.fields.back))
  return seeOther(`/desk/triage/undo?${new URLSearchParams({ held: undone.id, ...(after !== null && { after }) })}`)
}

/** What was taken back, with its words: as often as somebody looks, for as long as they are kept. */
export async function undonePage(visit: Visit): Promise<Response> {
  const id = visit.query.get('held') ?? ''
  const undone = visit.member === null ? undefined : await visit.desk.triage.undone(visit.member, id)
  if (undone === undefined) return seeOther('/desk/triage')
  const { command, number } = undone
  return showTriage(visit, {
    number,
    kept: { act: actOf(command), typed: typedOf(command), problems: [], undone: true },
  })
}

/** Where it was taken back. There is nothing to look at but that it is so. */
function undonePath(back: string | undefined): string {
  const path = localPath(back)
  return `${path}${path.includes('?') ? '&' : '?'}done=undone`
}

function actOf(command: HeldCommand): TriageAct {
  switch (command.type) {
    case 'AcknowledgeReceipt':
      return 'acknowledge'
    case 'AcceptReport':
      return 'accept'
    case 'RequestInformation':
      return 'ask'
    case 'AssignCase':
      return 'assign'
    case 'DeclineReport':
      return command.reason === 'junk' ? 'not-a-report' : 'decline'
  }
}

const typedOf = (command: HeldCommand): Typed => ({
  ...('text' in command && { text: command.text }),
  ...(command.type === 'DeclineReport' && { reason: command.reason }),
})

export async function putAway(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['held', 'after'] })
  if (form instanceof Response) return form
  if (visit.member === null) return notFound(visit)
  await visit.desk.triage.putAway(visit.member, form.fields.held ?? '')
  return seeOther(triagePath(filled(form.fields.after) ? (form.fields.after ?? null) : null))
}
