import type { PublicAdvisory, PublicName } from './advisory.ts'

/**
 * The project's list of contributors, as the all-contributors tools write it. Parsed leniently: real files hold more
 * keys and forms than their published schema knows, and everything we do not understand stays as it is.
 */
export type ContributorsFile = Readonly<Record<string, unknown>>

/**
 * The file with everybody whom this advisory names. A `PublicAdvisory` holds only names that their owners chose and a
 * member confirmed, and exists only once it is published: the list is public.
 */
export const withContributors = (file: ContributorsFile, advisory: PublicAdvisory): ContributorsFile =>
  advisory.credits.reduce(withContributor, file)

/** The file with `security` added to one person; the very same file where it says so already. */
export function withContributor(file: ContributorsFile, { name, url }: PublicName): ContributorsFile {
  const entries: readonly unknown[] = Array.isArray(file.contributors) ? file.contributors : []
  const login = githubLogin(url)
  const at = entries.findIndex(
    (entry) => isRecord(entry) && (login ? sameLogin(entry, login) : sameName(entry, name, url)),
  )
  const entry = entries[at]
  if (!isRecord(entry)) return { ...file, contributors: [...entries, newEntry(name, url, login)] }
  const contributions = Array.isArray(entry.contributions) ? entry.contributions : []
  if (contributions.some(isSecurity)) return file
  return { ...file, contributors: entries.with(at, { ...entry, contributions: [...contributions, 'security'] }) }
}

/**
 * The GitHub login, read from a confirmed link to `https://github.com/LOGIN` and from nothing else: a name that looks
 * like a login may be somebody else's.
 */
export const githubLogin = (url: string | null): string | undefined =>
  /^https:\/\/github\.com\/([a-z\d](?:[a-z\d]|-(?=[a-z\d])){0,38})\/?$/i.exec(url ?? '')?.[1]

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The tools compare logins without regard to case. */
const sameLogin = (entry: Readonly<Record<string, unknown>>, login: string) =>
  typeof entry.login === 'string' && entry.login.toLowerCase() === login.toLowerCase()

/** Without a login, somebody is the same only with the same name and the same link. */
const sameName = (entry: Readonly<Record<string, unknown>>, name: string, url: string | null) =>
  entry.name === name && (entry.profile ?? '') === (url ?? '')

/** A contribution is a word, or a word with a link to it. */
const isSecurity = (contribution: unknown) =>
  contribution === 'security' || (isRecord(contribution) && contribution.type === 'security')

const newEntry = (name: string, url: string | null, login: string | undefined) => ({
  ...(login && { login }),
  name,
  avatar_url: login ? `https://github.com/${login}.png` : '',
  profile: login ? `https://github.com/${login}` : (url ?? ''),
  contributions: ['security'],
})
