/** Entries of the log in plain words. The log itself says one word for each, and nothing of what it was about. */
export function actText(act: string): string {
  const [, what = '', count = ''] = /^failed-([a-z-]+)-([0-9]+)$/.exec(act) ?? []
  return what === '' ? (words[act] ?? act) : `counted ${count} ${failed[what] ?? what}`
}

const failed: Readonly<Record<string, string>> = {
  receipts: 'receipt codes that opened nothing, within an hour or more',
  tokens: 'tokens of programs that are none, within an hour or more',
  'sign-ins': 'sign-ins that were refused, within an hour or more',
}

const words: Readonly<Record<string, string>> = {
  'case-read': 'opened the case',
  'glass-read': 'opened the case by broken glass',
  'triage-read': 'looked at the report in triage',
  'file-read': 'downloaded a file',
  'list-read': 'looked at a list of cases',
  search: 'searched',
  'thread-read': 'read their thread',
  command: 'did something in the case',
  'act-held': 'gave an answer that waits its minute',
  'act-undone': 'took an answer back',
  'row-released': 'let something be sent',
  'row-dropped': 'took something out of the post',
  'rows-dropped': 'emptied the post',
  'news-tried-again': 'had something tried again that could not be delivered',
  'news-let-go': 'let something go that could not be delivered',
  'desk-released': 'let the desk speak again',
  'contact-dropped': 'dropped what names the people outside, as the rules of this desk say',
  'receipts-ended': 'ended the receipt codes of the case, as the rules of this desk say',
  'team-changed': 'changed the team or the desk',
  'signed-in': 'signed in',
  'stepped-up': 'showed the passkey again',
  'many-cases': 'opened many cases within an hour; the others were told',
  'many-cases-confirmed': 'showed the passkey, and goes on opening cases',
  'audit-read': 'read this log',
  'audit-exported': 'wrote this log to a file',
  'desk-started': 'started, and opened its keys with the root key',
  'day-began': 'marked the day',
  'rollback-accepted': 'accepted that newer entries are lost',
}
