import { Actions, Button } from '../ui/button.tsx'
import { Form } from '../ui/form.tsx'
import { Link } from '../ui/link.tsx'
import { More } from '../ui/more.tsx'
import { Notice } from '../ui/notice.tsx'
import { PersonText } from '../ui/person-text.tsx'
import { Section } from '../ui/section.tsx'
import { TextField } from '../ui/text-field.tsx'
import { FeedAddress } from './feed-address.tsx'
import { useMessages } from './messages/languages.ts'
import { Said } from './messages/said.tsx'
import { errorOf, hiddenOf, idOf, type ThreadState, typedIn } from './thread-state.ts'

/** How this reporter hears that there is news. Only what works here is offered. */
export function HowToldSection({ state }: { state: ThreadState }) {
  const { told: m } = useMessages().thread
  const { told, visit } = state
  if (told === undefined) return null
  const open = state.refused?.form === 'told' || state.madeFeed !== null || told.asked !== null || told.lost !== null
  return (
    <Section title={m.title} id="told">
      {state.madeFeed !== null && <FeedAddress visit={visit} token={state.madeFeed} />}
      <p>
        <Ways state={state} />
      </p>
      <Waiting state={state} />
      <More summary={m.change} open={open}>
        {visit.house.notices.mail && <MailForm state={state} />}
        <Form action="/thread/told" hidden={hiddenOf(state)} label={m.feed}>
          <p>{m.feedText}</p>
          <Actions>
            <Button name="do" value="feed">
              {told.feed ? m.newFeed : m.makeFeed}
            </Button>
            {told.feed && (
              <Button name="do" value="no-feed" kind="quiet">
                {m.endFeed}
              </Button>
            )}
          </Actions>
        </Form>
      </More>
    </Section>
  )
}

function Ways({ state: { told } }: { state: ThreadState }) {
  const { told: m } = useMessages().thread
  if (told === undefined || (told.mail === null && !told.feed)) return <>{m.nobody}</>
  if (told.mail === null) return <>{m.byFeed}</>
  return <Said text={told.feed ? m.byBoth : m.byMail} address={<PersonText text={told.mail} />} />
}

function Waiting({ state: { told } }: { state: ThreadState }) {
  const { told: m } = useMessages().thread
  if (told?.lost)
    return (
      <Notice kind="warn" title={m.lost}>
        <p>
          <Said text={m.lostText} address={<PersonText text={told.lost} />} />
        </p>
      </Notice>
    )
  if (told?.asked === null || told === undefined) return null
  const address = <PersonText text={told.asked.address} />
  if (told.asked.refused)
    return (
      <Notice kind="warn" title={m.refused}>
        <p>
          <Said text={m.refusedText} address={address} />
        </p>
      </Notice>
    )
  return (
    <Notice title={m.oneStep}>
      <p>
        <Said text={m.oneStepText} address={address} link={<Link href="/confirm">{m.enterHere}</Link>} />
      </p>
    </Notice>
  )
}

function MailForm({ state }: { state: ThreadState }) {
  const { told: m } = useMessages().thread
  const { told } = state
  return (
    <Form action="/thread/told" hidden={hiddenOf(state)} label={m.mail}>
      <TextField
        id={idOf('told', 'address')}
        name="address"
        type="email"
        width="medium"
        autocomplete="email"
        label={m.address}
        hint={m.addressHint}
        value={typedIn(state, 'told', 'address')}
        error={errorOf(state, 'told', 'address')}
      />
      <Actions>
        <Button name="do" value="mail">
          {m.sendCode}
        </Button>
        {(told?.mail !== null || told?.asked !== null) && (
          <Button name="do" value="no-mail" kind="quiet">
            {m.noMail}
          </Button>
        )}
      </Actions>
    </Form>
  )
}
