import { day } from '../case/policy.ts'
import { lastSignIn } from '../team/last-sign-in.ts'
import type { Team } from '../team/team.ts'
import { whenBegun } from './begun.ts'
import type { Check } from './health.ts'
import type { Means } from './means.ts'
import { NO_FILES, roomWarning } from './room.ts'
import { span } from './span.ts'

/** What the machine and the people around it look like, for `postern status`. */
export interface Around {
  readonly diskUse: () => number
  readonly nobodyTold: () => Promise<boolean>
  readonly securityTxtDays: number
}

export const operatingChecks = async (means: Means, team: Team, around: Around): Promise<readonly Check[]> => [
  diskHasRoom(around.diskUse()),
  await somebodyIsTold(around),
  await securityTxtHolds(means, team, around.securityTxtDays),
]

function diskHasRoom(use: number): Check {
  const warning = roomWarning(use)
  return { name: 'disk', ok: use < NO_FILES, text: warning ?? `The disk is ${Math.floor(use * 100)} % full.` }
}

async function somebodyIsTold({ nobodyTold }: Around): Promise<Check> {
  const nobody = await nobodyTold()
  return {
    name: 'told',
    ok: true,
    toDo: nobody,
    text: nobody
      ? 'Nobody is told when a report arrives: a member chooses mail or a feed on the page Notices.'
      : 'Somebody is told when a report arrives.',
  }
}

/** It is renewed while members sign in, so that a file that runs out means a desk that nobody looks after. */
async function securityTxtHolds(means: Means, team: Team, days: number): Promise<Check> {
  const seen = Math.max((await whenBegun(means)).at, await lastSignIn(team))
  const left = seen + days * day - means.clock.now()
  const soon = left < 14 * day
  return {
    name: 'security.txt',
    ok: !soon,
    text: soon
      ? `It ${left < 0 ? 'ran out' : `runs out in ${span(left)}`}: no member has signed in for ${span(means.clock.now() - seen)}. It holds again once one of you signs in.`
      : `It holds for ${span(left)}.`,
  }
}
