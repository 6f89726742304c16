import type { Millis, Role } from '../case/ids.ts'

/**
 * Who is on the team, as a file that anybody can keep and check: one fact a line, the signature in the last. The first
 * line names what is signed, so that no signature fits anything else this desk says.
 */
export interface RosterFacts {
  readonly origin: string
  readonly keyId: string
  readonly time: Millis
  readonly until: Millis
  readonly members: readonly RosterMember[]
}

export interface RosterMember {
  readonly name: string
  readonly role: Role
  readonly known: Handles
}

/** How to know a member elsewhere. What is missing was not given. */
export interface Handles {
  readonly matrix?: string
  readonly discord?: string
  readonly openpgp?: string
  readonly github?: string
}
export const handleNames = ['matrix', 'discord', 'openpgp', 'github'] as const

export const ROSTER = 'roster/v1'

/** Every line but the last; each ends with a line feed. */
export const rosterLines = ({ origin, keyId, time, until, members }: RosterFacts): string =>
  [
    ROSTER,
    `origin ${origin}`,
    `key ${keyId}`,
    `time ${new Date(time).toISOString()}`,
    `until ${new Date(until).toISOString()}`,
    ...members.flatMap(({ name, role, known }) => [
      `${role} ${name}`,
      ...handleNames.flatMap((kind) => (known[kind] === undefined ? [] : [`  ${kind} ${known[kind]}`])),
    ]),
  ]
    .map((line) => `${line}\n`)
    .join('')

/** `signature` is base64url of the Ed25519 signature over `lines` as bytes of UTF-8. */
export const signedRoster = (lines: string, signature: string): string => `${lines}signature ${signature}\n`

export interface RosterRead {
  readonly origin: string
  readonly keyId: string
  readonly time: string
  readonly until: string
  readonly members: number
  readonly lines: string
  readonly signature: string
}

/** Whether this has the shape of a roster. Whether the signature is good is asked of `node:crypto` after that. */
export function readRoster(text: string): RosterRead | { readonly wrong: string } {
  const [, lines = '', signature = ''] = /^(roster\/v1\n[\s\S]*\n)signature ([A-Za-z0-9_-]{86})\n$/.exec(text) ?? []
  const head =
    /^roster\/v1\norigin (https?:\/\/[a-z0-9.[\]:-]+)\nkey ([A-Za-z0-9_-]{1,64})\ntime (\S{24})\nuntil (\S{24})\n/.exec(
      lines,
    )
  const [, origin, keyId, time, until] = head ?? []
  if (origin === undefined || keyId === undefined || time === undefined || until === undefined)
    return { wrong: 'This is no roster, or not a whole one.' }
  if (Number.isNaN(Date.parse(time)) || Number.isNaN(Date.parse(until)))
    return { wrong: 'This is no roster: its times are none.' }
  const members = (lines.match(/^(?:lead|member|observer) /gm) ?? []).length
  return { origin, keyId, time, until, members, lines, signature }
}
