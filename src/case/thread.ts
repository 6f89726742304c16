import { after, cleared, onNews, onReporterSpoke } from './deadline.ts'
import type { Deadlines } from './event.ts'
import { behalf, type Deciding, due, type Handlers } from './handler.ts'
import { refuse } from './refusal.ts'

/** The private thread that reporter and team share, and the team's own notes beside it. ISO/IEC 29147, 6.5. */
export const threadActs: Handlers<'SendMessage' | 'AddNote' | 'AddFiles'> = {
  SendMessage: (command, deciding) => [
    {
      type: 'MessageSent',
      from: deciding.side === 'reporter' ? 'reporter' : 'team',
      text: command.text,
      files: command.files,
      ...behalf(command),
      ...due(nextWord(deciding)),
    },
  ],

  AddNote: ({ text, files }) => [{ type: 'NoteAdded', text, files }],

  AddFiles: ({ files }) => (files.length === 0 ? refuse('nothing-changed') : [{ type: 'FilesAdded', files }]),
}

/** When the next word is due, and from whom. An ended case promises none. */
const nextWord = ({ state, ctx: { policy, now }, side }: Deciding): Deadlines => {
  if (state.declined !== null || state.withdrawnAt !== null || state.published.length > 0) return {}
  if (side === 'team') return onNews(state, policy, now)
  // A reporter who writes is not silent, even if the question stays open.
  const heard =
    state.question === null
      ? {}
      : { ...cleared(state, 'reporter-reminder'), 'reporter-silent': after(now, policy.deadlines.silent) }
  return { ...heard, ...onReporterSpoke(state, policy, now) }
}
