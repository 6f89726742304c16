import type { ComponentChildren } from 'preact'
import { versionsText } from '../../../advisory/versions.ts'
import { affectedIn } from '../../../case/affected.ts'
import { seenBy } from '../../../case/allowed.ts'
import type { Case } from '../../../case/case.ts'
import { isPromise } from '../../../case/deadline.ts'
import { band } from '../../../case/severity.ts'
import { Button } from '../../ui/button.tsx'
import { Select } from '../../ui/choice.tsx'
import { Definitions } from '../../ui/definition.tsx'
import { Form } from '../../ui/form.tsx'
import { Link } from '../../ui/link.tsx'
import { PersonText } from '../../ui/person-text.tsx'
import { Section } from '../../ui/section.tsx'
import { Steps } from '../../ui/steps.tsx'
import { Day, Time } from '../../ui/time.tsx'
import { Timeline } from '../../ui/timeline.tsx'
import { SeverityBadge } from '../advisories.tsx'
import { CreditName } from '../credits.tsx'
import { Access } from './access-section.tsx'
import { ActForm, LineOf } from './act-form.tsx'
import { actPath, type CaseState, casePath, hiddenOf, idOf, may, nameOf } from './case-state.ts'
import { EmbargoText } from './embargo-text.tsx'
import { erasePath } from './erase-page.tsx'
import { stepOf } from './step-of.tsx'
import { deadlineWords, doorWords } from './words.ts'

/** Beside the thread: where the case stands, what is known, who, and by when. */
export function CaseAside({ state }: { state: CaseState }) {
  const { view } = state.found
  return (
    <>
      <Section card title="Steps" id="steps">
        <Steps label="The steps of the policy" steps={view.steps.map((step) => stepOf(step, false))} />
      </Section>
      <People state={state} />
      <Facts state={state} />
      <Deadlines state={state} />
      <Linked state={state} />
      <Tags state={state} />
      <Access state={state} />
      <Erase state={state} />
    </>
  )
}

/** At the very end, for a lead: a page that says what it means comes first. */
function Erase({ state: { visit, found } }: { state: CaseState }) {
  if (visit.member?.role !== 'lead' || found.view.case.practice || found.glassUntil !== null) return null
  return (
    <p class="hint">
      <Link href={erasePath(found.number)}>Erase this case for good</Link>
    </p>
  )
}

function Facts({ state }: { state: CaseState }) {
  const of = state.found.view.case
  const changes = may(state, 'AssessSeverity')
  return (
    <Section card title="Facts" id="facts">
      <Definitions
        items={[
          {
            term: 'Received',
            detail: (
              <>
                <Time at={of.receivedAt} />, {doorWords[of.door]}
              </>
            ),
          },
          { term: 'Severity', detail: <Severity state={state} changes={changes} /> },
          { term: 'Affected', detail: <AffectedFacts state={state} changes={changes} /> },
          { term: 'CVE', detail: cve(of) },
          { term: 'Embargo', detail: <EmbargoText embargo={of.embargo} /> },
          { term: 'Known outside', detail: <Exposure of={of} /> },
          {
            term: 'Released',
            detail: of.released && (
              <>
                <PersonText text={of.released.version} />, <Day at={of.released.at} />
              </>
            ),
          },
          { term: 'Scheduled', detail: of.schedule && <Time at={of.schedule.publishAt} /> },
          { term: 'Advisory', detail: of.published.length > 0 && <Published of={of} /> },
          { term: 'Policy', detail: <PolicyLine state={state} /> },
        ].map(({ term, detail }) => ({ term, detail: detail === false ? null : detail }))}
      />
    </Section>
  )
}

function Severity({ state, changes }: { state: CaseState; changes: boolean }) {
  const { severity, report, needsCvss4 } = state.found.view.case
  return (
    <>
      {severity === null ? 'Not assessed' : <SeverityBadge severity={band(severity.score)} score={severity.score} />}
      {needsCvss4 && report.cvss !== undefined && (
        <>
          {' '}
          (the report says <PersonText text={report.cvss} />)
        </>
      )}
      {changes && (
        <>
          {' '}
          <Link href={casePath(state, '/severity')}>{severity === null ? 'Rate it with CVSS 4.0' : 'Change'}</Link>
        </>
      )}
    </>
  )
}

