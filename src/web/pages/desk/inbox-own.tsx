import { mostViews } from '../../../desk/own-desk.ts'
import type { Visit } from '../../route.ts'
import { Actions, Button } from '../../ui/button.tsx'
import { Form } from '../../ui/form.tsx'
import { Link } from '../../ui/link.tsx'
import { PersonText } from '../../ui/person-text.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Time } from '../../ui/time.tsx'
import { type Asked, inboxPath, nothingAsked } from './inbox-ask.ts'

/** What waits for this member alone. */
export interface OwnNews {
  /** Where "since I was last here" begins. */
  readonly hereAt: number
  /** So many came or changed since; 99 for more. */
  readonly since: number
  /** Cases in which a colleague named them, and which they have not opened since. */
  readonly mentions: number
}

export async function ownNews(visit: Visit): Promise<OwnNews> {
  const { member, own } = visit
  if (member === null || own === null) return { hereAt: 0, since: 0, mentions: 0 }
  // Whoever never said where they are begins where they joined.
  const joined = (await visit.team.members()).find(({ id }) => id === member.member)?.since ?? 0
  const hereAt = own.hereAt === 0 ? joined : own.hereAt
  const [{ fresh, changed }, mentions] = await Promise.all([
    visit.desk.news.inbox(member, hereAt),
    visit.desk.mentions.unseen(member),
  ])
  return { hereAt, since: fresh + changed, mentions }
}

/** Whose cases are shown, and what is one's own: the questions of every evening, one press away. */
export function Quick({ visit, asked, news }: { visit: Visit; asked: Asked; news: OwnNews }) {
  const me = visit.member?.member ?? null
  const whole = asked.since === null && !asked.mentions
  const of = { ...asked, since: null, until: null, mentions: false }
  const whose = [
    { who: null, label: 'Everybody’s' },
    { who: me, label: 'Mine' },
    { who: 'none', label: 'Nobody’s' },
  ]
  return (
    <nav class="quick" aria-label="Whose cases, and what is new">
      {whose.map(({ who, label }) => (
        <Link key={label} href={inboxPath(of, { who })} current={whole && who === asked.who ? 'true' : undefined}>
          {label}
        </Link>
      ))}
      <Link href={inboxPath(nothingAsked, { since: news.hereAt })} current={asked.since === null ? undefined : 'true'}>
        Since I was last here
        <Count of={news.since} />
      </Link>
      <Link href={inboxPath(nothingAsked, { mentions: true })} current={asked.mentions ? 'true' : undefined}>
        Mentions of me
        <Count of={news.mentions} />
      </Link>
      {visit.own?.views.map(({ id, name, query }) => (
        <Link key={id} href={query} current={query === inboxPath(asked) ? 'true' : undefined}>
          <PersonText text={name} />
        </Link>
      ))}
    </nav>
  )
}

const Count = ({ of }: { of: number }) => (of === 0 ? null : <bdi class="count">{of >= 99 ? '99+' : of}</bdi>)

/** What the mark is, and the one press that moves it. */
export function SinceMark({ visit, since, until }: { visit: Visit; since: number; until: number }) {
  return (
    <div class="since">
      <p class="hint">
        What came or changed after <Time at={since} />. The mark moves to now when you have read to the end of this
        list, or press the button. Looking at the inbox alone does not move it.
      </p>
      <Form action="/desk/here" hidden={{ token: visit.formToken, until: String(until) }} label="Where I was last">
        <Button kind="quiet">I have seen all of this</Button>
      </Form>
    </div>
  )
}

/** Names this part of the inbox, for this member alone. */
export function KeepView({ visit, asked }: { visit: Visit; asked: Asked }) {
  const views = visit.own?.views ?? []
  const known = views.find(({ query }) => query === inboxPath(asked))
  const canKeep = known === undefined && asked.since === null && !asked.mentions && inboxPath(asked) !== '/desk'
  return (
    <>
      {canKeep && (
        <Form action="/desk/views" hidden={{ token: visit.formToken, view: inboxPath(asked) }} label="Keep this view">
          <TextField
            name="name"
            label="Keep this view under a name of your own"
            hint={`It stands above the list from then on, for you alone. Up to ${mostViews}.`}
            width="medium"
            max={40}
          />
          <Actions>
            <Button>Keep this view</Button>
          </Actions>
        </Form>
      )}
      {views.length > 0 && (
        <ul class="plain">
          {views.map(({ id, name }) => (
            <li key={id}>
              <Form action="/desk/views/drop" hidden={{ token: visit.formToken, id }} label={`Drop the view ${name}`}>
                <Button kind="quiet">
                  Drop “<PersonText text={name} />”
                </Button>
              </Form>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
