import { z } from 'zod'
import type { MemberId, Role } from '../case/ids.ts'
import { openJson, sealJson } from '../store/seal.ts'
import { StoreFailure } from '../store/store.ts'
import {
  findToken,
  insertToken,
  revokeToken as revokeRow,
  type TokenRecord,
  tokensOf,
  useToken,
} from '../store/token-rows.ts'
import { DAY, HOUR, type TeamContext } from './context.ts'
import { change } from './desk-log.ts'
import { cleanName, member } from './member.ts'
import { refuse } from './refusal.ts'
import { recordId, secretToken } from './secret.ts'
import { type Bearer, type Done, SCOPES, type Scope, type Token, type TokenAsk } from './team.ts'

const LONGEST_DAYS = 90

/** A token acts for its member and never beyond the member's role, also when the role changes later. */
const allowed = { observer: ['read'], member: SCOPES, lead: SCOPES } as const satisfies Record<Role, readonly Scope[]>

export function createToken(context: TeamContext, ask: TokenAsk) {
  return change(context, ask.by, async () => {
    const who = await member(context, ask.member)
    if (who === undefined || who.state === 'removed' || who.name === '') return refuse('no-such-member')
    const label = cleanName(ask.label)
    if (label === undefined) return refuse('label-needed')
    if (!Number.isInteger(ask.days) || ask.days < 1 || ask.days > LONGEST_DAYS) return refuse('days-out-of-range')
    const scopes = SCOPES.filter((scope) => ask.scopes.includes(scope))
    if (scopes.length === 0 || !within(scopes, who.role)) return refuse('scope-not-allowed')
    const id = recordId(context, 'token')
    const token = `pst_${secretToken(context)}`
    const createdAt = context.clock.now()
    const expiresAt = createdAt + ask.days * DAY
    const row = {
      tag: tagOf(context, token),
      id,
      member: who.id,
      scopes: scopes.join(' '),
      createdAt,
      expiresAt,
    }
    const place = placeOf({ ...row, created_at: createdAt, expires_at: expiresAt })
    const sealed = sealJson(await context.keys.desk(), place, label)
    return {
      events: [{ type: 'TokenCreated', member: who.id, token: id, scopes: scopes.join(' '), expiresAt }],
      rows: [insertToken({ ...row, label: sealed })],
      answer: { token, id, expiresAt },
    }
  })
}

/** Whom this token lets in now, as far as the member's role still allows. */
export async function bearer(context: TeamContext, token: string): Promise<Bearer | undefined> {
  if (!/^pst_[A-Za-z0-9_-]{43}$/.test(token)) return undefined
  const [row] = await context.store.read(findToken(tagOf(context, token)))
  const now = context.clock.now()
  if (row === undefined || row.revoked_at !== 0 || row.expires_at <= now) return undefined
  // Whose it is and what it may do stand in clear, and are sealed together with its label.
  openJson(await context.keys.desk(), placeOf(row), row.label, z.string())
  const who = await member(context, row.member)
  // A console may give a token to somebody who never came in by browser; only removal ends it.
  if (who === undefined || who.state === 'removed') return undefined
  await noteUse(context, row)
  const { id, role, name } = who
  return {
    as: 'member',
    member: id,
    role,
    name,
    token: row.id,
    scopes: scopesOf(row).filter((scope) => within([scope], role)),
  }
}

export async function tokens({ store, keys }: TeamContext, id: MemberId): Promise<readonly Token[]> {
  const key = await keys.desk()
  return (await store.read(tokensOf(id)))
    .filter((row) => row.revoked_at === 0)
    .map((row) => ({
      id: row.id,
      label: openJson(key, placeOf(row), row.label, z.string()),
      scopes: scopesOf(row),
      createdAt: row.created_at,
      expiresAt: row.expires_at,
      usedAt: row.used_at,
    }))
}

export function revokeToken(context: TeamContext, ask: { member: MemberId; token: string; by: MemberId | null }) {
  return change<Done>(context, ask.by, async () => {
    const row = (await context.store.read(tokensOf(ask.member))).find(({ id }) => id === ask.token)
    if (row === undefined || row.revoked_at !== 0) return refuse('no-such-token')
    return {
      events: [{ type: 'TokenRevoked', member: ask.member, token: row.id }],
      rows: [revokeRow(row.id, context.clock.now())],
      answer: { done: true },
    }
  })
}

/** To the hour: enough to find a forgotten token, and no log of a member's day. */
async function noteUse({ store, clock }: TeamContext, row: TokenRecord): Promise<void> {
  const hour = clock.now() - (clock.now() % HOUR)
  if (row.used_at >= hour) return
  await store.write([useToken(row.tag, hour)]).catch((failure: unknown) => {
    // A full disk must not keep a program from what can still be read.
    if (!(failure instanceof StoreFailure && failure.retry)) throw failure
  })
}

const within = (scopes: readonly Scope[], role: Role): boolean =>
  scopes.every((scope) => allowed[role].some((one) => one === scope))

const scopesOf = (row: TokenRecord): readonly Scope[] => SCOPES.filter((scope) => row.scopes.split(' ').includes(scope))

export const tagOf = ({ keys }: TeamContext, token: string): string => keys.tag('api-token', token)

const placeOf = ({ tag, id, member, scopes, created_at, expires_at }: Bound) =>
  ({
    at: 'token.label',
    row: tag,
    stream: 'desk',
    v: 1,
    beside: [id, member, scopes, created_at, expires_at],
  }) as const
type Bound = Pick<TokenRecord, 'tag' | 'id' | 'member' | 'scopes' | 'created_at' | 'expires_at'>
