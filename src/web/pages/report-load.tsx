import type { Budget } from '../../desk/budget.ts'
import type { Intake } from '../../desk/intake-state.ts'
import { filled as isFilled } from '../../desk/report-form.ts'
import { attachment } from '../answer.tsx'
import type { PageForm } from '../guard.ts'
import type { Visit } from '../route.ts'
import { Notice } from '../ui/notice.tsx'
import { dayText } from '../ui/time.tsx'
import { useMessages } from './messages/languages.ts'
import { filled } from './messages/said.tsx'
import { openThread } from './open-thread.ts'
import { PausedNotice } from './paused-notice.tsx'
import { messagesFor } from './public-page.tsx'
import { reportFields, type Typed } from './report-fields.ts'

/** What the report form says of the desk's load before anybody types. */
export interface ReportLoad {
  readonly intake: Intake
  /** Of the thread that is open in this browser. */
  readonly budget: Budget | null
}

export async function reportLoad(visit: Visit): Promise<ReportLoad> {
  const [intake, by] = await Promise.all([visit.desk.intake.now(), openThread(visit)])
  return { intake, budget: by === null ? null : await visit.desk.budget(by) }
}

export function LoadNotices({ load: { intake, budget } }: { load: ReportLoad }) {
  return (
    <>
      {intake.state === 'paused' && <PausedNotice paused={intake} form />}
      {budget !== null && <BudgetNotice budget={budget} />}
    </>
  )
}

/** Explained, and never a wall. */
function BudgetNotice({ budget: { waiting, most } }: { budget: Budget }) {
  const { load: m } = useMessages()
  if (waiting === 0) return null
  return waiting < most ? (
    <p class="hint">{m.budget(waiting, most)}</p>
  ) : (
    <Notice title={m.budgetOver(waiting)}>
      <p>{m.budgetOverText}</p>
    </Notice>
  )
}

/**
 * Whether this may become a draft now. In a pause that is so for what is exploited now, and for whoever began before:
 * they have a draft, or their form carries a token from before it. Tokens know their hour and no more.
 */
export async function comesIn(visit: Visit, form: PageForm, intake: Intake, secret: string | null): Promise<boolean> {
  if (intake.state === 'open' || form.fields.exploited === 'yes') return true
  const made = visit.tokenMadeAt(form.token)
  if (made !== null && made <= intake.from) return true
  return secret !== null && (await visit.desk.readDraft(secret)) !== undefined
}

/** What to say beside the one box that would let it in. */
export const notNow = (visit: Visit, until: number) => {
  const { load, ui } = messagesFor(visit)
  return { field: 'exploited', text: load.pausedNowProblem(dayText(until, ui.lang, true)) }
}

/** Everything that was typed, as a text to keep until the desk is open again. */
export function savedText(visit: Visit, typed: Typed): Response {
  const { load, fields } = messagesFor(visit)
  const parts = reportFields
    .filter((field) => isFilled(typed[field]))
    .map((field) => `${fields[field]}\n${typed[field] ?? ''}\n`)
  const head = filled(load.saved, { project: visit.desk.policy().policy.project.name })
  return attachment('report.txt', 'text/plain; charset=utf-8', [head, '', ...parts].join('\n'))
}
