import type { MemberId } from '../case/ids.ts'

/** Whom a note names with `@`, by the name they have on the team; the first part of it does where only one has it. */
export function namedIn(text: string, members: readonly Named[]): readonly MemberId[] {
  const said = text.normalize('NFC').toLowerCase()
  const found = new Set<MemberId>()
  for (let at = said.indexOf('@'); at >= 0; at = said.indexOf('@', at + 1)) {
    // Not in the middle of an address.
    if (at > 0 && isWord(said.charAt(at - 1))) continue
    for (const id of whoIs(said.slice(at + 1), members)) found.add(id)
  }
  return [...found]
}

interface Named {
  readonly id: MemberId
  readonly name: string
}

/** The longest name that stands here. Two members of one name are both meant. */
function whoIs(rest: string, members: readonly Named[]): readonly MemberId[] {
  const whole = members.filter(({ name }) => stands(rest, spelled(name)))
  const longest = Math.max(0, ...whole.map(({ name }) => name.length))
  if (longest > 0) return whole.filter(({ name }) => name.length === longest).map(({ id }) => id)
  const first = members.filter(({ name }) => stands(rest, spelled(name).split(' ')[0] ?? ''))
  return first.length === 1 ? first.map(({ id }) => id) : []
}

const spelled = (name: string): string => name.normalize('NFC').toLowerCase()
const stands = (rest: string, name: string): boolean =>
  name !== '' && rest.startsWith(name) && !isWord(rest.charAt(name.length))
const isWord = (letter: string): boolean => /[\p{L}\p{N}_]/u.test(letter)
