import type { Case } from '../case/case.ts'
import type { Command } from '../case/command.ts'
import type { PolicyDigest } from '../case/ids.ts'
import type { Policy } from '../case/policy.ts'
import { type Refusal, refuse } from '../case/refusal.ts'
import { reporterView } from '../case/view.ts'
import { type CaseFile, readCase } from './case-file.ts'
import type { Done, Naming, ReporterAccess, ReporterThread } from './desk.ts'
import type { Means } from './means.ts'
import { addNaming, forgetPerson, naming, readPerson } from './person.ts'
import { noteRead } from './read-leaf.ts'
import { rotated, stillOpens } from './receipts.ts'
import type { WritePath } from './write-path.ts'

/** What a reporter may see and do, with a receipt that still opens. */
export interface ReporterSide {
  thread(access: ReporterAccess): Promise<ReporterThread | undefined>
  give(access: ReporterAccess, command: Command, given?: Naming): Promise<Done | Refusal>
  rotate(access: ReporterAccess, command: Command): Promise<string | Refusal>
  forget(access: ReporterAccess, command: Command): Promise<Done | Refusal>
}

type PolicyBy = (digest: PolicyDigest) => Promise<Policy | undefined>

export function reporterSide(means: Means, path: WritePath, policyBy: PolicyBy): ReporterSide {
  const actor = (access: ReporterAccess) => ({ as: 'reporter', person: access.person }) as const
  const opened = new Map<string, number>()
  return {
    async thread(access) {
      const file = await fileFor(means, access)
      const policy = file === undefined ? undefined : await policyBy(file.case.policy)
      if (file === undefined || policy === undefined) return undefined
      await noteThread(means, file, access, opened)
      return threadOf(means, file, policy, access, await mainOf(means, file.case, policyBy))
    },
    async give(access, command, given) {
      if (!(await stillOpens(means, access))) return refuse('no-such-case')
      return path.give(
        actor(access),
        access.stream,
        command,
        given === undefined ? undefined : namedBy(means, access, command, given),
      )
    },
    async rotate(access, command) {
      if (!(await stillOpens(means, access))) return refuse('no-such-case')
      const fresh = rotated(means, access)
      const done = await path.give(actor(access), access.stream, command, async () => ({ rows: fresh.writes }))
      return 'refused' in done ? done : fresh.code
    },
    async forget(access, command) {
      if (!(await stillOpens(means, access))) return refuse('no-such-case')
      const done = await path.give(actor(access), access.stream, command, async () => ({
        rows: forgetPerson(means.keys, access.person),
      }))
      if ('done' in done) means.keys.forget('person', access.person)
      return done
    },
  }
}

/** The name and link go into the person's own record; the fact only counts which form of them it was. */
export const namedBy =
  (means: Means, access: { readonly person: string }, command: Command, given: Naming) => async () => {
    const added = await addNaming(means.store, means.keys, access.person, given, means.clock.now())
    if (added === undefined || command.type !== 'ChooseCredit') return refuse('no-reporter')
    return { command: { ...command, naming: added.naming }, rows: [added.write] }
  }

async function fileFor(means: Means, access: ReporterAccess): Promise<CaseFile | undefined> {
  return (await stillOpens(means, access)) ? readCase(means.store, means.keys, access.stream) : undefined
}

async function mainOf(means: Means, of: Case, policyBy: PolicyBy): Promise<{ case: Case; policy: Policy } | undefined> {
  const stream = of.declined?.duplicateOf
  const file = stream === undefined || stream === null ? undefined : await readCase(means.store, means.keys, stream)
  const policy = file === undefined ? undefined : await policyBy(file.case.policy)
  return file === undefined || policy === undefined ? undefined : { case: file.case, policy }
}

async function threadOf(
  means: Means,
  file: CaseFile,
  policy: Policy,
  access: ReporterAccess,
  main: { case: Case; policy: Policy } | undefined,
): Promise<ReporterThread> {
  const person = await readPerson(means.store, means.keys, access.person)
  return {
    view: reporterView(file.case, policy, means.clock.now(), main),
    policy,
    digest: file.case.policy,
    naming: naming(person, file.case.credit.naming),
    name: person.name,
    email: person.email,
  }
}

/** A reporter's reads are one leaf per receipt and hour. */
async function noteThread(
  means: Means,
  file: CaseFile,
  access: ReporterAccess,
  opened: Map<string, number>,
): Promise<void> {
  const hour = Math.floor(means.clock.now() / 3_600_000)
  if (opened.get(access.receipt) === hour) return
  if (opened.size > 10_000) opened.clear()
  opened.set(access.receipt, hour)
  await noteRead(means, file, `reporter:${access.person}`, 'thread-read')
}
