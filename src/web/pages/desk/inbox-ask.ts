import { z } from 'zod'
import type { Group, Stage } from '../../../case/case.ts'
import type { InboxAsk } from '../../../desk/desk.ts'
import type { Visit } from '../../route.ts'
import { groupWords, stageWords } from './words.ts'

/** What part of the inbox is asked for. Addresses hold groups, stages and ids of members, never words of a case. */
export interface Asked {
  readonly group: Group | null
  readonly stage: Stage | null
  /** A member's id, `none` for nobody, or null for everybody. */
  readonly who: string | null
  readonly after: string | null
  /** What changed after this time, and until that one, whatever it is; else null. */
  readonly since: number | null
  readonly until: number | null
  /** Cases in whose notes this member is named. */
  readonly mentions: boolean
}

const group = z.enum(Object.keys(groupWords) as [Group, ...Group[]])
const stage = z.enum(Object.keys(stageWords) as [Stage, ...Stage[]])

/** What makes no sense in an address is left out. */
export function readAsk({ query, member }: Visit): Asked {
  const who = query.get('who') ?? ''
  return {
    group: group.safeParse(query.get('group')).data ?? null,
    stage: stage.safeParse(query.get('stage')).data ?? null,
    who: who === 'mine' ? (member?.member ?? null) : /^[a-z0-9-]{1,60}$/i.test(who) ? who : null,
    after: query.get('after'),
    since: timeIn(query.get('since')),
    until: timeIn(query.get('until')),
    mentions: query.get('mentions') === 'me',
  }
}

const timeIn = (typed: string | null): number | null => (/^[0-9]{1,16}$/.test(typed ?? '') ? Number(typed) : null)

/** The whole inbox, unless something is asked of it. */
export const nothingAsked: Asked = {
  ...{ group: null, stage: null, who: null, after: null },
  ...{ since: null, until: null, mentions: false },
}

export const inboxAsk = ({ group, stage, who, after }: Asked): InboxAsk => ({
  group: group ?? undefined,
  stage: stage ?? undefined,
  assignee: who === null ? undefined : who === 'none' ? null : who,
  after: after ?? undefined,
})

/** The address of this part of the inbox, with something changed. */
export function inboxPath(asked: Asked, change: Partial<Asked> = {}): string {
  const { group, stage, who, after, since, until, mentions } = { ...asked, after: null, ...change }
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries({ group, stage, who, since, until, after }))
    if (value !== null) query.set(name, String(value))
  if (mentions) query.set('mentions', 'me')
  return query.size === 0 ? '/desk' : `/desk?${query}`
}
