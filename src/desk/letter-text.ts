import type { ToldToMembers } from './notice.ts'

/**
 * The words of every letter this desk sends. They say that there is news and where to read it: no title, no number, no
 * name of a reporter, and never that somebody is being attacked, because mail can be read on its way.
 */
export interface LetterOf {
  readonly project: string
  readonly origin: string
}

type Text = { readonly subject: string; readonly text: string }

/** `checkpoint` goes along as it was signed: kept in a mailbox, it is out of reach for whoever could write the database. */
export const memberLetter = (
  of: LetterOf,
  counts: ReadonlyMap<ToldToMembers, number>,
  checkpoint: string | null = null,
): Text => ({
  subject: subjectOf(of),
  text: lines(
    `There is news at the security desk of ${of.project}:`,
    '',
    ...words.flatMap(([news, one, many]) => {
      const count = counts.get(news) ?? 0
      return count === 0 ? [] : [`- ${count === 1 ? one : `${count} ${many}`}`]
    }),
    '',
    'Sign in to read it:',
    `${of.origin}/desk`,
    '',
    ...(checkpoint === null
      ? []
      : [
          'Keep this. With it anybody can prove later that nothing in the audit log before it was changed',
          '("postern audit verify --checkpoint FILE"). It comes once a day at most, and you can choose not to get it.',
          '',
          ...checkpoint.trimEnd().split('\n'),
          '',
        ]),
    'You chose to be told by mail. Change that any time:',
    `${of.origin}/desk/notices`,
  ),
})

export const reporterLetter = (of: LetterOf): Text => ({
  subject: subjectOf(of),
  text: lines(
    `There is news in your thread at the security desk of ${of.project}.`,
    '',
    'Open it with your receipt code:',
    `${of.origin}/receipt`,
    '',
    'This mail never contains the code or anything of your report.',
    'In the thread you can choose at any time to get no more mail.',
  ),
})

export const confirmLetter = (of: LetterOf, code: string): Text => ({
  subject: `Confirm your address for the Postern desk of ${of.project}`,
  text: lines(
    `Somebody asked the security desk of ${of.project} to send news to this address.`,
    '',
    'If that was you, open this page',
    `${of.origin}/confirm`,
    'and enter this code there:',
    '',
    `    ${code}`,
    '',
    'It works for a day. If it was not you, do nothing: no further mail comes.',
  ),
})

/** Without an address to press: the code is typed where it was asked for, and is worth nothing anywhere else. */
export const wayInLetter = (of: LetterOf, code: string): Text => ({
  subject: `Your code for the Postern desk of ${of.project}`,
  text: lines(
    `Somebody asked for a code to sign in at the security desk of ${of.project}:`,
    '',
    `    ${code}`,
    '',
    'Enter it in the browser in which it was asked for. It works there alone, once, for ten minutes.',
    'If it was not you, do nothing: without this code nobody comes in.',
  ),
})

const subjectOf = ({ project }: LetterOf): string => `News at the Postern desk of ${project}`

/** What is first is read first. */
const words: readonly (readonly [ToldToMembers, string, string])[] = [
  ['exploited', 'something that cannot wait', 'things that cannot wait'],
  ['access', 'a change of how members come in', 'changes of how members come in'],
  [
    'many-cases',
    'a member who opens many cases: look at the audit log',
    'times that a member opened many cases: look at the audit log',
  ],
  ['overdue', 'a promise that is overdue', 'promises that are overdue'],
  ['publication-held', 'a publication that was held', 'publications that were held'],
  ['due-tomorrow', 'a promise that is due within a day', 'promises that are due within a day'],
  ['new-report', 'a new report', 'new reports'],
  ['reporter-answered', 'an answer of a reporter', 'answers of reporters'],
  ['mentioned', 'a note in which a colleague named you', 'notes in which a colleague named you'],
  ['checkpoint', 'a checkpoint of the audit log', 'checkpoints of the audit log'],
  ['undelivered', 'something that could not be delivered', 'things that could not be delivered'],
]

const lines = (...all: readonly string[]): string => `${all.join('\n')}\n`
