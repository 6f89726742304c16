import { day } from '../../../case/policy.ts'
import { type Figures, type Median, recentDays, type Spell } from '../../../desk/figures/count.ts'
import type { Outcome } from '../../../desk/figures/figure-row.ts'
import { frameOf, html } from '../../answer.tsx'
import type { Visit } from '../../route.ts'
import { Bars } from '../../ui/chart.tsx'
import { Columns } from '../../ui/columns.tsx'
import { Definitions } from '../../ui/definition.tsx'
import { Link } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import { Empty, PageHead, Section } from '../../ui/section.tsx'
import { Table } from '../../ui/table.tsx'
import { Day, Time } from '../../ui/time.tsx'
import { teamNav } from '../team-nav.ts'
import { SignOut } from '../team-parts.tsx'
import { INTAKE } from './intake-page.tsx'
import { declineWords } from './words.ts'

/** How busy the desk is and how it keeps its word: for the team, exact. */
export async function figuresPage(visit: Visit): Promise<Response> {
  const figures = await visit.desk.figures.team()
  return html(
    visit,
    <Page
      frame={frameOf(visit)}
      title="Figures"
      layout="desk"
      nav={teamNav(visit, '/desk/figures')}
      account={<SignOut visit={visit} />}
      styles={[visit.assets.address('figures.css')]}
    >
      <div class="figures">{figures === null ? <Counting /> : <Counted figures={figures} visit={visit} />}</div>
    </Page>,
  )
}

const Counting = () => (
  <>
    <PageHead title="Figures" />
    <Empty title="The figures are being counted.">
      <p>
        This desk has many cases. <Link href="/desk/figures">Look again in a moment</Link>
      </p>
    </Empty>
  </>
)

function Counted({ figures, visit }: { figures: Figures; visit: Visit }) {
  const { recent } = figures
  return (
    <>
      <PageHead
        title="Figures"
        lead={`The last ${recentDays} days, and a year month by month. Practice is not counted.`}
      />
      <Definitions layout="row" items={[...now(figures), ...lately(recent)]} />
      <Outcomes recent={recent} />
      <Months months={figures.months} />
      <p class="hint">
        Counted <Time at={figures.at} />. Months and days are UTC. A first answer is the first thing that a person of
        the team did in a case; an automatic acknowledgement is none. <Published visit={visit} />
      </p>
      <p>
        <Link href={INTAKE}>Whether new reports come in, and how to pause that</Link>
      </p>
    </>
  )
}

const Published = ({ visit }: { visit: Visit }) =>
  visit.config.figures === 'public' ? (
    <>
      Strangers see <Link href="/figures">rounded figures, once a month</Link>.
    </>
  ) : (
    <>Only members see them; “figures: public” in postern.yaml publishes rounded ones.</>
  )

const now = ({ open, waiting, oldest, at }: Figures) => [
  { term: 'Open cases', detail: <bdi>{open}</bdi> },
  {
    term: 'Wait for a first answer',
    detail: (
      <>
        <bdi>{waiting.of}</bdi>
        {waiting.days !== null && waiting.of > 1 && <small>half of them for {daysText(waiting.days)} or longer</small>}
      </>
    ),
  },
  {
    term: 'Oldest open case',
    detail:
      oldest === null ? (
        'none'
      ) : (
        <>
          {daysText((at - oldest) / day)}
          <small>
            since <Day at={oldest} />
          </small>
        </>
      ),
  },
]

const lately = ({ firstAnswer, fix, received }: Spell) => [
  { term: `Reports in ${recentDays} days`, detail: <bdi>{received}</bdi> },
  { term: 'Median first answer', detail: <MedianOf of={firstAnswer} what="answers" /> },
  { term: 'Median time to fix', detail: <MedianOf of={fix} what="fixes" /> },
]

const MedianOf = ({ of, what }: { of: Median; what: string }) =>
  of.days === null ? (
    <>none yet</>
  ) : (
    <>
      {daysText(of.days)}
      <small>
        of {of.of} {of.of === 1 ? what.replace(/e?s$/, '') : what}
      </small>
    </>
  )

function Outcomes({ recent: { ended, outcomes } }: { recent: Spell }) {
  if (ended === 0)
    return (
      <Section title="How cases ended">
        <p>None ended in the last {recentDays} days.</p>
      </Section>
    )
  const bars = [...outcomes]
    .sort(([, a], [, b]) => b - a)
    .map(([outcome, value]) => ({
      label: outcomeWords[outcome],
      value,
      text: `${value} (${Math.round((value / ended) * 100)} %)`,
    }))
  return (
    <Bars
      caption={ended === 1 ? 'How one case ended' : `How ${ended} cases ended`}
      heads={['Outcome', 'Cases']}
      bars={bars}
    />
  )
}

const outcomeWords: Readonly<Record<Outcome, string>> = {
  ...declineWords,
  published: 'Published',
  withdrawn: 'Withdrawn',
  closed: 'Closed',
}

function Months({ months }: { months: readonly Spell[] }) {
  return (
    <Section title="Month by month">
      <Columns
        caption="Reports and ends"
        series={['Reports', 'Ended']}
        columns={months.map(({ from, received, ended }) => ({ label: monthText(from), values: [received, ended] }))}
      />
      <Table
        caption="The same in numbers, newest first"
        columns={[
          { head: 'Month', lead: true },
          { head: 'Reports', end: true },
          { head: 'Ended', end: true },
          { head: 'Median first answer', end: true },
          { head: 'Median time to fix', end: true },
        ]}
        rows={months.toReversed().map((month) => ({
          key: String(month.from),
          cells: [monthText(month.from), month.received, month.ended, cell(month.firstAnswer), cell(month.fix)],
        }))}
      />
    </Section>
  )
}

const cell = ({ days }: Median): string => (days === null ? '–' : daysText(days))

const monthText = (at: number): string => month.format(at)
const month = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' })

/** Below two days, hours: that is where a desk can be proud. */
function daysText(days: number): string {
  if (days >= 2) return `${days < 10 ? Math.round(days * 10) / 10 : Math.round(days)} days`
  const hours = Math.round(days * 24)
  return hours === 1 ? '1 hour' : `${hours} hours`
}
