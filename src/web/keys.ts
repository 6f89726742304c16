/**
 * Every key of the members' pages. The script that listens and the list that explains both read this one table. Letters
 * alone, never with Ctrl, Alt or Meta, so nothing of the browser or of a screen reader is taken away; never while
 * somebody writes; and each member can switch them off (WCAG 2.2, 2.1.4).
 */
export interface Key {
  /** One key, or two that are pressed one after the other. */
  readonly keys: string
  readonly what: string
  readonly does: Does
}

export type Does =
  /** Goes to a page of the desk. */
  | { readonly go: string }
  /** To the next or the last of the things that this page lists. */
  | { readonly step: 1 | -1 }
  /** Presses, unfolds or goes into what the page marks with this key (`aria-keyshortcuts`); in a list, in this row. */
  | 'press'
  | 'open'
  | 'choose'
  | 'take'
  | 'new'
  | 'help'
  /** In a field. */
  | 'leave'
  | 'send'

export const keyPages = ['inbox', 'case', 'triage'] as const
export type KeyPage = (typeof keyPages)[number]

const press = 'press'
const row = (keys: string, what: string, does: Does): Key => ({ keys, what, does })

export const keysOf: Readonly<Record<KeyPage | 'everywhere', readonly Key[]>> = {
  inbox: [
    row('j', 'The next case', { step: 1 }),
    row('k', 'The case before', { step: -1 }),
    row('o', 'Open this case', 'open'),
    row('x', 'Choose this case, for an act on several', 'choose'),
    row('m', 'Take this case', 'take'),
    row('u', 'Undo the last act', press),
  ],
  case: [
    row('j', 'The next message', { step: 1 }),
    row('k', 'The message before', { step: -1 }),
    row('r', 'Reply', press),
    row('n', 'Note for the team', press),
    row('m', 'Take this case', press),
    row('w', 'The whole report', press),
    row('u', 'Undo the act that waits', press),
  ],
  triage: [
    row('a', 'What comes next: accept, or acknowledge first', press),
    row('c', 'Accept without acknowledging first', press),
    row('t', 'Say that a person has it', press),
    row('q', 'Ask for what is missing', press),
    row('1', 'A duplicate of the first case beside it', press),
    row('2', 'A duplicate of the second', press),
    row('3', 'A duplicate of the third', press),
    row('d', 'Decline, with a text', press),
    row('n', 'Not a report', press),
    row('m', 'Take it', press),
    row('s', 'Assign it to somebody', press),
    row('l', 'Later', press),
    row('u', 'Undo the last one', press),
    row('w', 'The whole report', press),
  ],
  everywhere: [
    row('g i', 'Go to the inbox', { go: '/desk' }),
    row('g t', 'Go to the new reports', { go: '/desk/triage' }),
    row('g m', 'Go to what is mine', { go: '/desk?who=mine' }),
    row('g u', 'Go to what is nobody’s', { go: '/desk?who=none' }),
    row('g h', 'Go to what is new since I was last here', { go: '/desk?since=last' }),
    row('g e', 'Go to where I am mentioned', { go: '/desk?mentions=me' }),
    row('g n', 'Go to the notices', { go: '/desk/notices' }),
    row('g a', 'Go to my account', { go: '/desk/account' }),
    row('f', 'Find: into the search', press),
    row('.', 'Show what is new', 'new'),
    row('?', 'These keys', 'help'),
    row('Ctrl Enter', 'Send what is being written', 'send'),
    row('Esc', 'Out of a field, back to the page', 'leave'),
  ],
}

/** The keys that work on this page. */
export const keysOn = (page: KeyPage | undefined): readonly Key[] => [
  ...(page === undefined ? [] : keysOf[page]),
  ...keysOf.everywhere,
]
