import type { Millis } from '../../case/ids.ts'
import { ADD_PASSKEY } from '../../team/strong.ts'
import type { Passkey, SignedIn } from '../../team/team.ts'
import type { Visit } from '../route.ts'
import { Actions, Button, ButtonLink } from '../ui/button.tsx'
import { Form } from '../ui/form.tsx'
import { Link } from '../ui/link.tsx'
import { More } from '../ui/more.tsx'
import { Notice } from '../ui/notice.tsx'
import { PersonText } from '../ui/person-text.tsx'
import { Prose, Section } from '../ui/section.tsx'
import { Table } from '../ui/table.tsx'
import { TextField } from '../ui/text-field.tsx'
import { Ago, Day } from '../ui/time.tsx'
import { OneButton } from './team-parts.tsx'

export function Passkeys({ visit, me, passkeys }: { visit: Visit; me: SignedIn; passkeys: readonly Passkey[] }) {
  const here = passkeys.filter(({ elsewhere }) => elsewhere === null)
  return (
    <Section title="Passkeys" id="passkeys" card>
      {me.onlyOnePasskey && (
        <Notice kind="warn" title={here.length === 0 ? 'You have no passkey yet' : 'This is your only passkey'}>
          <p>
            {here.length === 0
              ? 'You came by a link that works once. Make a passkey to come in by yourself the next time.'
              : 'Please make another one, on another device or a security key. Publishing, exporting and changes to the team need two.'}
          </p>
        </Notice>
      )}
      {passkeys.length > 0 && (
        <Table
          caption="Your passkeys"
          hideCaption
          columns={[{ head: 'Passkey', lead: true }, { head: 'Made' }, { head: 'Last used' }, { head: 'Change' }]}
          rows={passkeys.map(({ id, label, createdAt, usedAt, elsewhere }) => ({
            key: id,
            cells: [
              <Named visit={visit} id={id} label={label} elsewhere={elsewhere} />,
              <Day at={createdAt} />,
              usedAt === 0 ? 'not yet' : <Ago at={usedAt} now={visit.desk.now()} />,
              <OneButton
                visit={visit}
                action={`${ADD_PASSKEY}/remove`}
                field="passkey"
                value={id}
                label={`Remove: ${label}`}
                refused={here.length === 1 && elsewhere === null ? 'your only one' : undefined}
              >
                Remove
              </OneButton>,
            ],
          }))}
        />
      )}
      <Actions>
        <ButtonLink href={ADD_PASSKEY} kind={me.onlyOnePasskey ? 'primary' : 'secondary'}>
          Add a passkey
        </ButtonLink>
      </Actions>
    </Section>
  )
}

/** What it is called, and a small form to call it otherwise. */
function Named(props: { visit: Visit; id: string; label: string; elsewhere: string | null }) {
  return (
    <>
      <PersonText text={props.label} />
      {props.elsewhere !== null && (
        <span class="hint"> of {props.elsewhere}, where this desk was before. It opens nothing here.</span>
      )}
      <More summary="Rename" open={false}>
        <Form
          action={`${ADD_PASSKEY}/rename`}
          hidden={{ token: props.visit.formToken, passkey: props.id }}
          label={`Rename: ${props.label}`}
        >
          <TextField
            id={`name-${props.id.slice(0, 8)}`}
            name="name"
            label="Name"
            value={props.label}
            max={60}
            width="medium"
          />
          <Actions>
            <Button>Rename</Button>
          </Actions>
        </Form>
      </More>
    </>
  )
}

/** For the day on which no passkey is at hand. */
export function CodeOnPaper({ visit, since }: { visit: Visit; since: Millis | null }) {
  return (
    <Section title="Code on paper" id="recovery-code" card>
      <Prose>
        <p>
          {since === null ? (
            'You have none. It lets you in, once, when no passkey is at hand.'
          ) : (
            <>
              Made <Ago at={since} now={visit.desk.now()} />. It lets you in, once, when no passkey is at hand. A new
              one ends it.
            </>
          )}{' '}
          {visit.member?.role !== 'observer' && (
            <Link href="/desk/two-person">Another member has no way in any more?</Link>
          )}
        </p>
      </Prose>
      <Form action="/desk/account/recovery-code" hidden={{ token: visit.formToken }} label="Code on paper">
        <Actions>
          <Button>{since === null ? 'Make a code' : 'Make a new code'}</Button>
        </Actions>
      </Form>
    </Section>
  )
}
