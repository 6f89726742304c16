import { Actions, Button } from '../ui/button.tsx'
import { Form } from '../ui/form.tsx'
import { Link } from '../ui/link.tsx'
import { More } from '../ui/more.tsx'
import { Notice } from '../ui/notice.tsx'
import { PersonText } from '../ui/person-text.tsx'
import { Section } from '../ui/section.tsx'
import { TextField } from '../ui/text-field.tsx'
import { FeedAddress } from './feed-address.tsx'
import { errorOf, hiddenOf, idOf, type ThreadState, typedIn } from './thread-state.ts'

/** How this reporter hears that there is news. Only what works here is offered. */
export function HowToldSection({ state }: { state: ThreadState }) {
  const { told, visit } = state
  if (told === undefined) return null
  const open = state.refused?.form === 'told' || state.madeFeed !== null || told.asked !== null || told.lost !== null
  return (
    <Section title="How you hear from us" id="told">
      {state.madeFeed !== null && <FeedAddress visit={visit} token={state.madeFeed} />}
      <p>{sentence(state)}</p>
      <Waiting state={state} />
      <More summary="Change this" open={open}>
        {visit.house.notices.mail && <MailForm state={state} />}
        <Form action="/thread/told" hidden={hiddenOf(state)} label="By a feed">
          <p>
            A feed for any feed reader. It says that there is news, to the hour, and nothing of your report. It ends
            when you replace your code.
          </p>
          <Actions>
            <Button name="do" value="feed">
              {told.feed ? 'Make a new feed address' : 'Make a feed'}
            </Button>
            {told.feed && (
              <Button name="do" value="no-feed" kind="quiet">
                End the feed
              </Button>
            )}
          </Actions>
        </Form>
      </More>
    </Section>
  )
}

function sentence({ told }: ThreadState) {
  const ways = [
    ...(told?.mail ? [<PersonText key="mail" text={`by mail to ${told.mail}`} />] : []),
    ...(told?.feed ? ['by your feed'] : []),
  ]
  if (ways.length === 0) return 'You come back with your code; nobody writes to you.'
  return (
    <>
      When there is news, you are told {ways[0]}
      {ways.length > 1 && <> and {ways[1]}</>}. It never says what the news is.
    </>
  )
}

function Waiting({ state: { told } }: { state: ThreadState }) {
  if (told?.lost)
    return (
      <Notice kind="warn" title="Your address takes no more mail.">
        <p>
          The server of <PersonText text={told.lost} /> refused our letter, so we stopped. You may give another one.
        </p>
      </Notice>
    )
  if (told?.asked === null || told === undefined) return null
  if (told.asked.refused)
    return (
      <Notice kind="warn" title="That address takes no mail.">
        <p>
          The server refused our letter to <PersonText text={told.asked.address} />. Is it spelt right?
        </p>
      </Notice>
    )
  return (
    <Notice title="One step is left.">
      <p>
        A code goes to <PersonText text={told.asked.address} />. <Link href="/confirm">Enter it here.</Link> An address
        gets one such mail a day; if none came, try again tomorrow.
      </p>
    </Notice>
  )
}

function MailForm({ state }: { state: ThreadState }) {
  const { told } = state
  return (
    <Form action="/thread/told" hidden={hiddenOf(state)} label="By mail">
      <TextField
        id={idOf('told', 'address')}
        name="address"
        type="email"
        width="medium"
        autocomplete="email"
        label="Mail address"
        hint="We first send a code there. Mails say that there is news and where your thread is; never more."
        value={typedIn(state, 'told', 'address')}
        error={errorOf(state, 'told', 'address')}
      />
      <Actions>
        <Button name="do" value="mail">
          Send me a code
        </Button>
        {(told?.mail !== null || told?.asked !== null) && (
          <Button name="do" value="no-mail" kind="quiet">
            No more mail
          </Button>
        )}
      </Actions>
    </Form>
  )
}
