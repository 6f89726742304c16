/**
 * What a report names that can be looked up or compared: files, functions, versions, commits and so on. A text comes
 * from strangers: it is read once from front to back, in pieces that are looked at alone, and never more than 64 KiB.
 */
export interface Mentions {
  /** As they were written, with slashes and without line numbers. A leading slash stays: it may be any machine's. */
  readonly files: readonly string[]
  /** Names in code that are called or written like types and functions. */
  readonly functions: readonly string[]
  /** Other names in code: options, fields, parameters of addresses. */
  readonly parameters: readonly string[]
  readonly versions: readonly string[]
  /** MITRE's numbers: CWE-79. */
  readonly weaknesses: readonly string[]
  /** CVE and GHSA ids. */
  readonly vulnerabilities: readonly string[]
  readonly commits: readonly string[]
  /** Paths of addresses: /api/verify. */
  readonly endpoints: readonly string[]
  /** "`RefreshToken` in `internal/oidc/client.go`": a name, and the file the report says it is in. */
  readonly placed: readonly { readonly name: string; readonly file: string }[]
}

export type MentionKind = Exclude<keyof Mentions, 'placed'>

const longest = 64 * 1_024
const mostOfAKind = 100
const longestPiece = 200

interface Mention {
  readonly kind: MentionKind
  readonly text: string
  readonly from: number
  readonly to: number
}

export function mentionsOf(text: string): Mentions {
  const told = text.slice(0, longest)
  const all = mentionsIn(told)
  const of = (kind: MentionKind): readonly string[] =>
    [...new Set(all.filter((mention) => mention.kind === kind).map((mention) => mention.text))].slice(0, mostOfAKind)
  return {
    files: of('files'),
    functions: of('functions'),
    parameters: of('parameters'),
    versions: of('versions'),
    weaknesses: of('weaknesses'),
    vulnerabilities: of('vulnerabilities'),
    commits: of('commits'),
    endpoints: of('endpoints'),
    placed: placedIn(told, all).slice(0, mostOfAKind),
  }
}

