import type { Frame } from '../ui/frame.ts'
import { Link } from '../ui/link.tsx'
import { Page } from '../ui/page.tsx'
import { PageHead, Prose } from '../ui/section.tsx'
import { en } from './messages/en.ts'
import type { SorryWords } from './messages/en-sorry.ts'

/** Where to go from here. */
export interface Way {
  readonly href: string
  readonly label: string
}

/** Why not, in one sentence. It never says what broke, where, or which version this is. */
export function ErrorPage(props: {
  frame: Frame
  title: string
  sentence: string
  words?: SorryWords
  first?: Way | undefined
}) {
  const m = props.words ?? en.sorry
  return (
    <Page frame={props.frame} title={props.title}>
      <PageHead title={props.title} lead={props.sentence} />
      <Prose>
        <ul>
          {props.first !== undefined && (
            <li>
              <Link href={props.first.href}>{props.first.label}</Link>
            </li>
          )}
          <li>
            <Link href="/">{m.toPolicy}</Link>
          </li>
          <li>
            <Link href="/receipt">{m.toReceipt}</Link>
          </li>
          <li>
            <Link href="/sign-in">{m.toSignIn}</Link>
          </li>
        </ul>
      </Prose>
    </Page>
  )
}
