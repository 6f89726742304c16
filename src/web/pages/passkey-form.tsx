import type { ComponentChildren } from 'preact'
import type { Visit } from '../route.ts'
import { Actions, Button } from '../ui/button.tsx'
import { Form } from '../ui/form.tsx'
import { Link } from '../ui/link.tsx'
import { Notice } from '../ui/notice.tsx'

/** The pages with this form load this script and no other. */
export const passkeyScripts = (visit: Pick<Visit, 'assets'>): readonly string[] => [visit.assets.address('passkey.js')]

/** One button. The script asks the browser for a passkey, and then goes to `next`. */
export function PasskeyForm(props: {
  visit: Visit
  ceremony: 'create' | 'get'
  /** Below this path lie `options` and `verify`. */
  at: string
  next: string
  button: string
  hidden?: Readonly<Record<string, string>>
  children?: ComponentChildren
}) {
  const { visit, ceremony, at, next } = props
  if (visit.onion) return <ElsewhereNotice visit={visit} />
  return (
    <>
      <Form
        id="passkey"
        action="/sign-in/without-scripts"
        hidden={{ ceremony, options: `${at}/options`, verify: `${at}/verify`, next, ...props.hidden }}
      >
        {props.children}
        <Actions>
          <Button kind="primary">{props.button}</Button>
        </Actions>
      </Form>
      {/* Stands here until the script is there and takes it away: also where the script is blocked or breaks. */}
      <p id="passkey-says" role="status">
        This page needs scripts, since browsers offer passkeys to nothing else. Please allow them for this address.
        Reporters never need any.
      </p>
    </>
  )
}

/** A passkey belongs to one address. Under the onion address no browser would offer it. */
function ElsewhereNotice({ visit }: { visit: Visit }) {
  return (
    <Notice kind="info" title="Members sign in at the public address">
      <p>
        Passkeys belong to one address, and this desk’s are made for{' '}
        <Link href={`${visit.config.url}/sign-in`}>{visit.config.url}</Link>.
      </p>
    </Notice>
  )
}
