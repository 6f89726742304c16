import type { Mentions } from '../../case/mentions.ts'
import type { Checked } from './claim.ts'
import { folderOf, readClone } from './clone.ts'
import { commitClaims } from './commits.ts'
import { fileClaim } from './file-claims.ts'
import { git } from './git.ts'
import { inTurn, type Look, readStates } from './look.ts'
import { nameClaims } from './name-claims.ts'
import { statedRelease, versionClaim } from './version-claims.ts'

const most = { versions: 10, files: 20, commits: 10 } as const
const tooSlow = 'The repository is so large that there was no time to look everything up.'

/**
 * Looks up what a report names in a clone of the project's repository that lies on this machine: is it there at that
 * version, was it changed since, by which commit? The clone is only read, never fetched and never checked out.
 */
export async function checkClaims(
  clone: string,
  mentions: Mentions,
  ask: { readonly milliseconds: number },
): Promise<Checked> {
  const folder = await folderOf(clone)
  if (folder === undefined) return nothing('There is no clone of the repository at the place that is configured.')
  const until = AbortSignal.timeout(ask.milliseconds)
  const reader = git(folder, until)
  const known = await readClone(reader)
  if (known === undefined) return nothing(until.aborted ? tooSlow : 'The clone of the repository could not be read.')
  const release = statedRelease(known, mentions.versions)
  const look: Look = { git: reader, clone: known, release, states: await readStates(reader, known, release), mentions }
  const claims = [
    ...mentions.versions.slice(0, most.versions).map((version) => versionClaim(look, version)),
    ...(await inTurn(mentions.files.slice(0, most.files), (file) => fileClaim(look, file))),
    ...(await nameClaims(look)),
    ...(await commitClaims(look, mentions.commits.slice(0, most.commits))),
  ]
  return {
    claims,
    looked: { branch: known.branch, at: known.tipAt, release: release?.name ?? null },
    releases: known.tags.flatMap(({ version }) => version ?? []),
    problem: until.aborted ? tooSlow : null,
  }
}

const nothing = (problem: string): Checked => ({ claims: [], looked: null, releases: [], problem })
