import type { RefusalCode } from '../../../case/refusal.ts'

/** The refusals that a reporter can meet in their thread. What the rules say of them in English is said as it is. */
export type ReporterRefusal = Extract<
  RefusalCode,
  | 'no-such-case'
  | 'not-allowed'
  | 'changed-since-seen'
  | 'already-done'
  | 'not-yet'
  | 'case-ended'
  | 'case-closed'
  | 'already-released'
  | 'already-published'
  | 'not-in-policy'
  | 'no-question-open'
  | 'not-declined'
  | 'decline-answered-before'
  | 'decline-answer-too-late'
  | 'no-fix-offered'
  | 'fix-failed'
  | 'only-team-verifies'
  | 'time-is-past'
  | 'embargo-not-possible'
  | 'embargo-over'
  | 'no-embargo'
  | 'no-proposal'
  | 'own-proposal'
  | 'too-many-files'
  | 'secret-in-text'
  | 'no-reporter'
>

/** Why something was not sent or done, and what to do. */
export const unsent = {
  refused: {} as Readonly<Partial<Record<RefusalCode, string>>>,
  saySaw: 'Tell us what you saw, so that the next fix holds.',
  writeFirst: 'Write a few words first.',
  slowDown: 'That was a lot in one hour. Please wait a little, then send this again.',
  chooseFirst: 'Choose one of the ways first.',
  replacedElsewhere:
    'The code was replaced from another window meanwhile. The code you saw there works; the one you saw here never will.',
  manyMails: 'Many such mails were asked for in the last hour. Please try again later.',
  /** A name of a file within a sentence, and what stands for names that nobody knows. */
  quoted: '“{name}”',
  theFiles: 'the files',
  aFile: 'A file',
  more: (count: number): string => `${count} more`,
  much: 'Very many files came from your network in the last hour, so nothing was sent. Send the text alone, and {names} in an hour.',
  full: 'This desk holds as many new files as it can for now, so nothing was sent. Send the text alone, and {names} in a few hours.',
  away: 'Files cannot be stored right now, so nothing was sent. Send the text alone, and {names} in a few minutes.',
  tooMany: 'At most {count} files go with one message, so nothing was sent. Send the others with a further message.',
  tooLargeFile: '{name} was larger than {size}, so nothing was sent. Leave it out or split it.',
  tooLong: 'This is longer than {size}, and only its beginning is left here. Attach the whole text as a file.',
  chooseAgain: (count: number): string =>
    count === 1
      ? 'Choose {names} again: a file is not kept until the form goes through.'
      : 'Choose {names} again: files are not kept until the form goes through.',
  draft: {
    much: 'Very many files came from your network in the last hour, so {names} had to be left out. Send the text now, and add what is missing in the thread in an hour.',
    full: 'This desk holds as many new files as it can for now, so {names} had to be left out. Send the text now, and add what is missing in the thread in a few hours.',
    away: 'Files cannot be stored right now, so {names} had to be left out. What you typed is kept: choose the files again in a few minutes, or send the text now and add them in the thread.',
    manyDrafts:
      'Very many drafts came from your network in the last hour. What you typed is still here: press the button again in a while.',
    tooLargeFile: '{name} was larger than {size}, and was left out. What you typed is kept.',
    tooMany: (lost: number): string =>
      lost === 1
        ? 'At most {count} files go with one message, so {names} was left out. Everything else is kept. What is left over can follow in the thread.'
        : 'At most {count} files go with one message, so {names} were left out. Everything else is kept. What is left over can follow in the thread.',
    flood:
      'Many reports came from your network in the last hour, so at most {size} of text can be sent now. Shorten it, or send it in an hour: the draft is kept for a day.',
    gone: 'This draft is no longer here',
    goneText:
      'Drafts are kept for a day. If your report was sent, open it with the receipt code; otherwise go back, copy what you wrote, and begin again.',
  },
}
