import type { ComponentChildren } from 'preact'
import { Markdown } from '../src/web/markdown.tsx'
import { Badge } from '../src/web/ui/badge.tsx'
import { Actions, Button, ButtonLink } from '../src/web/ui/button.tsx'
import { Bars } from '../src/web/ui/chart.tsx'
import { Checkbox, Checkboxes, FieldGroup, Radios, Select } from '../src/web/ui/choice.tsx'
import { Crumbs } from '../src/web/ui/crumbs.tsx'
import { Definitions } from '../src/web/ui/definition.tsx'
import { ErrorSummary } from '../src/web/ui/error-summary.tsx'
import { FileList } from '../src/web/ui/file-list.tsx'
import { Form } from '../src/web/ui/form.tsx'
import type { Frame } from '../src/web/ui/frame.ts'
import { Hero } from '../src/web/ui/hero.tsx'
import { Link } from '../src/web/ui/link.tsx'
import { More } from '../src/web/ui/more.tsx'
import { Notice } from '../src/web/ui/notice.tsx'
import { type NavItem, Page } from '../src/web/ui/page.tsx'
import { Pager } from '../src/web/ui/pager.tsx'
import { PersonLines, PersonText } from '../src/web/ui/person-text.tsx'
import { ReceiptCode } from '../src/web/ui/receipt-code.tsx'
import { Beside, Empty, PageHead, Prose, Section } from '../src/web/ui/section.tsx'
import { type Step, Steps } from '../src/web/ui/steps.tsx'
import { GroupedTable, Table } from '../src/web/ui/table.tsx'
import { Tabs } from '../src/web/ui/tabs.tsx'
import { FileField, TextArea, TextField } from '../src/web/ui/text-field.tsx'
import { Happened, Message, Thread } from '../src/web/ui/thread.tsx'
import { Ago, Day, Days, Time } from '../src/web/ui/time.tsx'
import { Timeline } from '../src/web/ui/timeline.tsx'

/** Pages that never exist, made of every part there is, to be looked at in all lights. */
export const styleGuide = {
  '/policy': (frame: Frame) => <PolicyLike frame={frame} />,
  '/report': (frame: Frame) => <ReportLike frame={frame} />,
  '/receipt': (frame: Frame) => <ReceiptLike frame={frame} />,
  '/thread': (frame: Frame) => <ThreadLike frame={frame} />,
  '/inbox': (frame: Frame) => <InboxLike frame={frame} />,
  '/case': (frame: Frame) => <CaseLike frame={frame} />,
  '/editor': (frame: Frame) => <EditorLike frame={frame} />,
} as const

const now = Date.UTC(2026, 10, 21, 12)
const day = 86_400_000
const hostile =
  'Open redirect \u202Egnp.exe\u202C in \u0000 lo\u200Bgin Z\u0351\u0351\u0351\u0351\u0351\u0351\u0351\u0351algo'

const publicNav: readonly NavItem[] = [
  { href: '/', label: 'Policy', current: true },
  { href: '/report', label: 'Report' },
  { href: '/advisories', label: 'Advisories' },
  { href: '/team', label: 'Team' },
]
const deskNav: readonly NavItem[] = [
  { href: '/desk', label: 'Inbox', current: true, count: 4 },
  { href: '/desk/triage', label: 'Triage' },
  { href: '/desk/cases/new', label: 'New case' },
]

function Public(props: { frame: Frame; title: string; children: ComponentChildren }) {
  return (
    <Page frame={props.frame} title={props.title} nav={publicNav}>
      {props.children}
    </Page>
  )
}

function Desk(props: { frame: Frame; title: string; children: ComponentChildren }) {
  const account = (
    <>
      <span>Ada (lead)</span>
      <Form action="/sign-out" hidden={{ token: 't' }}>
        <Button kind="quiet">Sign out</Button>
      </Form>
    </>
  )
  return (
    <Page frame={props.frame} title={props.title} layout="desk" nav={deskNav} account={account}>
      {props.children}
    </Page>
  )
}

