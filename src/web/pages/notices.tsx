import type { MemberNews } from '../../desk/notice.ts'
import { memberNews } from '../../desk/notice.ts'
import type { MemberWish } from '../../desk/notices.ts'
import { isZone } from '../../desk/quiet-hours.ts'
import { frameOf, html, notFound, seeOther } from '../answer.tsx'
import { readPageForm } from '../guard.ts'
import type { Visit } from '../route.ts'
import { Actions, Button } from '../ui/button.tsx'
import { Checkbox, Checkboxes, FieldGroup } from '../ui/choice.tsx'
import { ErrorSummary } from '../ui/error-summary.tsx'
import { Form } from '../ui/form.tsx'
import { Link } from '../ui/link.tsx'
import { Notice } from '../ui/notice.tsx'
import { Page } from '../ui/page.tsx'
import { PersonText } from '../ui/person-text.tsx'
import { PageHead, Prose, Section } from '../ui/section.tsx'
import { TextField } from '../ui/text-field.tsx'
import { FeedAddress } from './feed-address.tsx'
import { teamNav } from './team-nav.ts'
import { SignOut } from './team-parts.tsx'

type Fields = Readonly<Record<string, string>>

/** What just happened and is not told again, and what could not be taken as it was typed. */
interface Told {
  readonly feed?: string
  readonly typed?: Fields
  readonly errors?: Fields
}

export const noticesPage = (visit: Visit): Promise<Response> => page(visit)

/** How a member hears that there is news: by which way, of what, and when not. */
async function page(visit: Visit, told: Told = {}): Promise<Response> {
  const { member, house } = visit
  if (member === null) return notFound(visit)
  const [wish, nobody, onCall, members] = await Promise.all([
    house.notices.ofMember(member.member),
    house.notices.nobodyTold(),
    house.notices.onCall(),
    visit.team.members(),
  ])
  const errors = told.errors ?? {}
  const wrong = Object.entries(errors).map(([id, text]) => ({ id, text }))
  const names = members.filter(({ id }) => onCall.includes(id)).map(({ name }) => name)
  return html(
    visit,
    <Page
      frame={frameOf(visit)}
      title="Notices"
      layout="desk"
      nav={teamNav(visit, '/desk/notices')}
      account={<SignOut visit={visit} />}
    >
      {wrong.length > 0 && <ErrorSummary errors={wrong} />}
      <PageHead title="Notices" lead="How you hear that there is news. No notice says what the news is." />
      {nobody && (
        <Notice kind="warn" title="Nobody is told when a report arrives.">
          <p>{house.notices.mail ? 'Give your address, or make a feed.' : 'Make a feed, so that you hear of it.'}</p>
        </Notice>
      )}
      <ByMail visit={visit} wish={wish} told={told} />
      <ByFeed visit={visit} wish={wish} made={told.feed} />
      <WhatAndWhen visit={visit} wish={wish} told={told} onCall={names} />
    </Page>,
    { status: wrong.length > 0 ? 422 : 200 },
  )
}

function ByMail({ visit, wish, told }: { visit: Visit; wish: MemberWish; told: Told }) {
  return (
    <Section title="By mail" id="mail" card>
      {visit.house.notices.mail ? (
        <MailState wish={wish} />
      ) : (
        <Prose>
          <p>
            This desk sends no mail: its operator gave no mail server (<code>mail.smtp</code> in{' '}
            <code>postern.yaml</code>).
          </p>
        </Prose>
      )}
      {visit.house.notices.mail && (
        <Form action="/desk/notices/mail" hidden={{ token: visit.formToken }} label="Notices by mail">
          <TextField
            name="address"
            label={wish.mail === null ? 'Your address' : 'Another address'}
            type="email"
            width="medium"
            autocomplete="email"
            value={told.typed?.address ?? ''}
            error={told.errors?.address}
          />
          <Actions>
            <Button name="do" value="ask">
              Send a code there
            </Button>
            {(wish.mail !== null || wish.asked !== null) && (
              <Button name="do" value="stop" kind="quiet">
                No more mail
              </Button>
            )}
          </Actions>
        </Form>
      )}
    </Section>
  )
}

function MailState({ wish }: { wish: MemberWish }) {
  return (
    <>
      <Prose>
        <p>
          {wish.mail === null ? (
            'You get no mail.'
          ) : (
            <>
              You get mail at <PersonText text={wish.mail} />, one letter in ten minutes at most.
            </>
          )}
        </p>
      </Prose>
      {wish.asked !== null &&
        (wish.asked.refused ? (
          <Notice kind="bad" title="That address takes no mail.">
            <p>
              The server refused our letter to <PersonText text={wish.asked.address} />.
            </p>
          </Notice>
        ) : (
          <Notice title="One step is left.">
            <p>
              A code goes to <PersonText text={wish.asked.address} />. <Link href="/confirm">Enter it here.</Link> An
              address gets one such mail a day; if none came, try again tomorrow.
            </p>
          </Notice>
        ))}
    </>
  )
}

function ByFeed({ visit, wish, made }: { visit: Visit; wish: MemberWish; made: string | undefined }) {
  return (
    <Section title="By a feed" id="feed" card>
      {made !== undefined && <FeedAddress visit={visit} token={made} />}
      <Prose>
        <p>
          {wish.feed
            ? 'You have a feed. Its address was shown when you made it; a new one ends the old one.'
            : 'A feed of your own, for any feed reader. Whoever has its address sees that there is news, to the hour, and nothing else.'}
        </p>
      </Prose>
      <Form action="/desk/notices/feed" hidden={{ token: visit.formToken }} label="Notices by a feed">
        <Actions>
          <Button name="do" value="make">
            {wish.feed ? 'Make a new address' : 'Make a feed'}
          </Button>
          {wish.feed && (
            <Button name="do" value="end" kind="quiet">
              End the feed
            </Button>
          )}
        </Actions>
      </Form>
    </Section>
  )
}

