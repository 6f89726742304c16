import type { Held } from '../../../../desk/held.ts'
import type { Member } from '../../../../team/team.ts'
import type { Visit } from '../../../route.ts'
import { Button } from '../../../ui/button.tsx'
import { Form } from '../../../ui/form.tsx'
import { Link } from '../../../ui/link.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { PersonLines, PersonText } from '../../../ui/person-text.tsx'
import { heldWords, whoActs } from './act-words.ts'

interface Shown {
  visit: Visit
  members: readonly Member[]
  after?: string | null
  /** The page to come back to, where nothing that was taken back has words to look at. */
  back?: string
}

/**
 * What is about to be sent, and can still be taken back: the last one of one's own, which a key takes back, and folded
 * below it the others. In a quick evening there are many, and the next report has to stay in sight.
 */
export function Waiting({ visit, members, held, after = null, back }: Shown & { held: readonly Held[] }) {
  const me = visit.member?.member
  const [last, ...others] = inBundles(
    held.toSorted((a, b) => Number(b.member === me) - Number(a.member === me) || b.givenAt - a.givenAt),
  )
  if (last === undefined) return null
  return (
    <section class="waiting" aria-label="About to be sent">
      <h2 class="hear">About to be sent</h2>
      <div class="waiting-line">
        <WaitingLine visit={visit} members={members} held={last[0]} more={last.length - 1} />
        <Undo visit={visit} held={last} after={after} back={back} last={last[0].member === me} />
      </div>
      {others.length > 0 && (
        <details>
          <summary>{others.length === 1 ? 'One more' : `${others.length} more`}</summary>
          {others.map((some) => (
            <div key={some[0].id} class="waiting-line">
              <WaitingLine visit={visit} members={members} held={some[0]} more={some.length - 1} />
              <Undo visit={visit} held={some} after={after} back={back} last={false} />
            </div>
          ))}
        </details>
      )}
    </section>
  )
}

type Some = readonly [Held, ...Held[]]

/** What was given together stands in one line, and is taken back by one press. */
function inBundles(held: readonly Held[]): readonly Some[] {
  const found: [Held, ...Held[]][] = []
  for (const one of held) {
    const known = one.bundle === null ? undefined : found.find(([first]) => first.bundle === one.bundle)
    if (known === undefined) found.push([one])
    else known.push(one)
  }
  return found
}

function Undo(props: { visit: Visit; held: Some; after: string | null; back: string | undefined; last: boolean }) {
  const { visit, held, last } = props
  const [first] = held
  if (held.length === 1)
    return <UndoButton visit={visit} held={first} after={props.after} back={props.back} last={last} />
  if (visit.member?.role === 'observer') return null
  return (
    <Form action="/desk/triage/undo-many" hidden={{ token: visit.formToken }} label={`Undo ${held.length} at once`}>
      {held.map(({ id, number }) => (
        <input key={id} type="hidden" name="held" value={`${number}.${id}`} />
      ))}
      <Button kind="quiet" keys={last ? 'u' : undefined}>
        Undo all {held.length}
      </Button>
    </Form>
  )
}

/** On the page of a case: what was decided in passing, before its reporter reads it. */
export function WaitingHere({ visit, members, held }: Shown & { held: Held }) {
  return (
    <Notice kind="warn" title="An answer to this report is about to be sent.">
      <div class="actions">
        <WaitingLine visit={visit} members={members} held={held} />
        <UndoButton
          visit={visit}
          held={held}
          back={`/desk/cases/${held.number}`}
          last={held.member === visit.member?.member}
        />
      </div>
    </Notice>
  )
}

function WaitingLine({ visit, members, held, more = 0 }: Shown & { held: Held; more?: number }) {
  return (
    <p>
      <Link href={`/desk/cases/${held.number}`}>{held.number}</Link>
      {more > 0 && ` and ${more} more`} <PersonText text={heldWords(held.command, members)} />, by{' '}
      <PersonText text={whoActs(held, members, visit.member?.member)} />: <When visit={visit} held={held} />
    </p>
  )
}

function When({ visit, held }: { visit: Visit; held: Held }) {
  const seconds = Math.ceil((held.runAt - visit.desk.now()) / 1_000)
  if (visit.house.quiet.reason() !== null) return <>it waits until a lead lets the desk speak</>
  if (held.leaving || seconds <= 0) return <>it is being sent</>
  return (
    <>
      {held.command.type === 'AssignCase' ? 'takes effect' : 'will be sent'} in{' '}
      <bdi class="time" data-until={held.runAt - visit.desk.now()}>
        {seconds} s
      </bdi>
    </>
  )
}

function UndoButton({
  visit,
  held,
  after = null,
  back,
  last,
}: {
  visit: Visit
  held: Held
  after?: string | null
  back?: string | undefined
  last: boolean
}) {
  if (held.leaving || visit.member?.role === 'observer') return null
  return (
    <Form
      action="/desk/triage/undo"
      hidden={{
        token: visit.formToken,
        held: held.id,
        ...(after !== null && { after }),
        ...(back !== undefined && { back }),
      }}
      label={`Undo ${held.number}`}
    >
      <Button kind="quiet" keys={last ? 'u' : undefined}>
        Undo
      </Button>
    </Form>
  )
}

/** The rules said no when its time came: told to whoever comes by, with the words that were not sent. */
export function NotSent({ visit, members, held, after = null }: Shown & { held: readonly Held[] }) {
  return (
    <>
      {held.map((one) => (
        <Notice
          key={one.id}
          kind="bad"
          title={
            <>
              {one.number} was not answered: <PersonText text={heldWords(one.command, members)} />, by{' '}
              <PersonText text={whoActs(one, members, visit.member?.member)} />
            </>
          }
        >
          <p>{one.why?.hint}</p>
          {'text' in one.command && (
            <details class="more">
              <summary>What would have been sent</summary>
              <div class="more-in">
                <PersonLines text={one.command.text} />
              </div>
            </details>
          )}
          <div class="actions">
            <Link class="button secondary" href={`/desk/triage?case=${one.number}`}>
              Look at it again
            </Link>
            <Form
              action="/desk/triage/put-away"
              hidden={{ token: visit.formToken, held: one.id, ...(after !== null && { after }) }}
              label={`Put this away, ${one.number}`}
            >
              <Button kind="quiet">Put this away</Button>
            </Form>
          </div>
        </Notice>
      ))}
    </>
  )
}
