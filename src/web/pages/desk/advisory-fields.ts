import { readCwe } from '../../../case/cwe.ts'
import { type AdvisoryFields, advisoryFields } from '../../../case/event.ts'
import type { Problem } from '../../../desk/desk.ts'
import type { Typed } from '../report-fields.ts'

type Reference = NonNullable<AdvisoryFields['references']>[number]
export type Holdable = NonNullable<AdvisoryFields['heldBack']>[number]

export const holdable: readonly Holdable[] = ['impact', 'workaround', 'details', 'reproduce', 'references', 'cwe']

/** All fields of the editor, also the empty ones: what was taken out is taken out. */
export function readDraft(typed: Typed): { fields: AdvisoryFields } | readonly Problem[] {
  const references = readReferences(typed.references ?? '')
  const cwe = readCwe(typed.cwe ?? '')
  if ('text' in references || cwe === undefined)
    return [...(cwe === undefined ? [notCwe] : []), ...('text' in references ? [references] : [])]
  const held = (typed.heldBack ?? '').split('\n')
  const fields = {
    title: (typed.title ?? '').trim(),
    summary: typed.summary ?? '',
    impact: typed.impact ?? '',
    mitigation: typed.mitigation ?? '',
    workaround: typed.workaround ?? '',
    nothingToDo: typed.nothingToDo === 'yes',
    details: typed.details ?? '',
    reproduce: typed.reproduce ?? '',
    cwe,
    references,
    heldBack: holdable.filter((field) => held.includes(field)),
    // The products of the case are the advisory's too, unless a program gave it a list of its own.
    ...(typed.ownProducts === 'no' && { affected: [] }),
  }
  const read = advisoryFields.safeParse(fields)
  if (read.success) return { fields: read.data }
  return read.error.issues.map(({ path }) => ({ field: String(path[0]), text: 'This is longer than fits here.' }))
}

const notCwe: Problem = {
  field: 'cwe',
  text: 'Write CWE, a hyphen and its number, such as CWE-79. Up to ten of them, with commas between.',
}

const kinds = ['fix', 'release', 'article', 'report', 'web'] as const

/** One address in a line, with what it is before it where that is known: "fix https://…". */
function readReferences(typed: string): Reference[] | Problem {
  const lines = typed.split('\n').map((line) => line.trim())
  const read = lines.flatMap((line, index) => (line === '' ? [] : [readReference(line) ?? index]))
  const wrong = read.find((one) => typeof one === 'number')
  if (typeof wrong === 'number')
    return {
      field: 'references',
      text: `Line ${wrong + 1} is no web address. Write one in each line, such as: fix https://example.org/commit/1`,
    }
  return read.filter((one) => typeof one !== 'number')
}

function readReference(line: string): Reference | undefined {
  const [, word, url = ''] = /^(?:([a-z]+)[: ]\s*)?(https?:\/\/\S+)$/i.exec(line) ?? []
  const type = word === undefined ? 'web' : kinds.find((kind) => kind === word.toLowerCase())
  return type !== undefined && url.length <= 2_000 && URL.canParse(url) ? { type, url } : undefined
}

export const referencesText = (references: readonly Reference[] | undefined): string =>
  (references ?? []).map(({ type, url }) => `${type} ${url}`).join('\n')
