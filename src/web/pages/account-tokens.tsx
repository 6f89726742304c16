import { SCOPES, type SignedIn, type Token } from '../../team/team.ts'
import type { Visit } from '../route.ts'
import { Actions, Button } from '../ui/button.tsx'
import { Checkboxes, Radios } from '../ui/choice.tsx'
import { Form } from '../ui/form.tsx'
import { Notice } from '../ui/notice.tsx'
import { PersonText } from '../ui/person-text.tsx'
import { Empty, Section } from '../ui/section.tsx'
import { Table } from '../ui/table.tsx'
import { TextField } from '../ui/text-field.tsx'
import { Ago, Day } from '../ui/time.tsx'
import { OneButton } from './team-parts.tsx'

export function Tokens({
  visit,
  me,
  tokens,
  made,
}: {
  visit: Visit
  me: SignedIn
  tokens: readonly Token[]
  made: string | undefined
}) {
  return (
    <Section title="API tokens" id="tokens" card>
      {made !== undefined && (
        <Notice kind="ok" title="Your new token. It is shown only now.">
          <p dir="ltr" translate={false}>
            <code>{made}</code>
          </p>
        </Notice>
      )}
      {tokens.length === 0 ? (
        <Empty title="You have no API tokens." />
      ) : (
        <Table
          caption="Your API tokens"
          hideCaption
          columns={[
            { head: 'Label', lead: true },
            { head: 'May' },
            { head: 'Until' },
            { head: 'Last used' },
            { head: 'Change' },
          ]}
          rows={tokens.map(({ id, label, scopes, expiresAt, usedAt }) => ({
            key: id,
            cells: [
              <PersonText text={label} />,
              scopes.join(', '),
              <Day at={expiresAt} />,
              usedAt === 0 ? 'never' : <Ago at={usedAt} now={visit.desk.now()} />,
              <OneButton
                visit={visit}
                action="/desk/account/tokens/revoke"
                field="id"
                value={id}
                label={`Revoke: ${label}`}
              >
                Revoke
              </OneButton>,
            ],
          }))}
        />
      )}
      <Form action="/desk/account/tokens" hidden={{ token: visit.formToken }} label="Make an API token">
        <TextField name="label" label="What is it for?" width="medium" max={100} required />
        <Checkboxes
          name="scope"
          label="What may it do in your name?"
          choices={SCOPES.map((scope) => ({
            value: scope,
            ...scopeTexts[scope],
            ...(me.role === 'observer' && scope !== 'read' && { refused: 'Observers only read.' }),
          }))}
          values={['read']}
        />
        <Radios
          name="days"
          label="For how long?"
          layout="row"
          value="30"
          choices={[7, 30, 90].map((days) => ({ value: String(days), label: `${days} days` }))}
        />
        <Actions>
          <Button>Make a token</Button>
        </Actions>
      </Form>
    </Section>
  )
}

const scopeTexts = {
  read: { label: 'Read cases' },
  act: { label: 'Act on cases', hint: 'Answer, take the steps, write the advisory.' },
  publish: { label: 'Publish', hint: 'Release, schedule and publish.' },
} as const
