import { Actions, Button } from '../ui/button.tsx'
import { Form } from '../ui/form.tsx'
import { More } from '../ui/more.tsx'
import { Section } from '../ui/section.tsx'
import { TextField } from '../ui/text-field.tsx'
import { TextOf } from './thread-fields.tsx'
import { errorOf, hiddenOf, idOf, may, type ThreadState, typedIn } from './thread-state.ts'

/** What is rarely wanted, and must be there when it is. */
export function SmallPrint({ state }: { state: ThreadState }) {
  const open = (form: string) => state.refused?.form === form
  return (
    <Section title="Small print" id="small-print">
      {may(state, 'ProposeEmbargo') && (
        <More summary="Propose a date for publication" open={open('embargo') && state.refused?.typed.do === 'propose'}>
          <Form action="/thread/embargo" hidden={hiddenOf(state)} label="Propose a date">
            <TextField
              id={idOf('embargo', 'until')}
              name="until"
              type="date"
              width="short"
              label="Nothing public before"
              hint="Noon, UTC. The team answers."
              value={typedIn(state, 'embargo', 'until')}
              error={errorOf(state, 'embargo', 'until')}
            />
            <Actions>
              <Button name="do" value="propose">
                Propose this date
              </Button>
            </Actions>
          </Form>
        </More>
      )}
      {may(state, 'RotateReceipt') && (
        <More summary="Replace the receipt code">
          <p>
            If somebody else may know your code, take a new one. You see and save it first; the old one stops working
            when you say so, and the team is told that it was replaced.
          </p>
          <Form action="/thread/rotate" hidden={hiddenOf(state)} label="Replace the code">
            <Actions>
              <Button>Show me a new code</Button>
            </Actions>
          </Form>
        </More>
      )}
      {may(state, 'ForgetPerson') && (
        <More summary="Drop my name">
          <p>
            Destroys what this desk keeps of who you are: name, address, and the name and link for credit, also in what
            is published. It cannot be undone. The report and what was written in this thread stay, and your code still
            opens it: you can go on writing, testing and choosing here, without a name.
          </p>
          <Form action="/thread/forget" hidden={hiddenOf(state)} label="Drop my name">
            <Actions>
              <Button kind="danger">Drop my name for good</Button>
            </Actions>
          </Form>
        </More>
      )}
      {may(state, 'WithdrawReport') && (
        <More summary="Withdraw the report" open={open('withdraw')}>
          <p>You may leave at any time. The team keeps what it knows and may still fix the problem.</p>
          <Form action="/thread/withdraw" hidden={hiddenOf(state)} label="Withdraw the report">
            <TextOf state={state} form="withdraw" label="Why (optional)" rows={3} />
            <Actions>
              <Button kind="danger">Withdraw</Button>
            </Actions>
          </Form>
        </More>
      )}
      <Form action="/thread/leave" hidden={{ token: state.visit.formToken }} label="Leave">
        <Actions>
          <Button kind="quiet">Leave: this browser forgets the thread</Button>
        </Actions>
      </Form>
    </Section>
  )
}
