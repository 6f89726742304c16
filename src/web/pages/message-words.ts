import type { Message } from '../../case/case.ts'

/** What a message of the thread is called, for both who read it. */
export const messageWords: Readonly<Record<Message['kind'], string | undefined>> = {
  report: 'The report',
  message: undefined,
  question: 'A question',
  information: 'An answer',
  decline: 'Declined',
  'decline-answer': 'An answer to the decline',
  fix: 'A fix to test',
  'fix-verified': 'The fix holds',
  'fix-failed': 'The fix does not hold',
  withdrawal: 'Withdrawn',
  'credit-question': 'About credit',
}
