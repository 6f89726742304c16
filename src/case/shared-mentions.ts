import type { MentionKind, Mentions } from './mentions.ts'

/** What two reports both name, kind by kind, as the first one writes it. */
export type SharedMentions = { readonly [K in MentionKind]: readonly string[] }

export function sharedMentions(one: Mentions, other: Mentions): SharedMentions {
  const both = (kind: MentionKind, same: (a: string, b: string) => boolean): readonly string[] =>
    one[kind].filter((a) => other[kind].some((b) => same(a, b)))
  return {
    files: both('files', sameFile),
    functions: both('functions', (a, b) => lastPart(a) === lastPart(b)),
    parameters: both('parameters', (a, b) => lastPart(a) === lastPart(b)),
    versions: both('versions', equal),
    weaknesses: both('weaknesses', equal),
    vulnerabilities: both('vulnerabilities', equal),
    // A short commit id is the beginning of the whole one.
    commits: both('commits', (a, b) => a.startsWith(b) || b.startsWith(a)),
    endpoints: both('endpoints', (a, b) => trimmed(a) === trimmed(b)),
  }
}

const equal = (a: string, b: string): boolean => a === b

/** `store.go` is `internal/session/store.go`, but `oidc/store.go` is not. */
function sameFile(a: string, b: string): boolean {
  const [long, short] = a.length >= b.length ? [a, b] : [b, a]
  return `/${long}`.endsWith(`/${short.replace(/^\//, '')}`)
}

/** Each language joins names in its own way, and each person joins them or not: `Cache.Lookup` is `Lookup`. */
const lastPart = (name: string): string => (name.split(/::|->|[.#/]/).at(-1) ?? name).toLowerCase().replaceAll('_', '')

const trimmed = (endpoint: string): string => endpoint.toLowerCase().replace(/\/+$/, '')
