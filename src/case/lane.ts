import type { MentionKind } from './mentions.ts'
import { compareVersions } from './version.ts'

/**
 * A first guess at what a new message is, for the person who sorts them. It never acts, and where a report carries
 * substance it keeps quiet: to look at one message too many costs a minute, to send a good one away costs far more.
 * The signs are those every team meets; they are English, and what is written in other languages is for review.
 */
export const lanes = [
  'review', // a report to be read
  'names-missing', // it names files or functions that are not there
  'scanner', // what a program found on a website
  'not-a-vulnerability', // works as it should, or harms only oneself
  'bounty', // about money first
  'support', // a question, an application, an offer
  'elsewhere', // somebody else's software
  'already-fixed', // in versions that get no fixes any more
  'pressure', // a threat or a claim, and nothing that could be looked into
  'follow-up', // thanks, or a question about an earlier report
] as const
export type Lane = (typeof lanes)[number]

export interface LaneAsk {
  readonly title: string
  readonly text: string
  readonly mentions: { readonly [K in MentionKind]: readonly string[] }
  /** Names that were looked up in the code and are certainly not there; none where nothing was looked up. */
  readonly notThere: readonly string[]
  /** Names that were looked up and are there. */
  readonly there: readonly string[]
  /** What the project calls itself. */
  readonly project: string
  /** Versions that were released, in any order; none where nobody knows. */
  readonly releases: readonly string[]
}

export interface LaneGuess {
  readonly lane: Lane
  /** Short sentences that say why. */
  readonly reasons: readonly string[]
}

/** What a message wants is in its first pages. */
const longest = 16 * 1_024

export function suggestLane(ask: LaneAsk): LaneGuess {
  const text = `${ask.title}\n${ask.text}`.slice(0, longest).replace(/[’´]/g, "'")
  const substance = substanceOf(ask, text)
  const guess =
    namesMissing(ask) ??
    outdated(ask) ??
    firstOf(aboutTheSender, text, substance) ??
    scanned(ask, text, substance) ??
    firstOf(aboutTheMatter, text, substance)
  return guess ?? { lane: 'review', reasons: substance.reasons }
}

type Seen = (text: string) => boolean

/** All of these patterns are somewhere in it. Each is simple, so that no text makes it slow. */
function matches(...patterns: readonly RegExp[]): Seen {
  return (text) => patterns.every((pattern) => pattern.test(text))
}

// ── what speaks for a report ──────────────────────────────────────────────────────────────────────────────────────

interface Substance {
  readonly points: number
  readonly reasons: readonly string[]
}

const stepLine = /^\s{0,8}(?:\d{1,2}[.)]|step \d|[-*] )/i

