import { rosterLines, signedRoster } from '../advisory/roster.ts'
import { day } from '../case/policy.ts'
import type { Team } from '../team/team.ts'
import type { Means } from './means.ts'
import { signed } from './signing.ts'

/** Long enough to be copied into a room or a signature; short enough that who left is soon in none that counts. */
const holds = 30 * day

/** Those who agreed to be named, signed. It is the same all day, so that nobody sees from it when somebody looked. */
export async function rosterFile({ keys, clock, origin }: Means, team: Team): Promise<string> {
  const time = clock.now() - (clock.now() % day)
  const lines = rosterLines({
    origin,
    keyId: keys.purpose('proof').id,
    time,
    until: time + holds,
    members: await team.roster(),
  })
  return signedRoster(lines, signed(keys, 'proof', lines).toString('base64url'))
}
