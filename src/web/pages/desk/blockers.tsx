import type { CommandType } from '../../../case/command.ts'
import type { Refusal, RefusalCode } from '../../../case/refusal.ts'
import { Link } from '../../ui/link.tsx'
import { type CaseState, casePath, idOf, may } from './case-state.ts'

/** Everything that stands in the way, each with what to do about it and a link to the place where that is done. */
export function Blockers({ state, problems }: { state: CaseState; problems: readonly Refusal[] }) {
  const shown = new Set<string>()
  return (
    <ul class="blockers">
      {problems.map(({ refused, hint }) => (
        <li key={refused}>
          {hint}
          {placesOf(state, refused)
            .filter(({ href }) => !shown.has(href) && shown.add(href))
            .map(({ href, label }, index) => (
              <>
                {index === 0 ? ' ' : ' · '}
                <Link key={href} href={href}>
                  {label}
                </Link>
              </>
            ))}
        </li>
      ))}
    </ul>
  )
}

interface Place {
  readonly href: string
  readonly label: string
}

/** Where it is settled. An act that this member may not do now has no form to go to. */
function placesOf(state: CaseState, refused: RefusalCode): readonly Place[] {
  const act = (command: CommandType, label: string, page = ''): readonly Place[] =>
    may(state, command) ? [{ href: casePath(state, `${page}#${idOf(command, 'form')}`), label }] : []
  const field = (name: string, label: string): readonly Place[] =>
    may(state, 'DraftAdvisory') ? [{ href: casePath(state, `/advisory#${idOf('DraftAdvisory', name)}`), label }] : []
  const next: readonly Place[] = [{ href: casePath(state, '#next'), label: 'Go to what is next' }]
  switch (refused) {
    case 'not-yet':
    case 'not-verified':
      return next
    case 'not-released':
      return orElse(act('ReleaseFix', 'Release the fix'), next)
    case 'cve-not-requested':
      return orElse(act('RequestCve', 'Note that a CVE id was requested'), next)
    case 'users-still-updating':
      return [
        ...act('EndUpdateWindow', 'End the window', '/publish'),
        ...act('RecordExposure', 'Record that it is public'),
      ]
    case 'embargo-active':
      return [...act('ProposeEmbargo', 'Propose another date'), ...act('ExitEmbargo', 'End the embargo')]
    case 'credit-not-asked':
      return act('AskCredit', 'Ask about credit')
    case 'credit-not-confirmed':
      return act('ConfirmCredit', 'Look at the name')
    case 'text-missing':
      return field('title', 'Write them')
    case 'nothing-users-can-do':
      return [
        ...field('mitigation', 'Write what they can do'),
        ...(may(state, 'SetAffected') ? [{ href: casePath(state, '/affected'), label: 'Give the fixed version' }] : []),
      ]
    case 'checklist-incomplete':
      return [
        ...field('title', 'Write the advisory'),
        ...(may(state, 'AssessSeverity') ? [{ href: casePath(state, '/severity'), label: 'Rate it' }] : []),
      ]
    case 'preview-outdated':
      return may(state, 'ScheduleAdvisory')
        ? [{ href: casePath(state, '/publish#acts'), label: 'Look at it and plan it again' }]
        : []
    case 'approval-missing':
      return act('ApproveAdvisory', 'Approve this text', '/publish')
    case 'nothing-changed':
      return field('title', 'Change the text')
    case 'case-ended':
      return act('ReopenCase', 'Take it up again')
    default:
      return []
  }
}

const orElse = (places: readonly Place[], other: readonly Place[]) => (places.length > 0 ? places : other)
