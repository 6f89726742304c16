import { randomUUID } from 'node:crypto'
import type { MemberId, Millis } from '../case/ids.ts'
import { day } from '../case/policy.ts'
import { activeLeads, casesWithoutLead } from '../store/case-member-rows.ts'
import { type DeskFact, teamFacts } from '../team/desk-log.ts'
import { readCase } from './case-file.ts'
import type { Means } from './means.ts'
import type { More, WritePath } from './write-path.ts'

const page = 100

/**
 * A case that only named members see never stays without a lead among them: a day after the last one has left the team,
 * or leads no more, the leads who are left are let in. It is a fact of the case like any other. The day is what keeps
 * one lead from letting themself in by taking another off the team for a moment: every member hears of that at once, and
 * whoever leads again takes it back. In haste two persons break the glass.
 */
export async function letLeadsIn(means: Means, path: WritePath, more: More): Promise<void> {
  const orphans = await means.store.read(casesWithoutLead(page))
  if (orphans.length === 0) return
  const leads = (await means.store.read(activeLeads())).map(({ member }) => member)
  if (leads.length === 0) return
  const facts = await teamFacts(means)
  for (const { stream } of orphans) {
    const access = (await readCase(means.store, means.keys, stream))?.case.access ?? null
    if (access === null || means.clock.now() - leftAt(facts, access) < day) continue
    const members = [...new Set([...access, ...leads])]
    await path.give({ as: 'desk' }, stream, { type: 'SetAccess', id: randomUUID(), members }, more)
  }
}

/** When the last of these members stopped to lead. */
const leftAt = (facts: readonly DeskFact[], members: readonly MemberId[]): Millis =>
  facts.findLast(
    (fact) =>
      (fact.type === 'MemberRemoved' || (fact.type === 'RoleChanged' && fact.from === 'lead')) &&
      members.includes(fact.member),
  )?.at ?? 0