const steps = (at: number): readonly Step[] =>
  [
    { text: 'You report a potential vulnerability in private.' },
    { text: 'We acknowledge that we have received it.' },
    {
      text: 'We review it to find out whether more information is needed. If it is:',
      steps: [
        { text: 'We tell you what is needed.' },
        { text: 'You add it in private.' },
        { text: 'We review again.' },
      ],
    },
    { text: 'We reproduce the vulnerability.' },
    { text: 'We fix it, and if possible you get the fixed build to test.' },
    { text: 'You or we confirm that the fix works.' },
    {
      text: 'At the same time:',
      nested: 'unordered' as const,
      steps: [{ text: 'The release comes out.' }, { text: 'The advisory is published, in brief.' }],
    },
  ].map((step, index) => (at < 0 ? step : { ...step, state: stateAt(index, at), note: noteAt(index, at) }))

function stateAt(index: number, at: number) {
  if (index === 1 && at > 1) return 'skipped' as const
  return index < at ? ('done' as const) : index === at ? ('present' as const) : ('ahead' as const)
}

function noteAt(index: number, at: number) {
  return index === at ? (
    <>
      Next by <Day at={now + 5 * day} weekday />.
    </>
  ) : undefined
}

function PolicyLike({ frame }: { frame: Frame }) {
  return (
    <Public frame={frame} title="Security policy">
      <Hero
        title="Found a security problem in Fjordgate?"
        lead={
          <>
            <p>Tell us here in private. No account needed.</p>
            <p>
              A person answers within 7 days, by <Day at={now + 7 * day} weekday /> at the latest.
            </p>
          </>
        }
        actions={
          <>
            <ButtonLink href="/report" kind="primary">
              Report a problem
            </ButtonLink>
            <ButtonLink href="/thread">I have a receipt</ButtonLink>
          </>
        }
      />
      <Section title="Other ways to reach us" id="contact">
        <Markdown
          by="project"
          text={
            'We like this form best: it reaches **every member** of the team.\n\n' +
            '- [GitHub Security](https://github.com/example/fjordgate/security), if you have an account there.\n' +
            '- Mail to [security@fjordgate.example](mailto:security@fjordgate.example).\n- Chat, only where necessary.'
          }
        />
      </Section>
      <Section title="Please do not">
        <Notice kind="warn" title="Please do not open a public issue.">
          <p>It would show the way to people who mean harm before anyone can update.</p>
        </Notice>
      </Section>
      <Section title="What happens to your report" id="process">
        <Steps label="Our process" steps={steps(-1)} />
      </Section>
      <Section title="What we promise">
        <Definitions
          items={[
            { term: 'First answer', detail: 'within 7 days' },
            { term: 'News', detail: 'every 14 days' },
            { term: 'Nothing public before', detail: '90 days, unless a fix is out earlier' },
          ]}
        />
      </Section>
      <Section title="Published advisories">
        <Empty title="None so far">
          <p>When we publish one, it appears here and in the feed.</p>
        </Empty>
      </Section>
    </Public>
  )
}

