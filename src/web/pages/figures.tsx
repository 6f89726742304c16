import type { PublicFigures, PublicOutcome } from '../../desk/figures/published-figures.ts'
import { notFound } from '../answer.tsx'
import type { Visit } from '../route.ts'
import { Bars } from '../ui/chart.tsx'
import { Definitions } from '../ui/definition.tsx'
import { PageHead, Prose } from '../ui/section.tsx'
import { Day } from '../ui/time.tsx'
import type { Messages } from './messages/en.ts'
import { Said } from './messages/said.tsx'
import { messagesFor, PublicPage, translated } from './public-page.tsx'

/** Rounded, a month old at most, and only where the policy publishes it: otherwise there is no such page. */
export async function publicFiguresPage(visit: Visit): Promise<Response> {
  if (visit.config.figures !== 'public') return notFound(visit)
  const figures = await visit.desk.figures.published()
  const { load: m } = messagesFor(visit)
  return translated(
    visit,
    <PublicPage visit={visit} title={m.figures} here="/figures" translated>
      <PageHead
        title={m.figuresTitle}
        lead={figures === null ? m.figuresNone : <Said text={m.figuresLead} day={<Day at={figures.at} />} />}
      />
      {figures !== null && <Shown figures={figures} visit={visit} />}
      <Prose>
        <p>{m.figuresWhy}</p>
      </Prose>
    </PublicPage>,
  )
}

function Shown({ figures, visit }: { figures: PublicFigures; visit: Visit }) {
  const { load: m, ui } = messagesFor(visit)
  const month = new Intl.DateTimeFormat(ui.lang === 'en' ? 'en-GB' : ui.lang, {
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  })
  return (
    <>
      <Definitions
        items={[
          { term: m.open, detail: figures.open === null ? m.few : m.openAbout(figures.open) },
          { term: m.firstAnswer, detail: daysOr(m, figures.firstAnswer) },
          { term: m.fix, detail: daysOr(m, figures.fix) },
          { term: m.oldest, detail: figures.oldest === null ? m.tooFew : m.age[figures.oldest] },
        ]}
      />
      {figures.outcomes.length > 0 && (
        <Bars
          caption={m.outcomes}
          heads={[m.outcomeHead, m.share]}
          bars={figures.outcomes.map(({ outcome, share }) => ({
            label: m.outcome[outcome satisfies PublicOutcome],
            value: share,
            text: `${share} %`,
          }))}
        />
      )}
      <Bars
        caption={m.months}
        heads={[m.month, m.received]}
        bars={figures.months.map(({ from, received }) => ({
          label: month.format(from),
          value: received ?? 0,
          text: received === null ? m.few : m.openAbout(received),
        }))}
      />
      <Bars
        caption={m.firstAnswerShort}
        heads={[m.month, m.firstAnswerShort]}
        bars={figures.monthsFirstAnswer.map(({ from, days }) => ({
          label: month.format(from),
          value: days ?? 0,
          text: daysOr(m, days),
        }))}
      />
    </>
  )
}

const daysOr = (m: Messages['load'], days: number | null): string => (days === null ? m.tooFew : m.days(days))
