import { type Command, commands } from '../../../case/command.ts'
import { door } from '../../../case/event.ts'
import type { Naming, Problem } from '../../../desk/desk.ts'
import { filled } from '../../../desk/report-form.ts'
import { notFound, seeOther } from '../../answer.tsx'
import { type PageForm, readPageForm } from '../../page-form.ts'
import type { Visit } from '../../route.ts'
import { commandId } from '../command-id.ts'
import { noRoom, tooLarge } from '../not-sent.ts'
import type { Typed } from '../report-fields.ts'
import { type ActName, type ActSpec, actSpecs, type Home, type Wanted } from './act-specs.ts'
import { showEditor } from './advisory-page.tsx'
import { showCase } from './case-page.tsx'
import { type FormName, openCase, type Refused } from './case-state.ts'
import { isKept } from './kept.ts'
import { endWords, keepWords } from './kept-post.ts'
import { showPublish } from './publish-page.tsx'
import { readyText } from './ready-texts.ts'

const pages: Readonly<Record<Home, (visit: Visit, told: { refused: Refused }, status: number) => Promise<Response>>> = {
  case: showCase,
  advisory: showEditor,
  publish: showPublish,
}
const after: Readonly<Record<Home, string>> = { case: '', advisory: '/advisory', publish: '/publish' }

/** Reads the form of one act, gives the command, and shows the page again with everything typed where the answer is no. */
export const postAct =
  (type: ActName) =>
  async (visit: Visit): Promise<Response> => {
    const spec: ActSpec = actSpecs[type]
    const form = await readPageForm(visit, {
      fields: [
        'once',
        'seen',
        ...(isKept(type) ? ['keep'] : []),
        ...(spec.behalf === true ? ['behalf', 'channel', 'evidence'] : []),
        ...(spec.fields ?? []),
      ],
      lists: spec.lists ?? [],
      ...(spec.files === true && { files: 'files' }),
    })
    if (form instanceof Response) return form
    const typed = form.fields
    const name: FormName = typed.behalf === 'yes' ? `behalf-${type}` : type
    const number = visit.params.number ?? ''
    const again = async (status: number, problems: readonly Problem[], more: Partial<Refused> = {}) => {
      await keepWords(visit, number, name, { ...typed, ...more.typed })
      return pages[spec.home](visit, { refused: { form: name, typed, problems, ...more } }, status)
    }

    if (form.noRoom !== null) return again(503, [noRoom(form.noRoom)])
    if (form.tooLarge !== null) return again(413, [tooLarge(visit, form.tooLarge)])
    if (filled(typed.keep)) {
      await (typed.keep === 'yes' ? keepWords : endWords)(visit, number, name, typed)
      return seeOther(`/desk/cases/${number}?done=${typed.keep === 'yes' ? 'kept' : 'thrown'}`)
    }
    const wanted = spec.prepare?.(typed) ?? null
    if (wanted !== null) return again(200, [], { typed: await withReadyText(visit, typed, wanted) })
    const read = readAct(type, spec, typed, form)
    if ('problems' in read) return again(422, withFiles(read.problems, form))
    const outcome = await give(visit, read.command, typed)
    if ('done' in outcome) {
      await endWords(visit, number, name, typed)
      if (leavesIt(visit, read.command)) return seeOther('/desk')
      return seeOther(`/desk/cases/${outcome.number}${endsOnCase.has(type) ? '' : after[spec.home]}?done=${type}`)
    }
    if (outcome.refused === 'no-such-case' && type !== 'DeclineReport') return notFound(visit)
    const seen = Number(typed.seen)
    return again(409, withFiles([{ field: 'form', text: outcome.hint }], form), {
      ...(outcome.refused === 'changed-since-seen' && { newsAfter: Number.isInteger(seen) ? seen : 0 }),
    })
  }

async function withReadyText(visit: Visit, typed: Typed, wanted: Wanted): Promise<Typed> {
  const state = await openCase(visit)
  const text = state === undefined ? '' : readyText(state, wanted)
  const before = wanted.below ? (typed.text ?? '').trimEnd() : ''
  return {
    ...typed,
    text: before === '' ? text : `${before}\n\n${text}`,
    ...(wanted.group === 'questions' && { canned: wanted.name }),
  }
}

/** What brings a case to its end leads back to the case, wherever it was pressed. */
const endsOnCase: ReadonlySet<ActName> = new Set<ActName>(['PublishAdvisory', 'ReleaseAndPublish', 'CompleteDetails'])

/** Whoever steps out of a case sees nothing of it any more. */
const leavesIt = (visit: Visit, { type, body }: Read['command']): boolean =>
  type === 'SetAccess' &&
  'members' in body &&
  Array.isArray(body.members) &&
  !body.members.includes(visit.member?.member)

interface Read {
  readonly command: { readonly type: ActName; readonly body: object; readonly naming: Naming | undefined }
}

function readAct(
  type: ActName,
  spec: ActSpec,
  typed: Typed,
  form: PageForm,
): Read | { readonly problems: readonly Problem[] } {
  const own = spec.read(typed, form)
  if (Array.isArray(own)) return { problems: own }
  const behalf = spec.behalf === true && typed.behalf === 'yes' ? readBehalf(typed) : {}
  if (Array.isArray(behalf)) return { problems: behalf }
  const checked = commands[type].safeParse({
    ...own,
    ...behalf,
    ...(spec.files === true && { files: [...form.files] }),
  })
  if (!checked.success)
    return { problems: checked.error.issues.map(({ path }) => problemOf(spec, typed, String(path[0] ?? 'form'))) }
  return { command: { type, body: checked.data, naming: type === 'ChooseCredit' ? namingOf(typed) : undefined } }
}

/** Recorded with the word itself, so that others can see later why it counts as the reporter's. */
function readBehalf(typed: Typed): object | Problem[] {
  const channel = door.safeParse(typed.channel)
  if (!channel.success) return [{ field: 'channel', text: 'Choose where they said it.' }]
  if (!filled(typed.evidence))
    return [{ field: 'evidence', text: 'Copy their words here, or say where they can be found.' }]
  return { onBehalf: { channel: channel.data, evidence: typed.evidence } }
}

function namingOf(typed: Typed): Naming | undefined {
  if (typed.credit !== 'named') return undefined
  const url = (typed.creditUrl ?? '').trim()
  return { name: (typed.creditName ?? '').trim(), ...(url !== '' && { url }) }
}

function problemOf(spec: ActSpec, typed: Typed, field: string): Problem {
  const help = spec.help?.[field]
  if (help !== undefined) return { field, text: help }
  if (field === 'url') return { field, text: 'Give a full web address that begins with https://' }
  return { field, text: filled(typed[field]) ? 'This is longer than fits here.' : 'Write a few words first.' }
}

/** A browser does not fill in files again, so the page says that they are gone. */
const withFiles = (problems: readonly Problem[], { files }: PageForm): readonly Problem[] =>
  files.length === 0 ? problems : [...problems, { field: 'files', text: 'Please choose the files again.' }]

function give(visit: Visit, { type, body, naming }: Read['command'], typed: Typed) {
  if (visit.member === null) throw new Error('an act of the desk has a member')
  const seen = /^\d{1,9}$/.test(typed.seen ?? '') ? Number(typed.seen) : undefined
  const command = { ...body, type, id: commandId(typed.once, type, body, naming), seen } as Command
  return visit.desk.handle(visit.member, visit.params.number ?? '', command, naming)
}
