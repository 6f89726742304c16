import type { Case, Guest } from './case.ts'
import type { guestKinds } from './event.ts'
import type { Handlers } from './handler.ts'
import { refuse } from './refusal.ts'

/**
 * People from outside who are let into one case: another vendor, a distribution, a coordinator, an expert. Each agrees
 * to keep it private before reading anything, and has a conversation with the team that neither the reporter nor other
 * guests see. ISO/IEC 29147, 8 (coordination between several vendors); FIRST, Multi-Party Coordination, 2020.
 */
export const guestActs: Handlers<'InviteGuest' | 'RemoveGuest' | 'WriteToGuest' | 'AgreeAsGuest' | 'WriteAsGuest'> = {
  InviteGuest: ({ person, kind, shows }, { state }) =>
    guestOf(state, person) !== undefined
      ? refuse('already-done')
      : [{ type: 'GuestInvited', person, kind, shows: [...new Set(shows)].toSorted() }],

  RemoveGuest: ({ person }, { state }) =>
    isGuest(state, person) ? [{ type: 'GuestRemoved', person }] : refuse('no-such-guest'),

  WriteToGuest: ({ person, text, files }, { state }) =>
    isGuest(state, person) ? [{ type: 'GuestMessage', person, from: 'team', text, files }] : refuse('no-such-guest'),

  AgreeAsGuest: (_, { state, actor }) => {
    const guest = actor.as === 'guest' ? guestOf(state, actor.person) : undefined
    if (guest === undefined) return refuse('no-such-guest')
    return guest.agreedAt === null ? [{ type: 'GuestAgreed', person: guest.person }] : refuse('already-done')
  },

  WriteAsGuest: ({ text, files }, { state, actor }) => {
    const guest = actor.as === 'guest' ? guestOf(state, actor.person) : undefined
    if (guest === undefined) return refuse('no-such-guest')
    return guest.agreedAt === null
      ? refuse('agree-first')
      : [{ type: 'GuestMessage', person: guest.person, from: 'guest', text, files }]
  },
}

export const guestOf = (state: Case, person: string): Guest | undefined =>
  state.guests.find((guest) => guest.person === person)

/** Let in, and not taken off again. */
export const isGuest = (state: Case, person: string): boolean => guestOf(state, person)?.removedAt === null

export type GuestKind = (typeof guestKinds)[number]
