import { isNamed } from '../config/file.ts'
import {
  type Answers,
  firstFile,
  tidied,
  type WrongAnswer,
  withAnswers,
  writeFirstFile,
  wrongAnswers,
} from '../config/first-file.ts'
import { findMeta, setMeta } from '../store/meta-rows.ts'
import type { FirstStep } from '../team/desk-log.ts'
import { record } from '../team/record.ts'
import type { MemberActor } from './desk.ts'
import type { Means } from './means.ts'
import { type InForce, keptAnswers, policyRows } from './policy-in-force.ts'

/** The one page of the first run: its answers become a file, and are in force at once. */
export interface FirstRun {
  /** The project has a name. */
  done(): boolean
  settle(by: MemberActor, answers: Answers): Promise<Settled | { readonly wrong: readonly WrongAnswer[] }>
  /** The text that has to be copied into the file by hand, where this desk could not write it. */
  toCopy(): Promise<string | null>
  /** A lead says that this is done, for this very key or policy: when either changes, it is to be done again. */
  confirm(by: MemberActor, step: FirstStep, of: string): Promise<void>
  confirmed(step: FirstStep, of: string): Promise<boolean>
}

export interface Settled {
  readonly settled: true
}

export function firstRun(
  means: Means,
  around: { readonly file: string; readonly put: (policy: InForce) => void },
): FirstRun {
  return {
    done: () => isNamed(means.policy.policy),
    async settle(by, given) {
      const answers = tidied(given)
      const wrong = wrongAnswers(answers)
      if (wrong.length > 0) return { wrong }
      // Two leads at once, or a double press: the first answers stand, and the file that they became.
      if (isNamed(means.policy.policy)) return { settled: true }
      const policy = withAnswers(means.policy.policy, answers)
      const { inForce, rows } = policyRows(policy, means.clock.now())
      const written = writeFirstFile(around.file, textOf(means, answers))
      const kept = written === null ? [] : [setMeta(keptAnswers.name, JSON.stringify(answers))]
      const fact = { type: 'PolicyPutInForce', member: by.member, policy: inForce.digest } as const
      await record(means, by.member, [fact], [...rows, ...kept])
      around.put(inForce)
      return { settled: true }
    },
    confirm: (by, step, of) =>
      record(means, by.member, [{ type: 'FirstStepDone', member: by.member, step }], [setMeta(step, of)]),
    async confirmed(step, of) {
      const [row] = await means.store.read(findMeta(step))
      return row?.value === of
    },
    async toCopy() {
      const answers = await keptAnswers.read(means.store)
      return answers === null ? null : textOf(means, answers)
    },
  }
}

const textOf = (means: Means, answers: Answers): string =>
  firstFile(answers, new Date(means.clock.now()).toISOString().slice(0, 10))
