import { z } from 'zod'
import type { Millis } from '../case/ids.ts'
import { day } from '../case/policy.ts'
import { findMeta, setMeta } from '../store/meta-rows.ts'
import { record } from '../team/record.ts'
import type { MemberActor, Problem } from './desk.ts'
import type { Means } from './means.ts'

/**
 * Whether new reports come in. A lead may pause that until a day, and says why: form, policy page, security.txt, API and
 * what reporters are told change together, because all of them ask here. What is exploited now always comes in.
 */
export interface IntakeState {
  /** Asked of the store each time: nobody acts on a pause that is over, or misses one that another node knows of. */
  now(): Promise<Intake>
  /** Begins a pause, or changes the one that is. */
  pause(
    by: MemberActor,
    wanted: PauseWanted,
  ): Promise<{ readonly done: true } | { readonly problems: readonly Problem[] }>
  open(by: MemberActor): Promise<void>
}

export type Intake = { readonly state: 'open' } | Paused

export interface Paused {
  readonly state: 'paused'
  readonly from: Millis
  /** From then on reports come in again, by themselves. */
  readonly until: Millis
  /** The project's own words, in Markdown. */
  readonly why: string
  /** What happens with reports that came before; empty where nothing is said. */
  readonly meanwhile: string
}

export interface PauseWanted {
  readonly until: Millis | null
  readonly why: string
  readonly meanwhile: string
}

/** Whoever is away for longer should rather give the desk to somebody else. */
export const longestPause = 184
const longestText = 2_000

const META = 'intake'
const kept = z.strictObject({ from: z.number(), until: z.number(), why: z.string(), meanwhile: z.string() })

export function intakeState(means: Means): IntakeState {
  const now = async (): Promise<Intake> => {
    const [row] = await means.store.read(findMeta(META))
    if (row === undefined || row.value === '') return { state: 'open' }
    const paused = kept.parse(JSON.parse(row.value))
    return means.clock.now() < paused.until ? { state: 'paused', ...paused } : { state: 'open' }
  }
  return {
    now,
    async pause(by, wanted) {
      const at = means.clock.now()
      const problems = wrongIn(wanted, at)
      const { until, why, meanwhile } = wanted
      if (problems.length > 0 || until === null) return { problems }
      const before = await now()
      // Whoever began before a pause may still send: a pause that is changed goes on from where it began.
      const from = before.state === 'paused' ? before.from : at
      const paused = { from, until, why: why.trim(), meanwhile: meanwhile.trim() } satisfies z.infer<typeof kept>
      const fact = { type: 'IntakePaused', member: by.member, until, why } as const
      await record(means, by.member, [fact], [setMeta(META, JSON.stringify(paused))])
      return { done: true }
    },
    async open(by) {
      if ((await now()).state === 'open') return
      await record(means, by.member, [{ type: 'IntakeOpened', member: by.member }], [setMeta(META, '')])
    },
  }
}

function wrongIn({ until, why, meanwhile }: PauseWanted, now: Millis): Problem[] {
  const problems: Problem[] = []
  if (until === null || until <= now)
    problems.push({ field: 'until', text: 'Choose a day from tomorrow on. On that day reports come in again.' })
  else if (until > now + longestPause * day)
    problems.push({
      field: 'until',
      text: `A pause lasts at most ${longestPause} days. For longer, name somebody else who takes reports.`,
    })
  if (why.trim() === '')
    problems.push({ field: 'why', text: 'Say why in a sentence: people who found something read it.' })
  for (const [field, text] of Object.entries({ why, meanwhile }))
    if (text.length > longestText) problems.push({ field, text: `At most ${longestText} characters fit here.` })
  return problems
}
