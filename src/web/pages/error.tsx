import type { Frame } from '../ui/frame.ts'
import { Link } from '../ui/link.tsx'
import { Page } from '../ui/page.tsx'
import { PageHead, Prose } from '../ui/section.tsx'

/** Why not, in one sentence. It never says what broke, where, or which version this is. */
export function ErrorPage(props: { frame: Frame; title: string; sentence: string }) {
  return (
    <Page frame={props.frame} title={props.title}>
      <PageHead title={props.title} lead={props.sentence} />
      <Prose>
        <ul>
          <li>
            <Link href="/">How to report a security problem</Link>
          </li>
          <li>
            <Link href="/receipt">I have a receipt</Link>
          </li>
          <li>
            <Link href="/sign-in">Sign in, for members of the team</Link>
          </li>
        </ul>
      </Prose>
    </Page>
  )
}
