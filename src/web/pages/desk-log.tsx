import type { DeskFact } from '../../team/desk-log.ts'
import { frameOf, html } from '../answer.tsx'
import type { Visit } from '../route.ts'
import { Crumbs } from '../ui/crumbs.tsx'
import { Page } from '../ui/page.tsx'
import { PersonText } from '../ui/person-text.tsx'
import { Empty, PageHead } from '../ui/section.tsx'
import { Timeline } from '../ui/timeline.tsx'
import { teamNav } from './team-nav.ts'
import { SignOut } from './team-parts.tsx'

export const DESK_LOG = '/desk/log'

/** What was changed about the desk itself, newest first: who is on the team, how they come in, keys and settings. */
export async function deskLogPage(visit: Visit): Promise<Response> {
  const [facts, members] = await Promise.all([visit.team.log(), visit.team.members()])
  const names = new Map(members.map(({ id, name }) => [id, name]))
  const nameOf = (id: string): string => names.get(id) ?? 'somebody who left'
  return html(
    visit,
    <Page
      frame={frameOf(visit)}
      title="The desk’s log"
      layout="desk"
      nav={teamNav(visit, '/desk/account')}
      account={<SignOut visit={visit} />}
    >
      <Crumbs items={[{ href: '/desk/account', label: 'Account' }]} here="The desk’s log" />
      <PageHead
        title="The desk’s log"
        lead="What was changed about the desk itself, newest first. What happens in cases stands with each case."
      />
      {facts.length === 0 ? (
        <Empty title="Nothing was changed yet." />
      ) : (
        <Timeline
          label="Changes to the desk, newest first"
          items={facts.map((fact) => ({
            at: fact.at,
            what: <PersonText text={wordsOf(fact, nameOf)} />,
            who: <PersonText text={whoDid(fact.actor, nameOf)} />,
          }))}
        />
      )}
    </Page>,
  )
}

const whoDid = (actor: string, nameOf: (id: string) => string): string =>
  actor.startsWith('member:') ? nameOf(actor.slice('member:'.length)) : 'The console'

/** In a few words. Which case is meant, where one is, is not for everybody to know. */
function wordsOf(fact: DeskFact, nameOf: (id: string) => string): string {
  switch (fact.type) {
    case 'SettingsChanged':
      return `postern.yaml was changed: ${fact.settings.join(', ')}`
    case 'MemberInvited':
      return `${nameOf(fact.member)} was invited as ${fact.role}`
    case 'InvitedAgain':
      return `${nameOf(fact.member)} was invited again`
    case 'MemberEnrolled':
      return `${nameOf(fact.member)} joined`
    case 'RoleChanged':
      return `${nameOf(fact.member)} is ${fact.to} now, was ${fact.from}`
    case 'MemberRemoved':
      return `${nameOf(fact.member)} was removed`
    case 'PasskeyAdded':
      return `${nameOf(fact.member)} added a passkey`
    case 'PasskeyRemoved':
      return `${nameOf(fact.member)} removed a passkey`
    case 'PasskeyRenamed':
      return `${nameOf(fact.member)} renamed a passkey`
    case 'PasskeyLooksCopied':
      return `A passkey of ${nameOf(fact.member)} may have been copied`
    case 'RecoveryCodeMade':
      return `${nameOf(fact.member)} has a new recovery code`
    case 'SignedInByRecoveryCode':
      return `${nameOf(fact.member)} signed in with the recovery code`
    case 'TwoPersonAsked':
      return `${twoPersonWords[fact.kind]}: asked for`
    case 'TwoPersonAgreed':
      return `${twoPersonWords[fact.kind]}: agreed to`
    case 'TwoPersonUsed':
      return `${twoPersonWords[fact.kind]}: used`
    case 'TwoPersonStopped':
      return `${twoPersonWords[fact.kind]}: stopped`
    case 'ProviderLinked':
      return `${nameOf(fact.member)} signs in through a provider from now on`
    case 'ProviderUnlinked':
      return `${nameOf(fact.member)} does not sign in through a provider any more`
    case 'SignInLinkMade':
      return `A sign-in link for ${nameOf(fact.member)} was made at the console`
    case 'SignedInByLink':
      return `${nameOf(fact.member)} signed in by a link from the console`
    case 'TokenCreated':
      return `${nameOf(fact.member)} has a new token for programs: ${fact.scopes}`
    case 'TokenRevoked':
      return `A token of ${nameOf(fact.member)} was revoked`
    case 'RosterChanged':
      return `${nameOf(fact.member)} is ${fact.shown ? 'named' : 'not named any more'} on the team page`
    case 'PolicyPutInForce':
      return 'A policy was put in force'
    case 'FirstStepDone':
      return 'A step before going public was done'
    case 'IntakePaused':
      return `The intake was paused: ${fact.why}`
    case 'IntakeOpened':
      return 'The intake was opened again'
    case 'RollbackAccepted':
      return 'The loss of newer data was accepted'
    case 'CaseErased':
      return 'A case was erased for good'
    case 'RootKeyRotated':
      return 'A new root key wraps every other key'
    case 'RootKeyRetired':
      return 'An old root key was retired'
    case 'RootKeyCopied':
      return 'The paper copy of the root key was checked'
  }
}

const twoPersonWords = {
  recovery: 'A new way in for a member who lost every passkey',
  'break-glass': 'Reading one case that one is not on',
  erase: 'Erasing one case for good',
  'root-key': 'Changing the root key',
} as const