function AffectedFacts({ state, changes }: { state: CaseState; changes: boolean }) {
  const rows = affectedIn(state.found.view.case)
  return (
    <>
      {rows.length === 0 ? (
        'Not said yet'
      ) : (
        <ul class="plain">
          {rows.map((row, index) => (
            <li key={index}>
              <PersonText text={`${row.product}: ${versionsText(row)}`} />
            </li>
          ))}
        </ul>
      )}
      {changes && (
        <>
          {' '}
          <Link href={casePath(state, '/affected')}>{rows.length === 0 ? 'Say which versions' : 'Change'}</Link>
        </>
      )}
    </>
  )
}

const cve = ({ cve: { id, refused, requestedAt } }: Case): ComponentChildren => {
  if (id !== null) return id
  if (refused !== null) return 'None was given'
  return requestedAt === null ? null : (
    <>
      Requested, <Day at={requestedAt} />
    </>
  )
}

function Exposure({ of }: { of: Case }) {
  const { vulnerability, exploit, attacks } = of.exposure
  const said = [
    attacks && { what: 'Attacks were seen', at: attacks.awareAt },
    exploit && { what: 'An exploit is public', at: exploit.awareAt },
    vulnerability && exploit === null && { what: 'The vulnerability is public', at: vulnerability.awareAt },
  ].filter((one) => one !== null && one !== false)
  if (of.report.exploited === true && attacks === null) return <>The reporter says that it is exploited</>
  if (said.length === 0) return <>Nothing that we know of</>
  return (
    <ul class="plain">
      {said.map(({ what, at }) => (
        <li key={what}>
          {what}; known to us since <Time at={at} />
        </li>
      ))}
    </ul>
  )
}

function Published({ of }: { of: Case }) {
  const newest = of.published.at(-1)
  if (newest === undefined) return null
  return (
    <>
      <Link href={`/advisories/${encodeURIComponent(newest.advisory)}`}>{newest.advisory}</Link>, revision{' '}
      {newest.revision}
      {newest.extent === 'brief' && ', brief'}
    </>
  )
}

function PolicyLine({ state }: { state: CaseState }) {
  const { digest, newerPolicy } = state.found
  return (
    <>
      <Link href={`/policy/${digest}`}>{newerPolicy ? 'An earlier one' : 'The present one'}</Link>
      {newerPolicy && <> ({digest.slice(0, 8)}), as it was when the report came</>}
    </>
  )
}

function People({ state }: { state: CaseState }) {
  const { found, members } = state
  const { assignee, reporter, credit, forgotten } = found.view.case
  const person = reporter === null ? undefined : found.people.get(reporter)
  return (
    <Section card title="People" id="people">
      <Definitions
        items={[
          {
            term: 'Assigned to',
            detail: assignee === null ? 'Nobody' : <PersonText text={nameOf({ members }, assignee)} />,
          },
          {
            term: 'Reporter',
            detail:
              reporter === null ? (
                'The team found it'
              ) : forgotten ? (
                'Dropped their name'
              ) : person?.name ? (
                <PersonText text={person.name} />
              ) : (
                'Gave no name'
              ),
          },
          {
            term: 'Also by them, as they told us',
            detail: found.together.length > 0 && <Together numbers={found.together} />,
          },
          { term: 'Mail, for the team alone', detail: person?.email ? <PersonText text={person.email} /> : null },
          {
            term: 'Credit',
            detail:
              reporter === null ? null : (
                <Credit state={state} confirmed={credit.as === 'named' && credit.confirmed === credit.naming} />
              ),
          },
        ]}
      />
      {may(state, 'AssignCase') && <Assign state={state} />}
    </Section>
  )
}

/** Reports that their reporter said to be of one person, as far as this member sees them. */
function Together({ numbers }: { numbers: readonly string[] }) {
  return (
    <>
      {numbers.map((number, index) => (
        <span key={number}>
          {index > 0 && ', '}
          <Link href={`/desk/cases/${number}`}>
            <bdi>{number}</bdi>
          </Link>
        </span>
      ))}
    </>
  )
}

/** Name and link exactly as they would appear. */
function Credit({ state, confirmed }: { state: CaseState; confirmed: boolean }) {
  const { found } = state
  const { credit, reporter } = found.view.case
  const naming = reporter === null ? null : (found.people.get(reporter)?.naming ?? null)
  switch (credit.as) {
    case 'named':
      return (
        <>
          {naming === null ? 'By name' : <CreditName name={naming.name} url={naming.url ?? null} />},{' '}
          {confirmed ? 'confirmed' : 'not confirmed yet'}
        </>
      )
    case 'anonymous':
      return <>Without a name</>
    case 'none':
      return <>Not to be mentioned</>
    case null:
      return <>{credit.askedAt === null ? 'Not asked yet' : 'Asked, no word yet: silence means no name'}</>
  }
}

