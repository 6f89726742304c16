import type { Embargo } from '../../../case/case.ts'
import { Moment } from '../moment.tsx'

/** What both sides agreed on about publishing, as the team reads it. */
export function EmbargoText({ embargo }: { embargo: Embargo }) {
  const { state, until, terms, proposal } = embargo
  return (
    <>
      {state === 'none' && proposal === null && 'None'}
      {state === 'exited' && 'Has ended'}
      {(state === 'active' || state === 'revising') && until !== null && (
        <>
          Nothing public {terms === 'date' ? 'before' : 'until our advisory, at the latest'} <Moment at={until} />.
        </>
      )}
      {proposal !== null && (
        <>
          {' '}
          Proposed by the {proposal.by}: nothing public before <Moment at={proposal.until} />.
        </>
      )}
    </>
  )
}
