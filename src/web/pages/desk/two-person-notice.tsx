import type { VNode } from 'preact'
import type { Visit } from '../../route.ts'
import { Link } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { TWO_PERSON } from '../two-person.tsx'
import { twoPersonOpen } from '../two-person-open.ts'

/** Somebody asked for what needs a second person: whoever looks at the desk sees it, and can agree or stop it. */
export async function twoPersonNotice(visit: Visit): Promise<VNode | null> {
  const open = await twoPersonOpen(visit)
  if (open.length === 0) return null
  const aboutMe = open.some(({ kind, subject }) => kind === 'recovery' && subject === visit.member?.member)
  return (
    <Notice
      kind="warn"
      title={aboutMe ? 'Somebody asked that you are let in again.' : 'Something asks for a second person.'}
    >
      <p>
        {aboutMe && 'If you can still sign in with a passkey, that alone stops it. '}
        {visit.member?.role !== 'observer' && <Link href={TWO_PERSON}>Look at it</Link>}
      </p>
    </Notice>
  )
}
