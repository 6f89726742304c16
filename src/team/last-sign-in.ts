import type { Team } from './team.ts'

/** When a member last proved who they are, 0 for never. A passkey remembers its last use. */
export async function lastSignIn(team: Team): Promise<number> {
  const members = (await team.members()).filter(({ state }) => state === 'active')
  const passkeys = await Promise.all(members.map(({ id }) => team.passkeys(id)))
  const times = passkeys.flat().map(({ createdAt, usedAt }) => Math.max(createdAt, usedAt))
  return Math.max(0, ...times)
}
