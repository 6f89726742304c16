import type { ReporterAccess, Sent } from '../../../desk/desk.ts'
import type { Visit } from '../../route.ts'
import { signedInHere } from './cookies.ts'

/** What is sent by somebody who is signed in is among their reports. What goes wrong here never costs the report. */
export async function joinAccount(visit: Visit, { receipt }: Sent): Promise<void> {
  const who = await signedInHere(visit)
  const access = who === null ? undefined : await visit.desk.openReceipt(receipt)
  if (who !== null && access !== undefined && 'stream' in access) await visit.house.accounts?.claim(who, access)
}

export async function listedIn(visit: Visit, access: ReporterAccess): Promise<boolean> {
  const who = await signedInHere(visit)
  return who !== null && (await visit.house.accounts?.holds(who, access)) === true
}
