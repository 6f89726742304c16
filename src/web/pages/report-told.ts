import type { ReporterAccess, Sent } from '../../desk/desk.ts'
import type { Told } from '../../desk/notices.ts'
import type { Visit } from '../route.ts'
import type { Typed } from './report-fields.ts'

/** What the page after Send says of how somebody hears from us. */
export interface HowTold {
  readonly told: Told | undefined
  /** The token of the feed that was asked for in the form. */
  readonly feed: string | null
}

/** As it was chosen in the form, once the report is on disk. What goes wrong here never costs the report. */
export async function tellAsChosen(visit: Visit, { receipt }: Sent, typed: Typed): Promise<void> {
  const { notices } = visit.house
  if (typed.tell === 'feed') await notices.makeFeedOfReceipt(receipt)
  if (typed.tell !== 'mail' || !notices.mail) return
  const access = await visit.desk.openReceipt(receipt)
  if (access !== undefined && 'stream' in access && (await mayAskMail(visit)))
    await notices.askMail(access, addressIn(typed))
}

export async function howTold(visit: Visit, { receipt }: Sent, access: ReporterAccess | null): Promise<HowTold> {
  const { notices } = visit.house
  const told = access === null ? undefined : await notices.ofReporter(access)
  return { told, feed: await notices.feedOfReceipt(receipt) }
}

/** The desk writes to addresses that strangers typed: only so often for one network, and only so often at all. */
export const mayAskMail = async (visit: Visit): Promise<boolean> =>
  (await visit.within('confirmationsPerHour')) && (await visit.within('confirmationsAtAll', 'desk'))

const addressIn = (typed: Typed): string => (typed.tellMail?.trim() ? typed.tellMail : (typed.email ?? '')).trim()