/** The text cut where no name goes on. */
const pieces = /[^\s"'`´’“”<>|,;()[\]{}*!–—]+/g

function mentionsIn(text: string): readonly Mention[] {
  const found: Mention[] = []
  let before = ''
  for (const match of text.matchAll(pieces)) {
    const whole = match[0]
    const from = match.index
    // What is too long for a name, and the end of an element.
    if (whole.length > longestPiece || (whole[0] === '/' && text[from - 1] === '<')) continue
    const called =
      text[from + whole.length] === '(' && !/^\(e?s\)/.test(text.slice(from + whole.length, from + whole.length + 4))
    const next = text.slice(from + whole.length, from + whole.length + 12)
    for (const part of /^https?:/i.test(whole) ? [whole] : whole.split('=')) {
      const to = from + whole.indexOf(part) + part.length
      for (const { kind, text } of read(part, { before, called, next }))
        found.push({ kind, text, from: to - part.length, to })
    }
    before = whole
  }
  return found
}

interface Around {
  readonly before: string
  readonly called: boolean
  readonly next: string
}
type Read = readonly { readonly kind: MentionKind; readonly text: string }[]

function read(piece: string, around: Around): Read {
  const word = piece.replace(/^[.:#@]+(?=\w)/, '').replace(/[.:?#&/\\]+$/, '')
  if (word.length < 2) return []
  if (/^https?:\/\//i.test(word)) return address(word)
  const id = /^(?:(CWE-\d{1,5})|(CVE-\d{4}-\d{4,19}|GHSA(?:-[23456789cfghjmpqrvwx]{4}){3}))$/i.exec(word)
  if (id?.[1] !== undefined) return [{ kind: 'weaknesses', text: id[1].toUpperCase() }]
  if (id?.[2] !== undefined) return [{ kind: 'vulnerabilities', text: id[2].toUpperCase() }]
  if (isVersion(word, around)) return [{ kind: 'versions', text: word.replace(/^v(?=\d)/i, '') }]
  if (isCommit(word, around.before)) return [{ kind: 'commits', text: word.toLowerCase() }]
  return path(word) ?? name(word, around.called)
}

/** An address names an endpoint and its parameters; at a forge also a file or a commit. */
function address(url: string): Read {
  const [, host = '', path = '', query = ''] = /^https?:\/\/([^/?#]*)([^?#]*)\??([^#]*)/i.exec(url) ?? []
  const [, ref = '', file] = /\/(?:-\/)?(?:blob|tree|raw)\/([^/]+)\/(.+)$/.exec(path) ?? []
  const [, commit] = /\/commits?\/([0-9a-f]{7,40})\b/i.exec(path) ?? []
  if (file !== undefined && sourceFile(file))
    return [
      { kind: 'files', text: file },
      ...(/^[0-9a-f]{40}$/.test(ref) ? [{ kind: 'commits' as const, text: ref }] : []),
    ]
  if (commit !== undefined) return [{ kind: 'commits', text: commit.toLowerCase() }]
  const parameters = query
    .split('&')
    .map((pair) => pair.split('=')[0] ?? '')
    .filter((key) => /^[\w.-]{2,60}$/.test(key))
  return [
    ...(host !== '' && /^\/[^/]/.test(path) ? [{ kind: 'endpoints' as const, text: path }] : []),
    ...parameters.map((text) => ({ kind: 'parameters' as const, text })),
  ]
}

/** What stands before a number that is no version, or after it. */
const measures =
  /^(?:cvss\S*|score|scored?|severity|rated?|rating|high|critical|medium|moderate|low|tls|ssl\S*|http|rfc|section|about|approximately|roughly|took|owasp)[:,]?$/i
const units = /^\s?(?:s|ms|sec|seconds|minutes|h|kb|mb|gb|tb|kib|mib|gib|%|x|times|million|billion|percent)\b|^%/i

function isVersion(word: string, { before, next }: Around): boolean {
  const [, numbers = '', rest] =
    /^v?(\d{1,6}(?:\.\d{1,6}){1,3})((?:\.x)?(?:[-+][0-9A-Za-z.+-]{1,40})?)$/i.exec(word) ?? []
  if (rest === undefined || measures.test(before) || units.test(next)) return false
  const parts = numbers.split('.').map(Number)
  if (parts.length === 4 && parts.every((part) => part <= 255)) return false
  // With one dot alone it may be any number: then the word before it must be one that introduces a version.
  return (
    parts.length > 2 ||
    /^v/i.test(word) ||
    rest !== '' ||
    /^(?:[A-Z]\S*|versions?|releases?|v|before|until|till|through|to|from|since|in|on|of|and|or|with|below|above|than|branch|tag|<=?|>=?|<|running|using|tested)$/.test(
      before,
    )
  )
}

/** Forty digits are a commit; fewer only where the report says so. */
const isCommit = (word: string, before: string): boolean =>
  /^[0-9a-f]{40}$/i.test(word) ||
  (/^(?=.*\d)(?=.*[a-f])[0-9a-f]{7,39}$/i.test(word) &&
    /^(?:commits?|revision|rev|changeset|sha|hash)[:#]?$/i.test(before))

/** Kinds of files that people write software in. */
const sources: ReadonlySet<string> = new Set(
  (
    'asm bash bat bzl c cc cfg clj cljs cmake conf config cpp cs cshtml css csv cxx cu dart ejs el erb erl ex exs f90 fs go ' +
    'gradle graphql groovy h haml hbs hh hpp hrl hs htm html ini ipp j2 java jinja jl js json json5 jsp jsx kt kts less lock ' +
    'lua m md mjs cjs ml mli mm mod nim nix php phtml pl pm properties proto ps1 pug py pyi pyx r rake rb rs rst s sass scala ' +
    'scss sh sol sql svelte swift tcl tf tmpl toml tpl ts tsx twig txt v vb vue wasm xhtml xml xsd xsl yaml yml zig'
  ).split(' '),
)

function sourceFile(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const dot = name.lastIndexOf('.')
  return dot > 0 && /^[\w@+~.-]+$/.test(name) && sources.has(name.slice(dot + 1).toLowerCase())
}

/** Where programs keep what is nobody's source. */
const machine = /^\/(?:etc|usr|var|tmp|proc|dev|home|root|bin|sbin|opt|mnt|sys|run|lib|boot|srv)(?:\/|$)/

function path(word: string): Read | undefined {
  const [, bare = '', inside] = /^(.*?)(?:[:#](?:L?\d+(?:[:-]L?\d+)*|([A-Za-z_]\w*)(?:\(\))?))?$/.exec(word) ?? []
  const slashed = bare.replaceAll('\\', '/').replace(/^(?:\.{1,2}\/)+/, '')
  if (!machine.test(slashed) && /^\/?(?:[\w@+~.-]+\/)*[^/]+$/.test(slashed) && sourceFile(slashed))
    return [
      { kind: 'files', text: slashed },
      ...(inside === undefined ? [] : [{ kind: 'functions' as const, text: inside }]),
    ]
  const [endpoint = '', query] = word.split('?')
  if (/^\/[A-Za-z0-9._~%:{}-]+(?:\/[A-Za-z0-9._~%:{}-]*)*$/.test(endpoint) && !machine.test(endpoint))
    return [
      { kind: 'endpoints', text: endpoint },
      ...(query !== undefined && /^[\w.-]{2,60}$/.test(query) ? [{ kind: 'parameters' as const, text: query }] : []),
    ]
  return undefined
}

/** Words of many languages that are followed by a bracket in code and are nobody's function. */
const keywords =
  /^(?:if|for|while|switch|catch|return|function|func|def|fn|print|printf|println|echo|alert|prompt|confirm|eval|sleep|len|str|int|float|bool|list|dict|set|map|range|open|type|new|await|async|typeof|sizeof|require|import|select|insert|update|values|and|or|not|in|is|the)$/i

/** Well-known names that are written like code. */
const wellKnown: ReadonlySet<string> = new Set(
  (
    'javascript typescript coffeescript github gitlab bitbucket wordpress postgresql mysql nosql sqlite mariadb mongodb couchdb ' +
    'dynamodb graphql openssl libressl boringssl openssh openid openpgp openapi oauth webauthn websocket websockets webkit webview ' +
    'youtube linkedin paypal devtools devops devsecops macos ios freebsd openbsd netbsd cloudflare powershell virtualbox vmware ' +
    'hackerone bugcrowd apparmor selinux mcafee nodejs nextjs vuejs reactjs angularjs jquery iphone ipad latex sharepoint onedrive ' +
    'lastpass chatgpt openai pytorch tensorflow numpy scipy clusterfuzz cyberchef burpsuite zaproxy stackoverflow whatsapp tiktok ' +
    'addresssanitizer libfuzzer codeql semgrep dependabot opensuse centos almalinux rockylinux debian mcdonald phd pdf saas paas iaas recaptcha httponly samesite'
  ).split(' '),
)

function name(word: string, called: boolean): Read {
  const parts = word.split(/::|->|[.#/]/)
  const last = parts.at(-1) ?? ''
  if (parts.length > 6 || !parts.every((part) => /^[A-Za-z_$][\w$]{0,99}$/.test(part))) return []
  if (wellKnown.has(last.toLowerCase()) || /^[A-Z][a-z]+s?$/.test(word)) return []
  const camel = /[a-z\d][A-Z]/.test(last) || /^[A-Z]{2,}[a-z]{2,}/.test(last)
  if (called ? last.length > 2 && !keywords.test(last) : camel && /[a-z]/.test(last) && last.length > 4)
    return [{ kind: 'functions', text: word }]
  // A type with a method, in whatever language: Cache.Lookup, Session::open.
  if (parts.length === 2 && /^[A-Z]\w*[a-z]/.test(parts[0] ?? '') && /^[A-Z]\w*[a-z]/.test(last))
    return [{ kind: 'functions', text: word }]
  return /[A-Za-z\d]_[A-Za-z\d]/.test(last) && last.length > 4 ? [{ kind: 'parameters', text: word }] : []
}

const joins =
  /^(?:in|inside|within|at|from|of|the|file|module|package|source|code|function|method|handler|class|component|constructor|helper|routine|struct|type|which|that|is|are|was|defined|declared|implemented|located|found|lives|its|s)$/i
const into = /^(?:in|inside|within|at|from|of|file)$/i
const outOf = /^(?:function|method|handler|class|component|constructor|helper|routine|struct|type|s)$/i

/** A name and a file with nothing between them but what puts the one into the other. */
function placedIn(text: string, all: readonly Mention[]): Mentions['placed'] {
  return all.slice(1).flatMap((second, i) => {
    const first = all[i]
    if (first === undefined || second.from < first.to || second.from - first.to > 80) return []
    const between = text.slice(first.to, second.from)
    const words = between.match(/[A-Za-z]+/g) ?? []
    if (/[.!?]\s|\n\s*\n|:\s*\n/.test(between) || !words.every((word) => joins.test(word))) return []
    if (
      isName(first) &&
      second.kind === 'files' &&
      (words.some((word) => into.test(word)) || /^`?\s*\(`?$/.test(between))
    )
      return [{ name: first.text, file: second.text }]
    return first.kind === 'files' && isName(second) && words.some((word) => outOf.test(word))
      ? [{ name: second.text, file: first.text }]
      : []
  })
}

const isName = ({ kind }: Mention): boolean => kind === 'functions'
