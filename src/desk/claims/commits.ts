import type { Mentions } from '../../case/mentions.ts'
import type { Change, Claim } from './claim.ts'
import { shownName } from './clone.ts'
import { claim, inTurn, type Look } from './look.ts'

const format = '--format=%H%x00%ct%x00%s'
const mostChanges = 5

export const shortId = (commit: string): string => commit.slice(0, 10)

export async function commitClaims(look: Look, named: readonly string[]): Promise<readonly Claim[]> {
  // Git reads other words in its own ways: `HEAD` is a commit too.
  const commits = named.filter((commit) => /^[0-9a-f]{7,40}$/.test(commit))
  if (commits.length === 0) return []
  const input = commits.map((commit) => `${commit}^{commit}\n`).join('')
  const answered = await look.git.run(['cat-file', '--batch-check=%(objectname) %(objecttype)'], { input })
  const lines = answered?.text.split('\n') ?? []
  return inTurn(commits, async (commit) => {
    const id = /^([0-9a-f]{40,64}) commit$/.exec(lines[commits.indexOf(commit)] ?? '')?.[1]
    const [known] = id === undefined ? [] : await logged(look, ['-1', format, id, '--'])
    // A commit that is not here may be newer than the clone, or of somebody's own branch.
    if (known === undefined)
      return claim(
        'commit',
        commit,
        'cannot-tell',
        `Commit ${shortId(commit)} is not in this clone. It may be newer, or from a fork.`,
      )
    const change = { ...known, release: await firstRelease(look, known.commit) }
    return {
      ...claim('commit', commit, 'found', `Commit ${shortId(known.commit)}: ${known.subject}`),
      changes: [change],
    }
  })
}

/** What happened to a file since the release that the report is about. */
export async function changesTo(look: Look, path: string): Promise<readonly Change[]> {
  if (look.release === null || look.release.commit === look.clone.tip) return []
  const range = `${look.release.commit}..${look.clone.tip}`
  const changes = await logged(look, [`-${mostChanges}`, format, range, '--', `:(top,literal)${path}`])
  const fix = changes.findLast(({ maybeFix }) => maybeFix)
  const release = fix === undefined ? null : await firstRelease(look, fix.commit)
  return changes.map((change) => (change === fix ? { ...change, release } : change))
}

/** The last commit that had to do with a file of this path, in whatever folder; `unknown` where there was no time. */
export async function lastToTouch(look: Look, file: string): Promise<Change | undefined | 'unknown'> {
  const history = await look.git.run([
    'log',
    '-1',
    format,
    '--tags',
    look.clone.tip,
    '--',
    `:(top,glob,icase)**/${file}`,
  ])
  return history === undefined ? 'unknown' : changesIn(history.text, look.mentions)[0]
}

const logged = async (look: Look, args: readonly string[]): Promise<readonly Change[]> =>
  changesIn((await look.git.run(['log', ...args]))?.text ?? '', look.mentions)

function changesIn(text: string, { vulnerabilities }: Mentions): readonly Change[] {
  return text.split('\n').flatMap((line) => {
    const [commit = '', at = '', subject = ''] = line.split('\0')
    if (!/^[0-9a-f]{40,64}$/.test(commit)) return []
    const maybeFix = vulnerabilities.some((id) => subject.toUpperCase().includes(id)) || fixWords.test(subject)
    return [{ commit, at: Number(at) * 1_000, subject: shownName(subject), maybeFix, release: null }]
  })
}

const fixWords =
  /\b(?:fix(?:es|ed)?|security|vulnerab\w*|cve-\d|ghsa-|harden\w*|saniti[sz]\w*|escap(?:e|es|ed|ing)|prevent\w*|reject\w*|validat\w*|bypass\w*|leak\w*|overflow\w*|race)\b/i

async function firstRelease(look: Look, commit: string): Promise<string | null> {
  const oldest = ['--count=1', '--sort=creatordate', '--format=%(refname:strip=2)', `--contains=${commit}`, 'refs/tags']
  const tags = await look.git.run(['for-each-ref', ...oldest])
  return shownName(tags?.text.trim() ?? '') || null
}