const substantial: readonly (readonly [Seen, string])[] = [
  [(text) => text.split('\n').filter((line) => stepLine.test(line)).length > 1, 'It gives steps.'],
  [
    matches(
      /\bHTTP\/\d|\b(?:GET|POST|PUT|DELETE) \/|\b[1-5]\d\d (?:OK|Forbidden|Unauthorized|Found)\b|-> ?\d{3}\b|\bcurl\b|```/,
    ),
    'It shows what was sent and what came back.',
  ],
  [
    matches(
      /\b(?:i|we) (?:have |did |could |also )?(?:tested|tried|checked|repeated|reproduced|verified|confirmed|measured|saw|see|observed)\b|\bexecuted by me\b/i,
    ),
    'Its writer tried it.',
  ],
  [
    matches(/\bexpected\b|\bshould (?:be|have|stop|get)\b|\bought to\b|\bi'd expect\b/i),
    'It says what should happen instead.',
  ],
]

function substanceOf({ mentions, there, releases }: LaneAsk, text: string): Substance {
  const seen = substantial.filter(([seen]) => seen(text)).map(([, reason]) => reason)
  const named = mentions.files.length + mentions.functions.length > 0 ? ['It names a place in the code.'] : []
  const found = there.length > 0 ? [`${there[0]} is there.`] : []
  const versions = mentions.versions.filter(
    (version) => releases.length === 0 || releases.some((release) => alike(release, version)),
  )
  const version = versions.length > 0 ? [`It names version ${versions[0]}.`] : []
  const reasons = [...version, ...(found.length > 0 ? found : named), ...seen]
  return { points: reasons.length, reasons }
}

// ── what was looked up ────────────────────────────────────────────────────────────────────────────────────────────

function namesMissing({ notThere, there }: LaneAsk): LaneGuess | undefined {
  if (notThere.length === 0) return undefined
  const also = there.length > 0 ? [`${list(there)} ${there.length > 1 ? 'are' : 'is'} there.`] : []
  return {
    lane: 'names-missing',
    reasons: [`${list(notThere)} ${notThere.length > 1 ? 'are' : 'is'} not in the code.`, ...also],
  }
}

const list = (names: readonly string[]): string => names.slice(0, 3).join(', ')

/** A team usually keeps its newest two series; what is older was often fixed since. */
const seriesKept = 2

function outdated({ mentions, releases, project, text, title }: LaneAsk): LaneGuess | undefined {
  const series = [...new Set(releases.map(seriesOf))].sort(inOrder).reverse()
  const oldest = series.slice(0, seriesKept).at(-1)
  if (oldest === undefined || series.length <= seriesKept) return undefined
  const named = mentions.versions.filter((version) =>
    releases.some((release) => alike(release, version) || seriesOf(release) === seriesOf(version)),
  )
  if (named.length === 0 || named.some((version) => inOrder(seriesOf(version), oldest) >= 0)) return undefined
  const newer =
    /\b(?:also|still) (?:in|on|with|affects?|affected|present|works?)[^.\n]{0,40}\b(?:latest|newest|master|main|current)\b/i.test(
      `${title}\n${text}`.slice(0, longest),
    )
  return newer
    ? undefined
    : {
        lane: 'already-fixed',
        reasons: [
          `The newest version of ${project} it names is ${[...named].sort(inOrder).at(-1)}, and ${series[0]} is out. It may be fixed since.`,
        ],
      }
}

const seriesOf = (version: string): string => version.split('.').slice(0, 2).join('.')
const alike = (release: string, version: string): boolean =>
  release === version || `${release}.`.startsWith(`${version.replace(/\.x$/i, '')}.`)

/** What cannot be compared stays where it is. */
const inOrder = (a: string, b: string): number => compareVersions(a, b) ?? 0

// ── what programs report about websites ───────────────────────────────────────────────────────────────────────────

const scanSigns: readonly (readonly [Seen, string])[] = [
  [
    matches(
      /\b(?:nmap|nessus|nuclei|trivy|grype|snyk|clair|docker scout|dependency-check|npm audit|dependabot|retire\.js|sonarqube|gitleaks|trufflehog|semgrep|nikto|acunetix|openvas|qualys|wpscan|testssl|sslscan|owasp zap|zaproxy|burp(?: suite)? scan\w*|shodan|ssl ?labs|securityheaders\.com|dmarcian|mxtoolbox)\b/i,
    ),
    'It names a scanner.',
  ],
  [
    matches(
      /\b(?:critical|high|medium|low|info|unknown)\s*[:=]\s*\d+\b[^\n]*\b(?:critical|high|medium|low|info|unknown)\s*[:=]\s*\d+\b/i,
    ),
    'It counts findings.',
  ],
  [
    matches(
      /\bscan(?:ner)? (?:report|results?|output)\b|\bautomated (?:scan|tool|assessment)\b|\bfindings?\)?\s*(?:for your|:)/i,
    ),
    'It is the output of a program.',
  ],
  [
    matches(
      /\b(?:missing|no|lack(?:s|ing)?|without|absence of|not (?:set|present|implemented)|add|send|enable)\b[^.\n]{0,60}\b(?:security headers?|x-frame-options|x-content-type-options|x-xss-protection|strict-transport-security|hsts|content-security-policy|referrer-policy|permissions-policy|httponly|secure flag|samesite)\b|\b(?:x-frame-options|strict-transport-security|content-security-policy)\b[^.\n]{0,40}\b(?:missing|not set|absent)\b|missing-security-headers/i,
    ),
    'It is about response headers.',
  ],
  [matches(/\bclick-?jacking\b|\bui redress/i), 'It is about framing a page.'],
  [
    matches(
      /\b(?:spf|dmarc|dkim|dnssec|caa|mta-sts|bimi)\b[^\n]{0,80}\b(?:record|policy|missing|none|not|softfail|~all|p=none)/i,
    ),
    'It is about mail records.',
  ],
  [
    matches(/\bopen ports?\b|\bports? \d+(?:\s*(?:,|and)\s*\d+)* (?:is|are) open\b|^\d+\/tcp\s+open/im),
    'It is about open ports.',
  ],
  [
    matches(
      /\b(?:banner|server version|version (?:number )?(?:is )?(?:disclos\w+|expos\w+|leak\w*)|server header|x-powered-by|fingerprint\w*)\b/i,
    ),
    'It is about what a server says of itself.',
  ],
  [
    matches(
      /\b(?:weak|outdated|insecure|deprecated|supports?) (?:tls|ssl|cipher)\w*|\btls 1\.[01]\b|\bcbc ciphers?\b|\bcertificate (?:expires|will expire)\b/i,
    ),
    'It is about TLS settings of a server.',
  ],
  [
    matches(
      /\b(?:(?:no|missing|lack of) rate[- ]limit\w*|user enumeration via|directory listing|robots\.txt|autocomplete|options method|trace method|cookie\w* without (?:secure|httponly))\b/i,
    ),
    'It is a usual finding of scanners.',
  ],
]

function scanned({ mentions, there }: LaneAsk, text: string, substance: Substance): LaneGuess | undefined {
  const reasons = scanSigns.filter(([seen]) => seen(text)).map(([, reason]) => reason)
  if (mentions.vulnerabilities.length > 3) reasons.push('It lists vulnerabilities of other software.')
  const website =
    /https?:\/\/|\b(?:your|the) (?:web ?site|site|domain|dns|server|host|infrastructure|subdomain|container|image|dependenc\w+)\b/i.test(
      text,
    )
  const code = there.length > 0 || mentions.functions.length > 0
  if (code || reasons.length === 0 || !website) return undefined
  return reasons.length > 1 || substance.points < 3 ? { lane: 'scanner', reasons } : undefined
}

// ── what the words say ────────────────────────────────────────────────────────────────────────────────────────────

interface Sign {
  readonly lane: Lane
  readonly of: readonly (readonly [Seen, string])[]
  /** How many of them it takes. */
  readonly enough: number
  /** With more substance than this it is for review, whatever the words are. */
  readonly unless: number
}

/** What the sender wants comes before what it is about. */
const aboutTheSender: readonly Sign[] = [
  {
    lane: 'pressure',
    enough: 2,
    unless: 2,
    of: [
      [
        matches(/\b(?:final|last) (?:warning|notice|mail|chance|reminder)\b|\bformal notice\b|\blegal notice\b/i),
        'It calls itself a last warning or a notice.',
      ],
      [
        matches(
          /\bi(?:'ll| will| am going to)? (?:publish|disclose|release|post|expose|go public|leak|sell)\b|\bwill be (?:published|made public|sold|leaked)\b|\bgo(?:ing)? (?:public|to the press)\b/i,
        ),
        'It announces a publication.',
      ],
      [
        matches(
          /\b(?:you have|within|until|before|in)\b[^.\n]{0,20}\b(?:\d+|one|two|three|seven) ?(?:\(\d+\) )?(?:hours?|days?|h)\b|\btomorrow\b|\bdeadline\b|\b(?:monday|friday|noon|midnight)\b/i,
        ),
        'It sets a time.',
      ],
      [
        matches(
          /\b(?:lawyers?|attorneys?|solicitors?|legal action|liab(?:le|ility)|damages|proceedings|sue|court|authority|gdpr|regulator)\b/i,
        ),
        'It speaks of the law.',
      ],
      [
        matches(
          /\b(?:journalists?|press|media|newspaper|twitter|mastodon|full disclosure list|reputation|customers will)\b/i,
        ),
        'It speaks of the public.',
      ],
      [
        matches(/\b(?:your (?:own )?fault|consequences|regret|negligent|negligence|or else|incompeten\w+|shame)\b/i),
        'It blames.',
      ],
    ],
  },
  {
    lane: 'bounty',
    enough: 2,
    unless: 3,
    of: [
      [
        matches(
          /\b(?:bounty|bounties|reward(?:s|ed)?|compensation|remuneration|honorarium|appreciation|gift ?card|t-?shirt|swag|hall of fame|certificate of|letter of recommendation|bug hunter|ethical hacker|security researcher and)\b/i,
        ),
        'It asks for a reward.',
      ],
      [matches(/\b(?:usd|eur|euros?|dollars?|bitcoin|btc|usdt|inr)\b|[$€£] ?\d/i), 'It names money.'],
      [
        matches(
          /\b(?:pay(?:ment|pal| me| us)?|paid|invoice|instal+ment|price|fee|bank transfer|donation|upi|wallet|purchase|quote|agreement)\b/i,
        ),
        'It speaks of payment.',
      ],
      [
        matches(
          /\b(?:before|after|once|when|upon|until|then)\b[^.\n]{0,60}\b(?:paid|payment|reward(?:ed)?|bounty|receipt|agreement|sent|have it|confirm)\b|\bpaid (?:bug )?bounty program/i,
        ),
        'It holds back until it is paid.',
      ],
      [
        matches(/\b(?:do you (?:have|run|offer|pay)|is there)\b[^.\n]{0,40}\b(?:bounty|reward|program)/i),
        'It asks whether there is a bounty.',
      ],
    ],
  },
]

const aboutTheMatter: readonly Sign[] = [
  {
    lane: 'follow-up',
    enough: 1,
    unless: 2,
    of: [
      [
        matches(
          /\bthank(?:s| you)(?: \w+){0,4} for (?:the |your |this |such |all )?(?:(?:[\w-]+ ){0,3})(?:fix\w*|handl\w+|publish\w*|credit\w*|mention\w*|patience|time|effort|release|credit|advisory|handling|answer|reply|response|work|help|patch)/i,
        ),
        'It says thanks.',
      ],
      [
        matches(
          /\b(?:thanks again|many thanks|(?:great|good|nice|excellent) (?:work|job)|much appreciated|keep up|well done|kudos)\b/i,
        ),
        'It says thanks.',
      ],
      [
        matches(
          /\b(?:can|to) confirm\b[^.\n]{0,40}\b(?:fix\w*|gone|resolved|solved)\b|\b(?:the|your) (?:fix|patch|release) works\b/i,
        ),
        'It says how a fix turned out.',
      ],
      [
        matches(
          /\b(?:any (?:news|update|progress)|status of|following up|follow-?up|just checking|checking in)\b[^\n]{0,80}\b(?:report|case|issue|ticket|mail|message|advisory|this|it)?/i,
        ),
        'It asks about something earlier.',
      ],
      [
        matches(
          /\bmy (?:earlier|previous|last|first) (?:report|mail|message|e-mail)\b|\bi (?:reported|sent)\b[^.\n]{0,40}\b(?:last|ago|in (?:january|february|march|april|may|june|july|august|september|october|november|december))/i,
        ),
        'It speaks of an earlier report.',
      ],
    ],
  },
  {
    lane: 'support',
    enough: 1,
    unless: 2,
    of: [
      [
        matches(
          /\b(?:how (?:do|can|should|to) (?:i|we|you)?|can you (?:help|tell)|could (?:you|somebody|anyone) (?:help|tell|explain)|please help|need help|is it possible|what is the (?:best|right|recommended)|where (?:do|can) (?:i|we) find|which (?:version|setting|option) (?:should|do)|does it support|is there a way|any (?:idea|hint|advice))\b/i,
        ),
        'It asks how to do something.',
      ],
      [
        matches(
          /\b(?:hiring|internship|curriculum vitae|résumé|resume|my cv|job|position as|application for|recruit\w*|vacanc\w+)\b/i,
        ),
        'It is an application.',
      ],
      [
        matches(
          /\b(?:forgot|lost|reset|recover|unlock)\b[^.\n]{0,40}\b(?:my|our|the) (?:\w+ )?(?:password|account|phone|device|2fa|totp|key)\b|\b(?:locked out|can(?:'t|not| not) (?:log|sign) ?in)\b/i,
        ),
        'It is about getting into an account.',
      ],
      [
        matches(
          /\b(?:fails? to start|does(?:n't| not) (?:start|work|build|install)|error (?:message )?when (?:i|we|starting|installing)|after (?:the )?(?:update|upgrade|upgrading|updating))\b/i,
        ),
        'Something does not work.',
      ],
      [
        matches(
          /\b(?:feature request|would be (?:nice|great)|wish ?list|please add (?:support|an option)|licen[cs]e (?:question|for)|questionnaire|vendor (?:assessment|questionnaire)|partnership|sponsor\w*|guest post|seo|newsletter|webinar)\b/i,
        ),
        'It is an offer or a wish.',
      ],
    ],
  },
  {
    lane: 'elsewhere',
    enough: 1,
    unless: 9,
    of: [
      [
        matches(
          /\b(?:do you know (?:them|who|whom)|(?:please )?(?:forward|pass) (?:it|this) (?:on|to|if)|whom? (?:should|do|can) (?:i|we) (?:report|tell|contact)|(?:could|did)(?:n't| not) (?:find|reach)[^.\n]{0,30}(?:contact|address|author|vendor|maintainer))\b/i,
        ),
        'It looks for whom to tell.',
      ],
      [
        matches(
          /\b(?:bug|flaw|hole|issue|vulnerability|problem) (?:is |lies )?(?:really |actually |probably )?(?:in|of|with) (?:the |their |your )?(?:browser|plug-?in|extension|proxy|relay|library|dependency|app(?:lication)? behind|operating system|distribution|driver|firmware)\b/i,
        ),
        'It says the fault is in other software.',
      ],
      [
        matches(
          /\b(?:no|without) (?:mail|e-?mail|security|contact) (?:address|contact)\b|\breporting (?:it |this )?to you (?:as|because|since)\b|\b(?:author|vendor|maintainer)s? (?:does(?:n't| not)|did(?:n't| not)|never) (?:answer|reply|respond|react)/i,
        ),
        'It was meant for somebody else.',
      ],
    ],
  },
  {
    lane: 'not-a-vulnerability',
    enough: 1,
    unless: 9,
    of: [
      [
        matches(/\b(?:no|add|implement|missing|without|lack\w*|use|any)\b[^.\n]{0,30}\b(?:re)?captcha\b/i),
        'It asks for a captcha.',
      ],
      [matches(/\b(?:f12|dev(?:eloper)? ?tools|console)\b/i, /\bpaste\b/i), 'One would have to do it to oneself.'],
      [matches(/\bself-?xss\b/i), 'One would have to do it to oneself.'],
      [
        matches(
          /\bi set (?:the |my )?[^.\n]{0,60}\b(?:parameter|option|value|limit|setting)\b/i,
          /\b(?:crash\w*|kill\w*|out of memory|oom|hangs?|terminat\w+|denial)\b/i,
        ),
        'It needs a setting that only the operator can make.',
      ],
      [
        matches(
          /\bcopied from (?:a|the|some) (?:forum|blog|tutorial|stack ?overflow)\b|\bnobody reads (?:this|it|them|the docs)\b|\bthe doc(?:s|umentation) says?\b[^.\n]{0,80}\bbut\b/i,
        ),
        'It describes what the documentation says.',
      ],
      [
        matches(
          /\b(?:hosts?|domains?|urls?)\b[^.\n]{0,60}\b(?:under|allowed|configured|trusted|listed)\b/i,
          /\b(?:according to|in general|best practi[cs]e)\b/i,
        ),
        'It stays within what was allowed.',
      ],
      [
        matches(
          /\b(?:requires?|needs?|with|having) (?:root|administrator|admin|physical) (?:access|rights|privileges)\b[^.\n]{0,60}\b(?:already|first)\b|\brooted (?:phone|device)\b|\bjailbroken\b/i,
        ),
        'Whoever can do it has all rights already.',
      ],
    ],
  },
]

const firstOf = (signs: readonly Sign[], text: string, substance: Substance): LaneGuess | undefined =>
  signs.map((sign) => signed(sign, text, substance)).find((found) => found !== undefined)

function signed({ lane, of, enough, unless }: Sign, text: string, substance: Substance): LaneGuess | undefined {
  const reasons = of.filter(([seen]) => seen(text)).map(([, reason]) => reason)
  return reasons.length >= enough && substance.points <= unless ? { lane, reasons } : undefined
}
