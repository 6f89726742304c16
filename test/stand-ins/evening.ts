/**
 * Forty reports of one evening: six of them are real and different, twenty say one of the six again in other words, and
 * fourteen are neither. What a member would decide about each is written beside it.
 */
export interface EveningReport {
  readonly title: string
  readonly description: string
  readonly version?: string
  readonly decision: 'acknowledge' | 'ask' | 'decline' | 'not-a-report' | { readonly duplicateOf: number }
}

const six = [
  [
    'Reset link is built from the Host header',
    'The mail of password/reset.go takes the Host header, see buildResetLink().',
  ],
  [
    'Session survives a password change',
    'In session/store.go the old cookie stays valid after changePassword() was called.',
  ],
  [
    'Path traversal in the backup archive',
    'unpackArchive() in backup/restore.go writes entries with ../ outside of the folder.',
  ],
  [
    'Open redirect after sign-in',
    'The parameter next in web/signin.go is followed by redirectAfter() without a check.',
  ],
  [
    'Stored script in album titles',
    'renderAlbum() in web/album.go does not escape the title, so a script runs for visitors.',
  ],
  ['Thumbnail service reads any file', 'readThumbnail() in media/thumbs.go opens a file by the name of the request.'],
] as const

const again = [
  (what: string, where: string) => [`${what}, found again`, `I found this with my own tool. ${where}`],
  (what: string, where: string) => [`Security issue: ${what.toLowerCase()}`, `Dear team, ${where} Please fix it.`],
  (what: string, where: string) => [`${what} (critical!)`, `${where}\n\n1. Open the page.\n2. See it happen.`],
  (what: string, where: string) => [`Report about: ${what}`, `Hello. ${where} My version was the newest one.`],
] as const

const others: readonly Omit<EveningReport, 'description'>[] = [
  { title: 'Missing header X-Frame-Options on the blog', decision: 'decline' },
  { title: 'Rate limit could be lower', decision: 'decline' },
  { title: 'SPF record is too soft', decision: 'decline' },
  { title: 'Server banner shows a name', decision: 'decline' },
  { title: 'Cookie without a flag on the landing page', decision: 'decline' },
  { title: 'Please hire me for a penetration test', decision: 'not-a-report' },
  { title: 'How do I reset my password?', decision: 'not-a-report' },
  { title: 'Your invoice is attached', decision: 'not-a-report' },
  { title: 'asdf', decision: 'not-a-report' },
  { title: 'Something crashes when I upload', decision: 'ask' },
  { title: 'The calendar shows events of others sometimes', decision: 'ask' },
  { title: 'Memory grows with each request', decision: 'ask' },
  { title: 'An export contains too much', decision: 'ask' },
  { title: 'Two-factor can be skipped, I think', decision: 'ask' },
]

export const evening: readonly EveningReport[] = [
  ...six.map(([title, description]) => ({ title, description, version: '4.6.1', decision: 'acknowledge' as const })),
  ...Array.from({ length: 20 }, (_, index): EveningReport => {
    const duplicateOf = index % six.length
    const [what = '', where = ''] = six[duplicateOf] ?? []
    const [title = '', description = ''] = (again[index % again.length] ?? again[0])(what, where)
    return { title, description, decision: { duplicateOf } }
  }),
  ...others.map((one) => ({ ...one, description: `${one.title}. That is all I can say about it for now.` })),
]
