import { day } from '../case/policy.ts'
import { whenBegun } from './begun.ts'
import { lastBackup } from './copies.ts'
import type { Check } from './health.ts'
import type { Means } from './means.ts'
import { span } from './span.ts'

/** A desk that is a week old and has no backup of the last week needs a person; a new one may take its time. */
const patience = 8 * day

export async function backupIsFresh(means: Means): Promise<Check> {
  const now = means.clock.now()
  const at = await lastBackup(means.store)
  if (at !== null) {
    const said = `The last backup was taken ${span(now - at)} ago.`
    const fresh = now - at < patience
    return { name: 'backup', ok: fresh, text: fresh ? said : `${said} ${take}` }
  }
  const young = now - (await whenBegun(means)).at < patience
  return { name: 'backup', ok: young, toDo: young, text: `There is no backup yet. ${take}` }
}

const take = '"postern backup FOLDER" takes one; let a timer do that every night.'