function ReportLike({ frame }: { frame: Frame }) {
  return (
    <Public frame={frame} title="Report">
      <PageHead title="Report a security problem" lead="Only the team sees this. You need no account and no name." />
      <ErrorSummary errors={[{ id: 'description', text: 'Tell us what happens, in your own words.' }]} />
      <Form action="/report" files hidden={{ draft: 'x' }}>
        <TextField name="title" label="Title" required value={hostile} hint="One line, as you would tell a friend." />
        <TextArea
          name="description"
          label="What did you find?"
          required
          hint="What goes wrong, and what somebody could do with it."
          error="Tell us what happens, in your own words."
        />
        <Select
          name="product"
          label="Product"
          options={[
            { value: '', label: 'I am not sure' },
            { value: 'gate', label: 'Fjordgate server' },
          ]}
        />
        <TextField name="version" label="Version" width="short" verbatim />
        <FileField name="files" label="Files" multiple hint="Files are passed on as they are and may name you." />
        <Radios
          name="credit"
          label="May we name you when we publish?"
          choices={[
            {
              value: 'named',
              label: 'Yes, with this name',
              more: <TextField name="creditName" label="Name" width="medium" />,
            },
            {
              value: 'anonymous',
              label: 'No, leave me out',
              hint: 'You can change this until the day of publication.',
            },
            { value: 'later', label: 'Ask me later' },
          ]}
          value="anonymous"
        />
        <More summary="More that helps us" hint="severity, configuration, use of AI">
          <Radios
            name="cvss"
            label="Attack vector"
            layout="row"
            value="N"
            choices={[
              { value: 'N', label: 'Network' },
              { value: 'A', label: 'Adjacent' },
              { value: 'L', label: 'Local' },
              { value: 'P', label: 'Physical' },
            ]}
          />
          <FieldGroup legend="Use of AI" hint="Tell us for each part whether a model helped, and how.">
            <Checkboxes
              name="ai"
              label="A model helped with"
              values={['discovery']}
              choices={[
                { value: 'discovery', label: 'finding it' },
                { value: 'poc', label: 'the proof of concept', hint: 'Please say how.' },
                { value: 'fix', label: 'the suggested fix', refused: 'Attach a fix first.' },
              ]}
            />
            <Checkbox
              name="reviewed"
              label="I reviewed all of it and understand it."
              error="Please tick this, or say what is not yours."
            />
          </FieldGroup>
        </More>
        <Checkbox
          name="exploited"
          label="Somebody is using this against people now"
          hint="Goes to the top of everything."
        />
        <Actions sticky>
          <Button kind="primary">Review before sending</Button>
          <Button kind="quiet" name="do" value="save" unchecked>
            Save and go on later
          </Button>
        </Actions>
      </Form>
    </Public>
  )
}

function ReceiptLike({ frame }: { frame: Frame }) {
  return (
    <Public frame={frame} title="Receipt">
      <PageHead title="We have your report" lead="Thank you for telling us in private." />
      <Notice kind="ok" title="Saved and sealed.">
        <p>
          A person will look at it by <Day at={now + 6 * day} weekday />. Come back then: we cannot reach you unless you
          chose a way.
        </p>
      </Notice>
      <Section title="Your receipt code">
        <p>It opens your thread. Nobody can give it to you again, so keep it somewhere safe.</p>
        <ReceiptCode code="unsaddle-rebuttal-hatchback-crispy-swung-plastic-onshore-flyable-tadpole-vocalize" />
        <Actions>
          <ButtonLink href="/receipt.txt" kind="primary">
            Save as a text file
          </ButtonLink>
          <ButtonLink href="/thread">Open the thread</ButtonLink>
        </Actions>
      </Section>
      <Section title="Proof of submission">
        <Definitions
          items={[
            { term: 'Received', detail: <Time at={now} /> },
            { term: 'Key', detail: <code>k1-2026</code> },
            { term: 'Digest', detail: <code>9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08</code> },
          ]}
        />
      </Section>
      <Notice kind="bad" title="This code was replaced.">
        <p>Was that not you? Tell us now.</p>
      </Notice>
      <Notice kind="info">
        <p>Agreed: nothing public before 3 March 2027, 12:00 UTC.</p>
      </Notice>
    </Public>
  )
}

const files = [
  {
    name: 'poc\u202Efdp.exe',
    size: 2_400_000,
    href: '/f/1',
    sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  },
  { name: 'config.yml', size: 812, href: '/f/2' },
]

function Messages({ team }: { team?: boolean }) {
  return (
    <Thread label="Messages">
      <Message
        who={<PersonText text="Mallory Ünlü" />}
        role="Reporter"
        at={now - 3 * day}
        audience="Reporter and team"
        foot={<FileList label="Files" files={files} />}
      >
        <Markdown
          by="person"
          text={
            '# Steps\n\n1. Log in as `user`.\n2. Open [this page](https://evil.example/x).\n\n```\ncurl -k https://gate/api?next=//evil\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> It answers 302.\n\n![shot](https://evil.example/pixel.png) and [x](javascript:alert(1))'
          }
        />
      </Message>
      <Happened at={now - 2 * day}>Acknowledged as received</Happened>
      <Message who="Ada" role="Lead" kind="ours" at={now - 2 * day} audience="Reporter and team">
        <PersonLines text={'Thank you. Which version did you see this in?\n\nWe will look at it by Friday.'} />
      </Message>
      {team && (
        <Message
          who="Grace"
          role="Member"
          kind="team"
          at={now - day}
          audience="Team only. The reporter never sees this."
        >
          <PersonLines text="Looks like the one from March. I try to reproduce it tonight." />
        </Message>
      )}
    </Thread>
  )
}

