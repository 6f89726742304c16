import { ADD_PASSKEY } from '../../team/strong.ts'
import type { Passkey, SignedIn } from '../../team/team.ts'
import type { Visit } from '../route.ts'
import { Actions, ButtonLink } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { Section } from '../ui/section.tsx'
import { Table } from '../ui/table.tsx'
import { Ago, Day } from '../ui/time.tsx'
import { OneButton } from './team-parts.tsx'

export function Passkeys({ visit, me, passkeys }: { visit: Visit; me: SignedIn; passkeys: readonly Passkey[] }) {
  return (
    <Section title="Passkeys" id="passkeys" card>
      {me.onlyOnePasskey && (
        <Notice kind="warn" title={passkeys.length === 0 ? 'You have no passkey yet' : 'This is your only passkey'}>
          <p>
            {passkeys.length === 0
              ? 'You came by a link that works once. Make a passkey to come in by yourself the next time.'
              : 'If you lose it, somebody else has to let you in again. Please make another one, on another device or a security key.'}
          </p>
        </Notice>
      )}
      {passkeys.length > 0 && (
        <Table
          caption="Your passkeys"
          hideCaption
          columns={[{ head: 'Passkey', lead: true }, { head: 'Made' }, { head: 'Last used' }, { head: 'Change' }]}
          rows={passkeys.map(({ id, label, createdAt, usedAt }) => ({
            key: id,
            cells: [
              label,
              <Day at={createdAt} />,
              usedAt === 0 ? 'not yet' : <Ago at={usedAt} now={visit.desk.now()} />,
              <OneButton
                visit={visit}
                action={`${ADD_PASSKEY}/remove`}
                field="passkey"
                value={id}
                label={`Remove: ${label}`}
                refused={passkeys.length === 1 ? 'your only one' : undefined}
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
