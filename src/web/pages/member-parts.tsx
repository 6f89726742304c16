import { type Role, role as roles } from '../../case/ids.ts'
import type { Member } from '../../team/team.ts'
import { Notice } from '../ui/notice.tsx'

/** Roles as people read them, and the link for somebody who is to come in: what the pages about members share. */
const roleTexts = {
  lead: { label: 'Lead', hint: 'Everything, also the team itself and publishing early.' },
  member: { label: 'Member', hint: 'Works on cases and publishes.' },
  observer: { label: 'Observer', hint: 'Reads cases and changes nothing.' },
} as const satisfies Record<Role, unknown>

export const roleChoices = roles.options.map((value) => ({ value, ...roleTexts[value] }))

export const roleText = ({ role, state }: Member): string => (state === 'invited' ? `${role}, invited` : role)

export const memberPath = ({ id }: Member): string => `/desk/members/${id}`

export function EnrolLink({ link }: { link: string }) {
  return (
    <Notice kind="ok" title="The link is shown only now.">
      <p dir="ltr" translate={false}>
        <code>{link}</code>
      </p>
      <p>Give it to them yourself, in private. It works once, for an hour. Whoever opens it first comes in.</p>
    </Notice>
  )
}
