import { closeSync, fstatSync, fsyncSync, openSync, writeFileSync } from 'node:fs'
import { stringify } from 'yaml'
import { type Contact, type Policy, policy } from '../case/policy.ts'
import { codeOf } from '../environment.ts'
import { checkFile } from './check.ts'
import { unnamed } from './file.ts'

/** What the first page asks. The starter policy fits everything else. */
export interface Answers {
  readonly name: string
  /** Empty: none. */
  readonly site: string
  /** A mail address or a web address that works where this desk does not; empty: none. */
  readonly fallback: string
}

export interface WrongAnswer {
  readonly field: keyof Answers
  readonly text: string
}

/** The answers as people mean them: a host alone is a web address. */
export const tidied = ({ name, site, fallback }: Answers): Answers => ({
  name: name.replace(/\s+/g, ' ').trim(),
  site: withScheme(site.trim()),
  fallback: fallback.includes('@') ? fallback.trim().replace(/^mailto:/i, '') : withScheme(fallback.trim()),
})
const withScheme = (typed: string): string =>
  typed === '' || typed.includes(':') || !/^[^\s/@]+\.[^\s/@]/.test(typed) ? typed : `https://${typed}`

/** What cannot be taken, each with what to do. The file itself is the judge: what it would refuse is refused here. */
export const wrongAnswers = (given: Answers): readonly WrongAnswer[] =>
  fields.filter((field) => isWrong(field, given)).map((field) => ({ field, text: help[field] }))

const fields: readonly (keyof Answers)[] = ['name', 'site', 'fallback']
/** Each alone, so that all that is wrong is said at once. */
const isWrong = (field: keyof Answers, given: Answers): boolean =>
  (field === 'name' && (given.name === '' || given.name === unnamed)) ||
  !('file' in checkFile('postern.yaml', Buffer.from(firstFile({ ...plain, [field]: given[field] }, ''))))
const plain: Answers = { name: 'Lantern', site: '', fallback: '' }

const help: Readonly<Record<keyof Answers, string>> = {
  name: 'Give the name of the project as its users know it, in at most 500 characters.',
  site: 'Give a full web address such as https://lantern.example.',
  fallback: 'Give one mail address such as security@lantern.example, or a web address that begins with https://.',
}

/** The policy in force with the answers in it: what the file says once it is read again. */
export const withAnswers = (before: Policy, { name, site, fallback }: Answers): Policy =>
  policy.parse({
    ...before,
    project: { ...before.project, name, ...(site !== '' && { site }) },
    contacts: fallback === '' ? before.contacts : [...before.contacts, fallbackContact(fallback)],
  })

const fallbackContact = (to: string): Contact => ({ kind: to.includes('@') ? 'email' : 'link', to, for: fallbackFor })
const fallbackFor = 'Only where this page cannot be reached.'

/** The answers as a file that a person goes on writing. Every value is quoted: a name is never YAML. */
export function firstFile(given: Answers, day: string): string {
  const { name, site, fallback } = given
  const contact = fallback === '' ? null : fallbackContact(fallback)
  return [
    `# The policy and the settings of this desk${day === '' ? '' : `, begun on ${day}`}.`,
    '# What is not here has a default that fits a small project; docs/configuration.md lists everything.',
    '# After a change: "npx postern check" says whether it is right, and a restart puts it in force.',
    '',
    'project:',
    `  name: ${quoted(name)}`,
    ...(site === '' ? ['  # site: "https://lantern.example"'] : [`  site: ${quoted(site)}`]),
    '  # Your public repository; a published advisory refers to it.',
    '  # repository: "https://code.example/lantern"',
    '',
    '# The ways to report, in the order you like best. The form is this desk itself.',
    'contacts:',
    '  - kind: form',
    ...(contact === null
      ? []
      : [`  - kind: ${contact.kind}`, `    to: ${quoted(contact.to ?? '')}`, `    for: ${quoted(contact.for ?? '')}`]),
    '',
    '# What you promise, in days. These are the defaults.',
    '# deadlines:',
    '#   firstAnswer: 7',
    '#   news: 14',
    '#   embargo: 90',
    '',
  ].join('\n')
}

const quoted = (text: string): string => stringify(text, { defaultStringType: 'QUOTE_DOUBLE', lineWidth: 0 }).trimEnd()

/** Why the file was not written. What somebody wrote there is never overwritten. */
export type NotWritten = 'exists' | 'not-writable'

/** Makes the file, or fills an empty one that was put there for it. */
export function writeFirstFile(path: string, text: string): NotWritten | null {
  let file: number | undefined
  try {
    file = openSync(path, 'a', 0o644)
    if (fstatSync(file).size > 0) return 'exists'
    writeFileSync(file, text)
    fsyncSync(file)
    return null
  } catch (cause) {
    return codeOf(cause) === 'EEXIST' || codeOf(cause) === 'EISDIR' ? 'exists' : 'not-writable'
  } finally {
    if (file !== undefined) closeSync(file)
  }
}
