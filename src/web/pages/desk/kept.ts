/** Forms whose words are kept while they wait to be sent, and the fields that hold them. */
const keptForms = ['SendMessage', 'RequestInformation', 'DeclineReport', 'AddNote'] as const
export type KeptForm = (typeof keptForms)[number]
export const keptFields = ['text', 'reason', 'duplicateOf', 'canned'] as const

export const isKept = (form: string): form is KeptForm => (keptForms as readonly string[]).includes(form)

/** Where the script sends what is being written. */
export const keptPath = (number: string, form: KeptForm): string => `/desk/cases/${number}/kept?form=${form}`

/** Of everything that a form says, the words. */
export function wordsIn(typed: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  const { text = '', reason = '', duplicateOf = '', canned = '' } = typed
  // Which ready text it began with says nothing once the text is gone.
  return { text, reason, duplicateOf, ...(text.trim() !== '' && { canned }) }
}
