import { randomUUID } from 'node:crypto'
import { activeLeads, casesWithoutLead } from '../store/case-member-rows.ts'
import { readCase } from './case-file.ts'
import type { Means } from './means.ts'
import type { More, WritePath } from './write-path.ts'

const page = 100

/**
 * A case that only named members see never stays without a lead among them: once the last one has left the team, or
 * leads no more, the leads who are left are let in. It is a fact of the case like any other.
 */
export async function letLeadsIn(means: Means, path: WritePath, more: More): Promise<void> {
  const orphans = await means.store.read(casesWithoutLead(page))
  if (orphans.length === 0) return
  const leads = (await means.store.read(activeLeads())).map(({ member }) => member)
  if (leads.length === 0) return
  for (const { stream } of orphans) {
    const access = (await readCase(means.store, means.keys, stream))?.case.access ?? null
    if (access === null) continue
    const members = [...new Set([...access, ...leads])]
    await path.give({ as: 'desk' }, stream, { type: 'SetAccess', id: randomUUID(), members }, more)
  }
}
