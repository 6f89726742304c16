import { caseByStream } from '../../store/inbox-rows.ts'
import { tellApart, tellTogether } from '../../store/reporter-account-rows.ts'
import type { AccountSession } from '../../team/account-session.ts'
import { threadsOf } from '../../team/reporter.ts'
import type { Desk, ReporterAccess } from '../desk.ts'
import type { Means } from '../means.ts'
import { stillOpens } from '../receipts.ts'
import { changeAccount, type Held, readAccount, withReport } from './account.ts'
import type { Accounts, OwnReport } from './accounts.ts'
import { type Around, togetherTag } from './around.ts'

type OwnReports = 'reports' | 'claim' | 'holds' | 'open' | 'letGo' | 'tellTogether'

/** The reports that an account gathers. Each is read as its receipt reads it, by the same way. */
export function ownReports({ means, context }: Around, desk: Pick<Desk, 'thread'>): Pick<Accounts, OwnReports> {
  return {
    async reports(who) {
      const file = await readAccount(means, who.account)
      const all = await Promise.all((file?.account.reports ?? []).map((held) => ownReport(means, desk, who, held)))
      return all.filter((report) => report !== null).toSorted((a, b) => b.at - a.at)
    },
    async claim(who, { stream, person, receipt }) {
      let full = false
      await changeAccount(means, who.account, (account) => {
        full =
          account.reports.length >= means.limits.accountReports && !account.reports.some((r) => r.stream === stream)
        return full ? null : { account: withReport(account, { stream, person, receipt, at: means.clock.now() }) }
      })
      return full ? 'full' : 'done'
    },
    async holds(who, { stream, receipt }) {
      const file = await readAccount(means, who.account)
      return file?.account.reports.some((held) => held.stream === stream && held.receipt === receipt) === true
    },
    async open(who, number) {
      const held = await heldBy(means, who, number)
      const access = held && accessTo(who, held)
      return access !== undefined && (await stillOpens(means, access)) ? access : undefined
    },
    async letGo(who, number) {
      const held = await heldBy(means, who, number)
      if (held === undefined) return false
      const threads = await threadsOf(context, who.account, held.receipt)
      return changeAccount(means, who.account, (account) => ({
        account: { ...account, reports: account.reports.filter(({ stream }) => stream !== held.stream) },
        rows: [tellApart(held.stream, togetherTag(means, who.account)), ...threads],
      }))
    },
    async tellTogether(who, number, told) {
      const held = await heldBy(means, who, number)
      if (held === undefined || !(await stillOpens(means, accessTo(who, held)))) return false
      const tag = togetherTag(means, who.account)
      return changeAccount(means, who.account, (account) => ({
        account: {
          ...account,
          reports: account.reports.map((one) => (one.stream === held.stream ? { ...one, together: told } : one)),
        },
        rows: [told ? tellTogether(held.stream, tag) : tellApart(held.stream, tag)],
      }))
    },
  }
}

async function ownReport(
  means: Means,
  desk: Pick<Desk, 'thread'>,
  who: AccountSession,
  held: Held,
): Promise<OwnReport | null> {
  const access = accessTo(who, held)
  const number = await numberOf(means, held.stream)
  if (number === undefined) return null
  const thread = (await desk.thread(access)) ?? null
  const erased = thread === null && (await means.keys.find('case', held.stream)) === undefined
  return erased ? null : { number, at: held.at, together: held.together, thread }
}

async function heldBy(means: Means, who: AccountSession, number: string): Promise<Held | undefined> {
  const file = await readAccount(means, who.account)
  for (const held of file?.account.reports ?? []) if ((await numberOf(means, held.stream)) === number) return held
  return undefined
}

const numberOf = async ({ store }: Means, stream: string): Promise<string | undefined> =>
  (await store.read(caseByStream(stream)))[0]?.number

const accessTo = (who: AccountSession, { stream, person, receipt }: Held): ReporterAccess => ({
  as: 'reporter',
  stream,
  person,
  receipt,
  account: who,
})
