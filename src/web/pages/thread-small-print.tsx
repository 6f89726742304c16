import { Actions, Button } from '../ui/button.tsx'
import { Form } from '../ui/form.tsx'
import { More } from '../ui/more.tsx'
import { Section } from '../ui/section.tsx'
import { TextField } from '../ui/text-field.tsx'
import { useMessages } from './messages/languages.ts'
import { TextOf } from './thread-fields.tsx'
import { errorOf, hiddenOf, idOf, may, type ThreadState, typedIn } from './thread-state.ts'

/** What is rarely wanted, and must be there when it is. */
export function SmallPrint({ state }: { state: ThreadState }) {
  const { small: m } = useMessages().thread
  const open = (form: string) => state.refused?.form === form
  return (
    <Section title={m.title} id="small-print">
      {may(state, 'ProposeEmbargo') && (
        <More summary={m.propose} open={open('embargo') && state.refused?.typed.do === 'propose'}>
          <Form action="/thread/embargo" hidden={hiddenOf(state)} label={m.proposeForm}>
            <TextField
              id={idOf('embargo', 'until')}
              name="until"
              type="date"
              width="short"
              label={m.until}
              hint={m.untilHint}
              value={typedIn(state, 'embargo', 'until')}
              error={errorOf(state, 'embargo', 'until')}
            />
            <Actions>
              <Button name="do" value="propose">
                {m.proposeThis}
              </Button>
            </Actions>
          </Form>
        </More>
      )}
      {may(state, 'RotateReceipt') && state.visit.reporter?.account?.began !== 'mail' && (
        <More summary={m.replace}>
          <p>{m.replaceText}</p>
          <Form action="/thread/rotate" hidden={hiddenOf(state)} label={m.replaceForm}>
            <Actions>
              <Button>{m.showNew}</Button>
            </Actions>
          </Form>
        </More>
      )}
      {may(state, 'ForgetPerson') && (
        <More summary={m.drop}>
          <p>{m.dropText}</p>
          <Form action="/thread/forget" hidden={hiddenOf(state)} label={m.drop}>
            <Actions>
              <Button kind="danger">{m.dropNow}</Button>
            </Actions>
          </Form>
        </More>
      )}
      {may(state, 'WithdrawReport') && (
        <More summary={m.withdraw} open={open('withdraw')}>
          <p>{m.withdrawText}</p>
          <Form action="/thread/withdraw" hidden={hiddenOf(state)} label={m.withdraw}>
            <TextOf state={state} form="withdraw" label={m.why} rows={3} />
            <Actions>
              <Button kind="danger">{m.withdrawNow}</Button>
            </Actions>
          </Form>
        </More>
      )}
      <Form action="/thread/leave" hidden={{ token: state.visit.formToken }} label={m.leaveForm}>
        <Actions>
          <Button kind="quiet">{m.leave}</Button>
        </Actions>
      </Form>
    </Section>
  )
}
