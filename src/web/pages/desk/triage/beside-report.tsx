import type { AlikeCase } from '../../../../desk/beside.ts'
import type { Change } from '../../../../desk/claims/claim.ts'
import { type History, most } from '../../../../desk/reporter-history.ts'
import type { TriageCase } from '../../../../desk/triage.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { Form } from '../../../ui/form.tsx'
import { Link } from '../../../ui/link.tsx'
import { More } from '../../../ui/more.tsx'
import { PersonText } from '../../../ui/person-text.tsx'
import { Section } from '../../../ui/section.tsx'
import { TextArea } from '../../../ui/text-field.tsx'
import { Day } from '../../../ui/time.tsx'
import { declineWords } from '../words.ts'
import { laneWords, readyDecline } from './act-words.ts'
import { hiddenOf, keptFor, type TriageState } from './triage-state.ts'

/** What helps to judge it. Hints, each with its reason; none of them acts by itself. */
export function BesideReport({ state, of }: { state: TriageState; of: TriageCase }) {
  return (
    <>
      <AlikeCases state={state} of={of} />
      <NotHere of={of} />
      <Claims of={of} />
      <Lane of={of} />
      <Reporter of={of} />
    </>
  )
}

function AlikeCases({ state, of }: { state: TriageState; of: TriageCase }) {
  const may = of.found.view.acts.some(({ command, allowed }) => command === 'DeclineReport' && allowed)
  return (
    <Section card title="Most alike" id="alike">
      {of.alike.length === 0 ? (
        <p class="hint">Nothing here is much like it.</p>
      ) : (
        <ol class="alike">
          {of.alike.map((one, index) => (
            <li key={one.number}>
              <p class="alike-title">
                <Link href={`/desk/cases/${one.number}`}>{one.number}</Link> <PersonText text={one.title} />
              </p>
              <p class="hint">
                {one.why.map((why, place) => (
                  <>
                    {place > 0 && ', '}
                    <PersonText text={why} />
                  </>
                ))}
              </p>
              {may && of.held === undefined && <DuplicateOf state={state} of={of} one={one} place={index + 1} />}
            </li>
          ))}
        </ol>
      )}
    </Section>
  )
}

function DuplicateOf(props: { state: TriageState; of: TriageCase; one: AlikeCase; place: number }) {
  const { state, of, one, place } = props
  const kept = keptFor(state, 'duplicate')
  const mine = kept !== null && kept.typed.duplicateOf === one.number
  return (
    <Form
      action="/desk/triage"
      hidden={{ ...hiddenOf(state, 'duplicate'), duplicateOf: one.number }}
      label={`Duplicate of ${one.number}`}
    >
      <Button keys={String(place)}>Duplicate of this</Button>
      <More summary="Change the words first" open={mine} id={`words-${place}`}>
        <TextArea
          id={`act-duplicate-${place}`}
          name="text"
          label="What the reporter reads"
          rows={8}
          value={mine ? kept.typed.text : readyDecline(state.visit, of.found.number, 'duplicate')}
        />
      </More>
    </Form>
  )
}

/** What the project's own list says about such reports. The answer itself stands among the declines. */
function NotHere({ of }: { of: TriageCase }) {
  if (of.notHere.length === 0) return null
  return (
    <Section card title="Not a vulnerability here?" id="not-here">
      <ul class="plain">
        {of.notHere.map(({ title, link }) => (
          <li key={title}>
            <PersonText text={title} />
            {link !== undefined && (
              <>
                {' '}
                (<Link href={link}>more</Link>)
              </>
            )}
          </li>
        ))}
      </ul>
      <p class="hint">Words of this report stand in your list. Its answer is among the declines.</p>
    </Section>
  )
}

const findingWords = { found: 'There', 'not-there': 'Not there', 'cannot-tell': 'Cannot tell' } as const
const findingKinds = { found: 'ok', 'not-there': 'warn', 'cannot-tell': 'plain' } as const

function Claims({ of: { judged } }: { of: TriageCase }) {
  const checked = judged?.checked ?? null
  if (checked === null || (checked.claims.length === 0 && checked.problem === null)) return null
  return (
    <Section card title="What it names" id="claims">
      <ul class="claims">
        {checked.claims.map((claim) => (
          <li key={`${claim.kind} ${claim.name}`}>
            <Badge kind={findingKinds[claim.finding]}>{findingWords[claim.finding]}</Badge>{' '}
            <PersonText text={claim.name} />
            <span class="hint">
              <PersonText text={claim.sentence} />
            </span>
            {claim.changes.slice(0, mostChanges).map((change) => (
              <Changed key={change.commit} change={change} />
            ))}
          </li>
        ))}
      </ul>
      {checked.problem !== null && (
        <p class="hint">
          <PersonText text={checked.problem} />
        </p>
      )}
    </Section>
  )
}

const mostChanges = 3

/** A commit that touched it since, with the release that has it. */
function Changed({ change: { commit, at, subject, maybeFix, release } }: { change: Change }) {
  return (
    <span class="hint">
      {maybeFix ? 'Perhaps fixed by ' : 'Changed by '}
      <bdi>{commit.slice(0, 12)}</bdi>, <Day at={at} />
      {release !== null && (
        <>
          , in <PersonText text={release} />
        </>
      )}
      : <PersonText text={subject} />
    </span>
  )
}

function Lane({ of: { judged } }: { of: TriageCase }) {
  if (judged === null || judged.lane.lane === 'review') return null
  const { lane, reasons } = judged.lane
  return (
    <Section card title="It might be" id="lane">
      <p>{laneWords[lane]}</p>
      <p class="hint">
        <PersonText text={reasons.join(' ')} />
      </p>
    </Section>
  )
}

function Reporter({ of }: { of: TriageCase }) {
  const { history, found } = of
  const { reporter } = found.view.case
  const person = reporter === null ? undefined : found.people.get(reporter)
  return (
    <Section card title="Reporter" id="reporter">
      <p>
        {reporter === null ? (
          'The team found it.'
        ) : person?.name ? (
          <PersonText text={person.name} />
        ) : history === null ? (
          'Anonymous: nothing is known, and nothing needs to be.'
        ) : (
          'Gave no name.'
        )}
      </p>
      {history !== null && <Earlier history={history} />}
    </Section>
  )
}

const outcomes: Readonly<Record<string, string>> = {
  ...declineWords,
  open: 'Open',
  published: 'Published',
  withdrawn: 'Withdrawn',
}

/** An address is a claim: nobody proved that it is the same person. */
function Earlier({ history: { earlier } }: { history: History }) {
  if (earlier.length === 0) return <p class="hint">No earlier report gave this mail address.</p>
  return (
    <>
      <p class="hint">
        {earlier.length === 1
          ? 'One earlier report'
          : `${earlier.length}${earlier.length < most ? '' : ' or more'} earlier reports`}{' '}
        gave the same mail address:
      </p>
      <ul class="plain">
        {earlier.slice(0, 5).map(({ number, title, receivedAt, outcome }) => (
          <li key={number}>
            <Link href={`/desk/cases/${number}`}>{number}</Link> <PersonText text={title} />
            <span class="hint">
              {outcomes[outcome]}, <Day at={receivedAt} />
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}
