import { createHmac } from 'node:crypto'
import type { MemberId, Millis } from '../case/ids.ts'
import { findRecoveryCode, putRecoveryCode, recoveryCodeOf, useRecoveryCode as useRow } from '../store/recovery-rows.ts'
import type { Write } from '../store/store.ts'
import type { TeamContext } from './context.ts'
import { change } from './desk-log.ts'
import { member } from './member.ts'
import { refuse } from './refusal.ts'
import { base32 } from './secret.ts'
import { endOthers, newSession, renewed } from './session.ts'
import type { Done, Session, SignedIn } from './team.ts'

/**
 * A code on paper, for whoever stands there without a passkey: it opens cases, once, and lets its owner make a new
 * passkey. It follows from the session's own secret, which the desk does not keep: the page can show it again until it
 * is put away, and nothing at rest can.
 */
export function recoveryCodeFor(context: TeamContext, who: MemberId, token: string): { code: string; write: Write } {
  const code = derived(context, token)
  return { code, write: putRecoveryCode(who, tagOf(context, code), context.clock.now()) }
}

export async function recoveryCode(context: TeamContext, session: SignedIn, token: string): Promise<string | null> {
  const code = derived(context, token)
  const [row] = await context.store.read(recoveryCodeOf(session.member))
  return row?.tag === tagOf(context, code) ? code : null
}

export const makeRecoveryCode = (context: TeamContext, session: SignedIn, token: string) =>
  change<Done>(context, session.member, async () => ({
    events: [{ type: 'RecoveryCodeMade', member: session.member }],
    rows: [
      recoveryCodeFor(context, session.member, token).write,
      // As with every change of how one comes in (ASVS 5.0, 7.4.3).
      endOthers(session.member, session.session),
    ],
    answer: { done: true },
  }))

/** A new reference of the session makes another code of it, so the one on paper is shown to nobody any more. */
export async function putAwayRecoveryCode(context: TeamContext, session: SignedIn): Promise<Session> {
  const { token, writes } = await renewed(context, session, session.strong)
  await context.store.write(writes)
  return { token, member: session.member }
}

export function useRecoveryCode(context: TeamContext, given: string, browser: string) {
  return change<Session>(context, null, async () => {
    const tag = tagOf(context, canonical(given))
    const [row] = await context.store.read(findRecoveryCode(tag))
    const who = row && (await member(context, row.member))
    if (row === undefined || who?.state !== 'active') return refuse('recovery-code-wrong')
    const { token, write } = await newSession(context, { member: who.id, browser, began: 'recovery', strong: null })
    return {
      events: [{ type: 'SignedInByRecoveryCode', member: who.id }],
      rows: [useRow(tag), write],
      answer: { token, member: who.id },
    }
  })
}

export async function recoveryCodeSince({ store }: TeamContext, who: MemberId): Promise<Millis | null> {
  const [row] = await store.read(recoveryCodeOf(who))
  return row?.created_at ?? null
}

/** As people type it: with or without hyphens, in capitals, with letters for digits (Crockford's base 32). */
const canonical = (given: string): string =>
  given
    .slice(0, 200)
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^0-9a-z]/g, '')
    .replaceAll('o', '0')
    .replaceAll(/[il]/g, '1')

/** 128 bits, of which the same token always gives the same. */
const derived = ({ keys }: TeamContext, token: string): string =>
  base32(
    createHmac('sha256', keys.purpose('session').bytes)
      .update('recovery-code/v1\0')
      .update(token)
      .digest()
      .subarray(0, 16),
  )

const tagOf = ({ keys }: TeamContext, code: string): string => keys.tag('recovery-code', code)
