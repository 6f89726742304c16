import type { ComponentChildren } from 'preact'
import type { TeamRefusal } from '../../team/refusal.ts'
import type { Visit } from '../route.ts'
import { Button } from '../ui/button.tsx'
import { Form } from '../ui/form.tsx'
import { Notice } from '../ui/notice.tsx'

/** Why the team said no to what was just asked. */
export function Refused({ refusal }: { refusal: TeamRefusal | undefined }) {
  return refusal === undefined ? null : <Notice kind="bad" title={refusal.text} />
}

export function SignOut({ visit }: { visit: Visit }) {
  return (
    <Form action="/sign-out" hidden={{ token: visit.formToken }}>
      <Button kind="quiet">Sign out</Button>
    </Form>
  )
}

/** One act on one thing of a list. */
export function OneButton(props: {
  visit: Visit
  action: string
  field: string
  value: string
  label: string
  refused?: string | undefined
  children: ComponentChildren
}) {
  return (
    <Form
      action={props.action}
      hidden={{ token: props.visit.formToken, [props.field]: props.value }}
      label={props.label}
    >
      <Button kind="quiet" refused={props.refused}>
        {props.children}
      </Button>
    </Form>
  )
}