const words: Readonly<Record<MemberNews, { readonly label: string; readonly hint?: string }>> = {
  'new-report': { label: 'A new report' },
  exploited: { label: 'Something is being exploited', hint: 'At once, also in your quiet hours.' },
  'reporter-answered': {
    label: 'A reporter answered',
    hint: 'Of a case somebody looks after, only they hear, and who is on call.',
  },
  'due-tomorrow': { label: 'A promise is due within a day' },
  overdue: { label: 'A promise is overdue' },
  'publication-held': { label: 'A publication was held' },
  undelivered: { label: 'Something could not be delivered' },
  checkpoint: {
    label: 'The checkpoint of the audit log',
    hint: 'Once a day at most, to keep: with it anybody can prove that nothing in the log was changed.',
  },
  mentioned: { label: 'A colleague named me in a note', hint: 'With @ and your name.' },
}

function WhatAndWhen(props: { visit: Visit; wish: MemberWish; told: Told; onCall: readonly string[] }) {
  const { visit, wish, told, onCall } = props
  const typed = told.errors?.from === undefined && told.errors?.zone === undefined ? undefined : told.typed
  return (
    <Section title="What, and when not" id="choice" card>
      <Form action="/desk/notices/choice" hidden={{ token: visit.formToken }} label="What, and when not">
        <Checkboxes
          name="news"
          label="Tell me of"
          choices={memberNews.map((value) => ({ value, ...words[value] }))}
          values={typed === undefined ? wish.news : (typed.news ?? '').split('\n')}
        />
        <FieldGroup legend="Quiet hours" hint="What comes then waits until they are over. Leave them empty for none.">
          <TextField
            name="from"
            label="From"
            width="short"
            verbatim
            value={typed?.from ?? wish.quiet?.from ?? ''}
            error={told.errors?.from}
          />
          <TextField name="to" label="Until" width="short" verbatim value={typed?.to ?? wish.quiet?.to ?? ''} />
          <TextField
            name="zone"
            label="Time zone"
            width="medium"
            verbatim
            hint="Such as UTC or Europe/Berlin."
            value={typed?.zone ?? wish.quiet?.zone ?? 'UTC'}
            error={told.errors?.zone}
          />
        </FieldGroup>
        <Checkbox
          name="onCall"
          label="I am on call"
          hint={
            <>
              You hear of everything, whatever is ticked above.{' '}
              {onCall.length === 0 ? (
                'Nobody is on call now.'
              ) : (
                <>
                  On call now: <PersonText text={onCall.join(', ')} />.
                </>
              )}
            </>
          }
          checked={typed === undefined ? wish.onCall : typed.onCall === 'yes'}
        />
        <Actions>
          <Button kind="primary">Save</Button>
        </Actions>
      </Form>
    </Section>
  )
}

// ── acts ───────────────────────────────────────────────────────────────────────────────────────────────────────────

export async function noticesMail(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['address', 'do'] })
  if (form instanceof Response) return form
  if (visit.member === null) return notFound(visit)
  const me = { member: visit.member.member }
  if (form.fields.do === 'stop') {
    await visit.house.notices.stopMail(me)
    return seeOther('/desk/notices')
  }
  const within = await visit.within('confirmationsPerHour')
  if (within && (await visit.house.notices.askMail(me, form.fields.address ?? ''))) return seeOther('/desk/notices')
  const address = within
    ? 'Give an address such as name@example.org.'
    : 'Please wait an hour before you ask for another code.'
  return page(visit, { typed: form.fields, errors: { address } })
}

export async function noticesFeed(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['do'] })
  if (form instanceof Response) return form
  if (visit.member === null) return notFound(visit)
  const me = { member: visit.member.member }
  if (form.fields.do === 'end') {
    await visit.house.notices.endFeed(me)
    return seeOther('/desk/notices')
  }
  const feed = await visit.house.notices.makeFeed(me)
  // The page itself is the answer: the address is shown once and must not lie anywhere in between.
  return feed === null ? seeOther('/desk/notices') : page(visit, { feed })
}

export async function noticesChoice(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['from', 'to', 'zone', 'onCall'], lists: ['news'] })
  if (form instanceof Response) return form
  if (visit.member === null) return notFound(visit)
  const { fields } = form
  const [from, to, zone] = [clock(fields.from), clock(fields.to), fields.zone?.trim() ?? '']
  const errors = {
    ...((from === undefined || to === undefined || (from === '') !== (to === '')) && {
      from: 'Give both times as hours and minutes, such as 22:00 and 07:00, or neither.',
    }),
    ...(!isZone(zone) && { zone: 'This time zone is not known. Give one such as UTC or Europe/Berlin.' }),
  }
  if (Object.keys(errors).length > 0) return page(visit, { typed: fields, errors })
  const wanted = (fields.news ?? '').split('\n')
  await visit.house.notices.choose(visit.member.member, {
    news: memberNews.filter((news) => wanted.includes(news)),
    quiet: from === undefined || to === undefined || from === '' ? null : { from, to, zone },
    onCall: fields.onCall === 'yes',
  })
  return seeOther('/desk/notices')
}

/** `7:30` is `07:30`; empty stays empty. */
function clock(typed = ''): string | undefined {
  if (typed.trim() === '') return ''
  const [, hours = '', minutes = ''] = /^(\d{1,2}):(\d{2})$/.exec(typed.trim()) ?? []
  return hours !== '' && Number(hours) < 24 && Number(minutes) < 60 ? `${hours.padStart(2, '0')}:${minutes}` : undefined
}
