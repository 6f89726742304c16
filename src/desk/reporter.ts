import type { Case } from '../case/case.ts'
import type { Command } from '../case/command.ts'
import type { CaseNumber, Millis, PolicyDigest } from '../case/ids.ts'
import { day, type Policy } from '../case/policy.ts'
import { type Refusal, refuse } from '../case/refusal.ts'
import { type Followed, reporterView, withoutFilesOfTeam } from '../case/view.ts'
import { firstOpened } from '../store/audit-rows.ts'
import { caseByStream } from '../store/inbox-rows.ts'
import type { Write } from '../store/store.ts'
import { movedAlong } from './accounts/account.ts'
import { type CaseFile, readCase } from './case-file.ts'
import type { Desk, Done, Naming, ReceiptOffer, ReporterAccess, ReporterThread } from './desk.ts'
import { forgottenNow } from './forgetting.ts'
import { receiptTag } from './intake.ts'
import { aboveOf } from './main-case.ts'
import type { Means } from './means.ts'
import { addNaming, forgetPerson, naming, readPerson, withdrawNamings } from './person.ts'
import { hourlyReads } from './read-leaf.ts'
import { isOffer, offeredCode, replacedBy, replacement, stillOpens } from './receipts.ts'
import type { More, WritePath } from './write-path.ts'

/** What a reporter may see and do, with a receipt that still opens. */
export interface ReporterSide {
  thread(access: ReporterAccess): Promise<ReporterThread | undefined>
  give(access: ReporterAccess, command: Command, given?: Naming): Promise<Done | Refusal>
  rotate(access: ReporterAccess, offer: ReceiptOffer): Promise<string | Refusal>
  replacedBy(offer: ReceiptOffer): Promise<{ readonly receipt: string; readonly number: CaseNumber } | undefined>
  forget(access: ReporterAccess, command: Command): Promise<Done | Refusal>
}

type PolicyBy = (digest: PolicyDigest) => Promise<Policy | undefined>

export function reporterSide(
  means: Means,
  path: WritePath,
  policyBy: PolicyBy,
  expected: Desk['expected'],
): ReporterSide {
  const actor = (access: ReporterAccess) => ({ as: 'reporter', person: access.person }) as const
  const noted = hourlyReads(means)
  return {
    async thread(access) {
      const file = await fileFor(means, access)
      const policy = file === undefined ? undefined : await policyBy(file.case.policy)
      if (file === undefined || policy === undefined) return undefined
      await noted(file, `reporter:${access.person}`, access.receipt)
      const thread = await threadOf(means, file, policy, access, await mainOf(means, file.case, policyBy))
      return { ...thread, expected: await firstAnswer(means, file, expected) }
    },
    async give(access, command, given) {
      if (!(await stillOpens(means, access))) return refuse('no-such-case')
      const done = await path.give(actor(access), access.stream, command, creditRows(means, access, command, given))
      if ('done' in done && command.type === 'ChooseCredit') await forgottenNow(means)
      return done
    },
    async rotate(access, offer) {
      if (!(await stillOpens(means, access))) return refuse('no-such-case')
      if (!isOffer(offer)) return refuse('changed-since-seen')
      // Whoever reads the mailbox must not be able to take the report away from whoever wrote it.
      if (isWeak(access)) return refuse('not-allowed')
      const code = offeredCode(means, offer)
      const tag = receiptTag(means, code)
      // The first press went through, and its session goes on under the new code.
      if (access.receipt === tag) return code
      if (access.receipt !== offer.from) return refuse('changed-since-seen')
      const command = { type: 'RotateReceipt', id: `rotate:${tag}` } as const
      const done = await path.give(actor(access), access.stream, command, async () =>
        (await stillOpens(means, access))
          ? { rows: [...replacement(means, access, code), ...(await takenAlong(means, access, tag))] }
          : refuse('changed-since-seen'),
      )
      return 'refused' in done ? done : code
    },
    async replacedBy(offer) {
      const found = await replacedBy(means, offer)
      const [row] = found === undefined ? [] : await means.store.read(caseByStream(found.stream))
      return found === undefined || row === undefined ? undefined : { receipt: found.receipt, number: row.number }
    },
    async forget(access, command) {
      if (!(await stillOpens(means, access))) return refuse('no-such-case')
      const done = await path.give(actor(access), access.stream, command, async () => ({
        rows: forgetPerson(means.keys, access.person),
      }))
      if ('done' in done) {
        means.keys.forget('person', access.person)
        await forgottenNow(means)
      }
      return done
    },
  }
}