function ThreadLike({ frame }: { frame: Frame }) {
  return (
    <Public frame={frame} title="Your report">
      <PageHead
        over={<PersonText text={hostile} />}
        title="Your report"
        lead={
          <>
            Sent <Ago at={now - 3 * day} now={now} />.
          </>
        }
      />
      <Notice kind="info" title="We have a question for you">
        <p>Which version did you see this in? Without an answer we go on as well as we can.</p>
      </Notice>
      <Section title="Where it stands">
        <Steps label="Steps" steps={steps(3)} />
      </Section>
      <Section title="Messages">
        <Messages />
      </Section>
      <Section title="Answer">
        <Form action="/thread" hidden={{ token: 't' }} label="Answer">
          <TextArea name="text" label="Your message" hint="The team and you can read this." />
          <Actions>
            <Button kind="primary">Send to the team</Button>
          </Actions>
        </Form>
      </Section>
      <More summary="Leave this conversation" hint="rotate the code, withdraw">
        <Button kind="danger">Withdraw the report</Button>
      </More>
    </Public>
  )
}

function InboxLike({ frame }: { frame: Frame }) {
  const columns = [
    { head: 'Case', lead: true },
    { head: 'Age', end: true },
    { head: 'Next' },
    { head: 'Due' },
    { head: 'With' },
    { head: 'Door' },
  ]
  const row = (key: string, title: string, next: string, mark?: 'now' | 'warn' | 'bad') => ({
    key,
    mark,
    cells: [
      <>
        <Link href={`/desk/cases/${key}`}>
          <PersonText text={title} />
        </Link>{' '}
        <code>{key}</code> {mark === 'bad' && <Badge kind="bad">Exploited</Badge>}
        {mark === 'warn' && <Badge kind="warn">Overdue</Badge>}
      </>,
      <Days days={19} />,
      next,
      <Day at={now + 3 * day} />,
      mark ? 'Ada' : '',
      <Badge>Web</Badge>,
    ],
  })
  return (
    <Desk frame={frame} title="Inbox">
      <PageHead title="Inbox" />
      <Tabs
        label="Which cases"
        tabs={[
          { href: '/desk', label: 'Open', current: true, count: 12 },
          { href: '/desk?with=me', label: 'Mine', count: 3 },
          { href: '/desk?closed', label: 'Closed' },
        ]}
      />
      <GroupedTable
        caption="Open cases"
        hideCaption
        columns={columns}
        groups={[
          {
            key: 'exploited',
            title: 'Exploited',
            count: 1,
            rows: [row('P-7K2M9Q', 'Session fixation in the portal', 'Reproduce', 'bad')],
          },
          {
            key: 'us',
            title: 'Waiting for us',
            count: 3,
            rows: [
              row('P-1A2B3C', hostile, 'Review', 'warn'),
              row(
                'P-4D5E6F',
                'A very long title that goes on and on and says everything about the problem at once, twice',
                'Verify the fix',
              ),
              row('P-9X8Y7Z', 'تجاوز المصادقة في صفحة الدخول', 'Review'),
            ],
          },
        ]}
      />
      <Table
        caption="Closed lately"
        columns={columns}
        rows={[row('P-0Q1R2S', 'Reflected text in the error page', 'Nothing')]}
      />
      <Pager label="More cases" first="/desk" next="/desk?after=x" />
      <Bars
        caption="Days to the first answer"
        heads={['Month', 'Days']}
        bars={[
          { label: 'September', value: 2 },
          { label: 'October', value: 5.5 },
          { label: 'November', value: 3 },
        ]}
      />
    </Desk>
  )
}

