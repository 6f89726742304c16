import type { Git } from './git.ts'

/** The files of one state of the repository, by their whole paths and by their last names. */
export interface Tree {
  /** Files that this path, or the end of it, can mean. Empty: there is none. */
  meaning(path: string): readonly string[]
  /** A link or another repository on the way: what lies behind it is not looked at. */
  hidden(path: string): boolean
  /** Kinds of files there are, by the ends of their names. */
  readonly endings: ReadonlySet<string>
  /** Not all of it was read. */
  readonly cut: boolean
}

const mostBytes = 48 * 1_024 * 1_024

export async function readTree(git: Git, commit: string): Promise<Tree | undefined> {
  const listed = await git.run(['ls-tree', '-r', '-z', '--full-tree', commit, '--'], { bytes: mostBytes })
  if (listed === undefined) return undefined
  const byName = new Map<string, string[]>()
  const elsewhere: string[] = []
  const endings = new Set<string>()
  const lines = listed.text.split('\0')
  for (const line of listed.cut ? lines.slice(0, -1) : lines) {
    const tab = line.indexOf('\t')
    if (tab === -1) continue
    const path = line.slice(tab + 1)
    // 120000 is a link, 160000 another repository inside this one (git-ls-tree(1), gitmodules(5)).
    if (/^1[26]0000 /.test(line)) elsewhere.push(path)
    const name = lastName(path)
    const paths = byName.get(name)
    if (paths === undefined) byName.set(name, [path])
    else paths.push(path)
    endings.add(ending(name))
  }
  return {
    cut: listed.cut,
    endings,
    meaning: (path) => {
      const asked = path.replace(/^\/+/, '').toLowerCase()
      const named = byName.get(lastName(asked)) ?? []
      const exact = named.filter((each) => each.toLowerCase() === asked)
      return exact.length > 0 ? exact : named.filter((each) => endsAlike(each.toLowerCase(), asked))
    },
    hidden: (path) => elsewhere.some((each) => `/${path.toLowerCase()}/`.includes(`/${each.toLowerCase()}/`)),
  }
}

/** People write files as they see them: from the root of the repository, of a package, or of a machine. */
const endsAlike = (path: string, asked: string): boolean =>
  `/${path}`.endsWith(`/${asked}`) || `/${asked}`.endsWith(`/${path}`)

const lastName = (path: string): string => path.slice(path.lastIndexOf('/') + 1).toLowerCase()

export const ending = (name: string): string => name.slice(name.lastIndexOf('.') + 1).toLowerCase()