/** Came in by a code in a mail. */
const isWeak = ({ account }: ReporterAccess): boolean => account?.began === 'mail'

/** The account goes along with the new code; any other one that held the report by the old code holds it no more. */
const takenAlong = async (means: Means, { account, receipt }: ReporterAccess, to: string): Promise<readonly Write[]> =>
  account === undefined ? [] : movedAlong(means, account.account, receipt, to)

/** What goes along with a wish for credit: a new name, or that the one which was given before is gone. */
export function creditRows(
  means: Means,
  access: { readonly person: string },
  command: Command,
  given: Naming | undefined,
): More | undefined {
  if (given !== undefined) return namedBy(means, access, command, given)
  if (command.type !== 'ChooseCredit' || command.as === 'named') return undefined
  return async (file) => ({
    rows: (await isPublic(means, file)) ? [] : await withdrawNamings(means, access.person, means.clock.now()),
  })
}

/** The name and link go into the person's own record; the fact only counts which form of them it was. */
const namedBy =
  (means: Means, access: { readonly person: string }, command: Command, given: Naming): More =>
  async (file) => {
    if (command.type !== 'ChooseCredit') return refuse('no-reporter')
    // Each naming came with a fact of its own, so there never were more of them than facts.
    const how = { used: file.case.seq, stay: await isPublic(means, file), at: means.clock.now() }
    const added = await addNaming(means, access.person, given, how)
    return { command: { ...command, naming: added.naming }, rows: added.writes }
  }

/** A revision that is out gives the credit as it was chosen for it, until a further one or until the name is dropped. */
async function isPublic(means: Means, file: CaseFile): Promise<boolean> {
  const above = await aboveOf(means, file)
  const line = above === undefined ? [file] : [file, above.head, ...above.between]
  return line.some(({ case: of }) => of.published.length > 0)
}

async function fileFor(means: Means, access: ReporterAccess): Promise<CaseFile | undefined> {
  const file = (await stillOpens(means, access)) ? await readCase(means.store, means.keys, access.stream) : undefined
  // A guest has a code as well, and it opens another page.
  return file?.case.reporter === access.person ? file : undefined
}

async function mainOf(means: Means, of: Case, policyBy: PolicyBy): Promise<Followed | undefined> {
  const above = await aboveOf(means, { case: of })
  const policy = above === undefined ? undefined : await policyBy(above.head.case.policy)
  if (above === undefined || policy === undefined) return undefined
  return { case: above.head.case, policy, between: above.between.map((file) => file.case) }
}

async function threadOf(
  means: Means,
  file: CaseFile,
  policy: Policy,
  access: ReporterAccess,
  main: Followed | undefined,
): Promise<Omit<ReporterThread, 'expected'>> {
  const person = await readPerson(means.store, means.keys, access.person)
  const view = reporterView(file.case, policy, means.clock.now(), main)
  return {
    view: isWeak(access) ? withoutFilesOfTeam(view) : view,
    openedOn: await openedOn(means, file),
    policy,
    digest: file.case.policy,
    naming: naming(person, file.case.credit.naming),
    name: person.name,
    email: person.email,
  }
}

/** Never who or how often, and no hour: that the team looks at night before a publication is nobody's business. */
async function openedOn(means: Means, { stream, case: { openedAt } }: CaseFile): Promise<Millis | null> {
  const [read] = await means.store.read(firstOpened(stream))
  const first = Math.min(...[read?.at ?? [], openedAt ?? []].flat())
  return Number.isFinite(first) ? first - (first % day) : null
}

/** Once somebody answered, or is late, what is usual helps nobody any more. */
async function firstAnswer(means: Means, { stream, case: of }: CaseFile, expected: Desk['expected']) {
  const by = of.deadlines.get('first-answer')
  if (by === undefined || by <= means.clock.now() || of.openedAt !== null || of.practice) return null
  return expected({ stream, receivedAt: of.receivedAt, by })
}