function CaseLike({ frame }: { frame: Frame }) {
  return (
    <Desk frame={frame} title="Case P-7K2M9Q">
      <Crumbs items={[{ href: '/desk', label: 'Inbox' }]} here="P-7K2M9Q" />
      <PageHead
        over={
          <>
            <code>P-7K2M9Q</code> <Badge kind="bad">Exploited</Badge> <Badge kind="accent">Review</Badge>{' '}
            <Badge kind="ok">Fix verified</Badge> <Badge kind="info">Embargo</Badge> <Badge kind="warn">Overdue</Badge>
          </>
        }
        title={<PersonText text="Session fixation in the portal" />}
      />
      <Beside
        label="About this case"
        aside={
          <>
            <Section title="Facts" card level={3}>
              <Definitions
                items={[
                  { term: 'Reporter', detail: <PersonText text="Mallory Ünlü" /> },
                  { term: 'Severity', detail: 'CVSS 4.0: 8.7 (high)' },
                  { term: 'Nothing public before', detail: <Time at={now + 60 * day} /> },
                ]}
              />
            </Section>
            <Section title="Steps" card level={3}>
              <Steps label="Steps" steps={steps(3)} />
            </Section>
            <Section title="Timeline" card level={3}>
              <Timeline
                label="Timeline"
                items={[
                  { at: now - 3 * day, what: 'Reported', who: 'by web form' },
                  { at: now - 2 * day, what: 'Acknowledged', who: 'by Ada' },
                  { at: now + 5 * day, what: 'Reproduce', ahead: true },
                ]}
              />
            </Section>
          </>
        }
      >
        <Section title="Next: reproduce" card aside={<Badge kind="warn">due Thursday</Badge>}>
          <Form action="/desk/cases/P-7K2M9Q/reproduction" hidden={{ token: 't' }}>
            <TextArea name="how" label="How did you reproduce it?" rows={3} />
            <Actions>
              <Button kind="primary">It is reproduced</Button>
              <Button>Ask for information</Button>
              <Button refused="Users are still updating until Friday.">Publish the advisory</Button>
            </Actions>
          </Form>
        </Section>
        <Section title="Thread">
          <Messages team />
        </Section>
        <Section title="Team note" card>
          <Form action="/desk/cases/P-7K2M9Q/notes" hidden={{ token: 't' }}>
            <TextArea name="note" label="Note" rows={3} />
            <Actions>
              <Button>Save for the team only</Button>
            </Actions>
          </Form>
        </Section>
      </Beside>
    </Desk>
  )
}

function EditorLike({ frame }: { frame: Frame }) {
  return (
    <Desk frame={frame} title="Advisory">
      <Crumbs
        items={[
          { href: '/desk', label: 'Inbox' },
          { href: '/desk/cases/P-7K2M9Q', label: 'P-7K2M9Q' },
        ]}
        here="Advisory"
      />
      <PageHead title="Advisory" />
      <Tabs
        label="Revision"
        tabs={[
          { href: '/e?brief', label: 'Brief', current: true },
          { href: '/e?full', label: 'Full' },
        ]}
      />
      <Beside
        even
        label="As it will be public"
        aside={
          <Section title="Session fixation in the portal" card>
            <Definitions
              layout="row"
              items={[
                { term: 'Severity', detail: '8.7 high' },
                { term: 'Fixed in', detail: '4.39.2' },
              ]}
            />
            <Prose>
              <p>An attacker who can plant a cookie keeps the session of the victim after the login.</p>
              <h3>What should you do?</h3>
              <p>Update to 4.39.2. Where you cannot, turn off remember-me.</p>
            </Prose>
          </Section>
        }
      >
        <Form action="/desk/cases/P-7K2M9Q/advisory" hidden={{ token: 't', seen: '12' }} class="card">
          <TextField name="title" label="What is it called?" value="Session fixation in the portal" />
          <TextArea name="who" label="Who is affected?" value="Everyone who uses remember-me." />
          <TextArea name="what" label="What should they do?" />
          <Actions sticky>
            <Button kind="primary">Save and look</Button>
          </Actions>
        </Form>
      </Beside>
    </Desk>
  )
}
