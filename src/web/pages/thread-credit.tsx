import { Actions, Button } from '../ui/button.tsx'
import { Form } from '../ui/form.tsx'
import { Notice } from '../ui/notice.tsx'
import { CreditWish } from './credit-wish.tsx'
import { CreditName } from './credits.tsx'
import { useMessages } from './messages/languages.ts'
import { Said } from './messages/said.tsx'
import type { Typed } from './report-fields.ts'
import { hiddenOf, type ThreadState } from './thread-state.ts'

/** The choice, with a look at exactly what the advisory would say before it counts. */
export function CreditForm({ state }: { state: ThreadState }) {
  const { credit: m } = useMessages().thread
  const typed = typedOf(state)
  const problems = state.refused?.form === 'credit' ? state.refused.problems : []
  return (
    <Form action="/thread/credit" hidden={hiddenOf(state)} label={m.form}>
      <CreditWish typed={typed} problems={problems} later={false} />
      {state.preview !== null && <CreditPreview typed={state.preview} />}
      <Actions>
        <Button name="do" value="preview">
          {m.show}
        </Button>
        <Button kind="primary" name="do" value="choose">
          {m.use}
        </Button>
      </Actions>
    </Form>
  )
}

function typedOf(state: ThreadState): Typed {
  if (state.preview !== null) return state.preview
  if (state.refused?.form === 'credit') return state.refused.typed
  const { naming, view } = state.thread
  return { credit: view.credit.as ?? '', creditName: naming?.name ?? '', creditUrl: naming?.url ?? '' }
}

export function CreditPreview({ typed }: { typed: Typed }) {
  const { credit: m } = useMessages().thread
  const { credit, creditName = '', creditUrl = '' } = typed
  return (
    <Notice title={m.preview}>
      {credit === 'named' ? (
        <p>
          <Said text={m.named} name={<CreditName name={creditName} url={creditUrl === '' ? null : creditUrl} />} />
        </p>
      ) : credit === 'anonymous' ? (
        <p>{m.unnamed}</p>
      ) : (
        <p>{m.none}</p>
      )}
    </Notice>
  )
}