function Assign({ state }: { state: CaseState }) {
  const { visit, members, found } = state
  const { assignee } = found.view.case
  const me = visit.member?.member ?? ''
  const at = { state, form: 'AssignCase' } as const
  const team = members.filter(
    ({ id, state: is, role }) => is === 'active' && role !== 'observer' && seenBy(found.view.case, id),
  )
  return (
    <>
      <div class="actions">
        {assignee !== me && <OnePress state={state} value={me} label="Take it" keys="m" />}
        {assignee !== null && <OnePress state={state} value="" label="Let it go" />}
      </div>
      {team.length > 1 && (
        <Form action={actPath(at)} hidden={hiddenOf(at)} label="Assign to a member" class="inline">
          <Select
            id={idOf('AssignCase', 'member')}
            name="member"
            label="Somebody else"
            value={assignee ?? ''}
            options={[{ value: '', label: 'Nobody' }, ...team.map(({ id, name }) => ({ value: id, label: name }))]}
          />
          <Button kind="quiet">Assign</Button>
        </Form>
      )}
    </>
  )
}

function OnePress({ state, value, label, keys }: { state: CaseState; value: string; label: string; keys?: string }) {
  const at = { state, form: 'AssignCase' } as const
  return (
    <Form action={actPath(at)} hidden={hiddenOf(at)} label={label}>
      <Button name="member" value={value} keys={keys}>
        {label}
      </Button>
    </Form>
  )
}

function Deadlines({ state }: { state: CaseState }) {
  const { deadlines, embargo } = state.found.view.case
  const now = state.visit.desk.now()
  const items = [
    ...[...deadlines].map(([name, at]) => ({
      at,
      what: deadlineWords[name],
      past: isPromise(name) ? 'overdue' : 'over',
    })),
    ...(embargo.until !== null && embargo.state !== 'exited'
      ? [{ at: embargo.until, what: 'Embargo ends at the latest', past: 'over' }]
      : []),
  ].toSorted((a, b) => a.at - b.at)
  if (items.length === 0) return null
  return (
    <Section card title="Deadlines" id="deadlines">
      <Timeline
        label="Deadlines, soonest first"
        items={items.map(({ at, what, past }) => ({
          at,
          what: at < now ? <strong>{`${what}: ${past}`}</strong> : what,
          ahead: at >= now,
        }))}
      />
    </Section>
  )
}

/** The main case of a duplicate, or the duplicates that follow this one. */
function Linked({ state }: { state: CaseState }) {
  const { linked, view } = state.found
  if (linked.size === 0) return null
  const { declined, duplicates } = view.case
  const main = linked.get(declined?.duplicateOf ?? '')
  const followers = duplicates.slice(0, 5).flatMap((each) => linked.get(each.case) ?? [])
  return (
    <>
      {main !== undefined && (
        <Section card title="Follows" id="linked">
          <CaseList cases={[main]} />
        </Section>
      )}
      {duplicates.length > 0 && (
        <Section card title="Duplicates" id="duplicates">
          <CaseList cases={followers} />
          <p>
            <Link href={casePath(state, '/cluster')}>{`All ${duplicates.length} who follow`}</Link>
          </p>
        </Section>
      )}
    </>
  )
}

const CaseList = ({ cases }: { cases: readonly { readonly number: string; readonly title: string }[] }) => (
  <ul class="plain">
    {cases.map(({ number, title }) => (
      <li key={number}>
        <Link href={`/desk/cases/${number}`}>{number}</Link> <PersonText text={title} />
      </li>
    ))}
  </ul>
)

function Tags({ state }: { state: CaseState }) {
  const { tags } = state.found.view.case
  const at = { state, form: 'TagCase' } as const
  if (!may(state, 'TagCase'))
    return tags.length === 0 ? null : (
      <Section card title="Tags" id="tags">
        <p>
          <PersonText text={tags.join(', ')} />
        </p>
      </Section>
    )
  return (
    <Section card title="Tags" id="tags">
      <ActForm at={at} label="Tags" button="Save the tags">
        <LineOf
          at={at}
          field="tags"
          label="Tags of this case"
          ready={tags.join(', ')}
          hint="Separate them by commas. Only members see them."
        />
      </ActForm>
    </Section>
  )
}
