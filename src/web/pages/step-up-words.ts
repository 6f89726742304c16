import { actWords } from './desk/words.ts'

/** Which act a fresh passkey is asked for, as one says it: nobody should confirm what they cannot name. */
export function stepUpWords(path: string, method: string): string | null {
  if (method === 'GET' && /^\/desk\/cases\/P-[0-9A-Z]{6}/.test(path)) return 'Open another case'
  const [, number, act] = /^\/desk\/cases\/(P-[0-9A-Z]{6})\/acts\/([A-Za-z]{1,40})$/.exec(path) ?? []
  if (number !== undefined && act !== undefined) {
    const words = wordsOf(act)
    return words === undefined ? null : `${words}, case ${number}`
  }
  return pages.find(([pattern]) => pattern.test(path))?.[1] ?? null
}

const wordsOf = (act: string): string | undefined => {
  const words: Readonly<Record<string, string>> = { ...actWords, ...ownWords }
  return Object.hasOwn(words, act) ? words[act] : undefined
}

const ownWords: Readonly<Record<string, string>> = {
  ApproveAdvisory: 'Approve the text of the advisory',
  CancelSchedule: 'Cancel the planned publication',
}

const pages: readonly (readonly [RegExp, string])[] = [
  [/^\/desk\/quiet$/, 'Decide about what a quiet desk sends'],
  [/^\/desk\/release$/, 'Let the desk speak again'],
  [/^\/desk\/account\/passkeys\/remove$/, 'Remove a passkey of yours'],
  [/^\/desk\/account\/passkeys/, 'Add a passkey of yours'],
  [/^\/desk\/account\/named$/, 'Change how the team page names you'],
  [/^\/desk\/account\/provider$/, 'Link a login of your organisation'],
  [/^\/desk\/account\/provider\/unlink$/, 'Unlink a login of your organisation'],
  [/^\/desk\/account\/recovery-code$/, 'Make a new code on paper of yours'],
  [/^\/desk\/two-person\/recovery$/, 'Ask for a way back in for a member'],
  [/^\/desk\/two-person\/break-glass$/, 'Ask to read one case that is kept from you'],
  [/^\/desk\/two-person\/agree$/, 'Agree to what needs two members'],
  [/^\/desk\/two-person\/erase$/, 'Erase a case for good'],
  [/^\/desk\/cases\/P-[0-9A-Z]{6}\/erase$/, 'Ask that a case is erased'],
  [/^\/desk\/two-person\/link$/, 'Hand over a link that two members agreed to'],
  [/^\/desk\/cases\/P-[0-9A-Z]{6}\/guests$/, 'Let a guest from outside into a case'],
  [/^\/desk\/cases\/P-[0-9A-Z]{6}/, 'Open another case'],
  [/^\/desk\/triage$/, 'Open another case'],
  [/^\/desk\/account\/tokens$/, 'Make a token for programs'],
  [/^\/desk\/members\/invite$/, 'Invite a member'],
  [/^\/desk\/members\/[^/]+\/role$/, 'Change what a member may do'],
  [/^\/desk\/members\/[^/]+\/link$/, 'Make a new sign-in link for a member'],
  [/^\/desk\/members\/[^/]+\/remove$/, 'Remove a member'],
]
