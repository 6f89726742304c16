import type { Undelivered } from '../../desk/undelivered.ts'
import type { Member } from '../../team/team.ts'
import type { Visit } from '../route.ts'
import { Button } from '../ui/button.tsx'
import { Form } from '../ui/form.tsx'
import { PersonText } from '../ui/person-text.tsx'
import { Prose, Section } from '../ui/section.tsx'
import { Table } from '../ui/table.tsx'
import { Ago } from '../ui/time.tsx'

/** What the desk tried for days and gave up. A person says whether it tries once more. */
export function UndeliveredSection(props: { visit: Visit; all: readonly Undelivered[]; members: readonly Member[] }) {
  const { visit, all, members } = props
  return (
    <Section title="Not delivered" id="undelivered" card>
      {all.length === 0 ? (
        <Prose>
          <p>Everything was delivered, or is still being tried.</p>
        </Prose>
      ) : (
        <Table
          caption="Not delivered"
          hideCaption
          columns={[{ head: 'To', lead: true }, { head: 'Why' }, { head: 'Given up' }, { head: 'Change' }]}
          rows={all.map((one) => ({
            key: one.id,
            cells: [
              <To one={one} members={members} />,
              <span translate={false}>{one.error}</span>,
              <Ago at={one.at} now={visit.desk.now()} />,
              visit.member?.role === 'observer' ? '' : <Change visit={visit} id={one.id} />,
            ],
          }))}
        />
      )}
    </Section>
  )
}

function To({ one, members }: { one: Undelivered; members: readonly Member[] }) {
  const { to } = one
  if (to.kind === 'member')
    return (
      <>
        A letter to <PersonText text={members.find(({ id }) => id === to.member)?.name ?? 'a member'} />
      </>
    )
  if (to.kind === 'reporter') return <>A letter to a reporter</>
  if (to.kind === 'program')
    return (
      <>
        A call to <bdi>{to.host}</bdi>
      </>
    )
  return <>Work of the desk itself</>
}

function Change({ visit, id }: { visit: Visit; id: string }) {
  return (
    <Form action="/desk/notices/undelivered" hidden={{ token: visit.formToken, id }} label="Not delivered">
      <Button kind="quiet" name="do" value="again">
        Try again
      </Button>
      <Button kind="quiet" name="do" value="drop">
        Let it go
      </Button>
    </Form>
  )
}
