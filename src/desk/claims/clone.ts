import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Git } from './git.ts'

/** The project's repository as it lies here: its newest state, its releases, and what of it is missing. */
export interface Clone {
  /** Where its newest state is, as people call it: `main`. */
  readonly branch: string
  readonly tip: string
  readonly tipAt: number
  /** Newest first. */
  readonly tags: readonly Tag[]
  /** The history is cut off, or objects are left to be fetched: what is not here may still exist. */
  readonly partial: boolean
}

export interface Tag {
  readonly name: string
  /** `4.39.1`, where the name ends like a version. */
  readonly version: string | null
  readonly commit: string
}

const mostTags = 5_000
const objectId = /^[0-9a-f]{40}([0-9a-f]{24})?$/

/** The folder git reads: that of a bare clone, or `.git` inside another. */
export async function folderOf(clone: string): Promise<string | undefined> {
  for (const folder of [join(clone, '.git'), clone]) {
    const there = await Promise.all(
      [join(folder, 'HEAD'), join(folder, 'objects')].map((path) => stat(path).catch(() => null)),
    )
    if (there[0]?.isFile() === true && there[1]?.isDirectory() === true) return folder
  }
  return undefined
}

export async function readClone(git: Git): Promise<Clone | undefined> {
  const tip = await tipOf(git)
  if (tip === undefined) return undefined
  const [date, shallow, promised, tags] = await Promise.all([
    git.run(['log', '-1', '--format=%ct', tip.commit, '--']),
    git.run(['rev-parse', '--is-shallow-repository']),
    git.run([
      'config',
      '--local',
      '--name-only',
      '--get-regexp',
      '^(extensions\\.partialclone|remote\\..*\\.promisor)$',
    ]),
    tagsOf(git),
  ])
  return {
    branch: tip.branch,
    tip: tip.commit,
    tipAt: Number(date?.text.trim() ?? 0) * 1_000,
    tags: tags ?? [],
    partial: shallow?.text.trim() !== 'false' || (promised?.text ?? '') !== '' || tags === undefined,
  }
}

/** A clone that is fetched into knows the far side's branch; a mirror has it as its own. */
async function tipOf(git: Git): Promise<{ commit: string; branch: string } | undefined> {
  for (const ref of ['refs/remotes/origin/HEAD', 'HEAD', 'refs/heads/main', 'refs/heads/master']) {
    const [commit, name] = await Promise.all([
      git.run(['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]),
      git.run(['rev-parse', '--symbolic-full-name', '--verify', '--quiet', '--end-of-options', ref]),
    ])
    const id = commit?.text.trim() ?? ''
    if (objectId.test(id)) return { commit: id, branch: branchName(name?.text.trim() ?? ref) }
  }
  return undefined
}

const branchName = (ref: string): string => shownName(ref.replace(/^refs\/(?:heads|remotes\/[^/]+)\//, '')) || 'HEAD'

async function tagsOf(git: Git): Promise<readonly Tag[] | undefined> {
  const format = '%(refname:strip=2)%00%(objecttype)%00%(objectname)%00%(*objectname)'
  const listed = await git.run(
    ['for-each-ref', `--count=${mostTags}`, '--sort=-creatordate', `--format=${format}`, 'refs/tags'],
    { bytes: 4 * 1_024 * 1_024 },
  )
  return listed?.text.split('\n').flatMap((line) => {
    const [name = '', type, object = '', peeled = ''] = line.split('\0')
    const commit = type === 'tag' ? peeled : object
    return objectId.test(commit) ? [{ name: shownName(name), version: versionIn(name), commit }] : []
  })
}

const versionIn = (tag: string): string | null =>
  /(?:^|[^0-9.])(\d{1,6}(?:[._]\d{1,6}){1,3}(?:[-.+]?(?:a|b|alpha|beta|rc|pre|dev|m)[.-]?\d{0,4})?)$/i
    .exec(tag)?.[1]
    ?.replaceAll('_', '.') ?? null

/** Names in a repository are chosen by whoever writes to it: nothing in them may turn a line around or end it. */
export const shownName = (name: string): string =>
  [...name.slice(0, 200)].map((char) => (/[\p{C}\p{Zl}\p{Zp}]/u.test(char) ? '\u{fffd}' : char)).join('')
