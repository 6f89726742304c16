import type { Messages } from './en.ts'
import type { ReporterRefusal } from './en-unsent.ts'

const refused: Readonly<Record<ReporterRefusal, string>> = {
  'no-such-case': 'Diesen Fall gibt es hier nicht.',
  'not-allowed': 'Das ist von hier aus nicht möglich.',
  'changed-since-seen':
    'Während Sie hier waren, ist etwas Neues geschehen. Lesen Sie das Neue, und entscheiden Sie dann noch einmal.',
  'already-done': 'Das ist schon erledigt.',
  'not-yet': 'Ein früherer Schritt der Richtlinie kommt zuerst.',
  'case-ended': 'Dieser Fall ist beendet.',
  'case-closed': 'Dieser Fall ist geschlossen. Eine neue Meldung ist immer willkommen.',
  'already-released': 'Die Behebung ist schon freigegeben. Schreiben Sie als Nachricht, was Sie seither gesehen haben.',
  'already-published': 'Der Sicherheitshinweis ist schon öffentlich.',
  'not-in-policy': 'Die Richtlinie dieses Falls hat keinen solchen Schritt.',
  'no-question-open': 'Keine Frage wartet auf eine Antwort.',
  'not-declined': 'So lässt sich nur auf eine Ablehnung antworten.',
  'decline-answered-before': 'Auf eine Ablehnung lässt sich einmal antworten.',
  'decline-answer-too-late':
    'Die Zeit, auf diese Ablehnung zu antworten, ist vorbei. Eine neue Meldung ist immer willkommen.',
  'no-fix-offered': 'Noch gibt es keine Behebung zum Testen.',
  'fix-failed': 'Die letzte Behebung hielt nicht. Zuerst kommt eine neue.',
  'only-team-verifies':
    'Nach dieser Richtlinie sagt das Team, ob die Behebung hält. Schreiben Sie als Nachricht, was Sie gesehen haben.',
  'time-is-past': 'Diese Zeit ist schon vorbei.',
  'embargo-not-possible':
    'Es ist öffentlich oder wird schon angegriffen: Vertraulichkeit lässt sich nicht mehr vereinbaren.',
  'embargo-over': 'Die vereinbarte Vertraulichkeit dieses Falls ist beendet und beginnt nicht wieder.',
  'no-embargo': 'Es ist keine Vertraulichkeit vereinbart.',
  'no-proposal': 'Es ist kein Termin vorgeschlagen.',
  'own-proposal': 'Auf einen Vorschlag antwortet die andere Seite.',
  'too-many-files':
    'Die Dateien eines Falls haben zusammen eine Grenze, und das sind mehr. Lassen Sie sie weg; Text passt immer.',
  'secret-in-text':
    'In diesem Text steht ein Code, ein Sitzungscookie oder ein Token, das hier jedem etwas öffnet, der es liest. Nichts wurde gesendet. Cookies und Token darin gelten sofort nicht mehr; nehmen Sie es heraus und senden Sie noch einmal.',
  'no-reporter': 'Dieser Fall hat niemanden, der ihn gemeldet hat.',
}

export const deUnsent: Messages['unsent'] = {
  refused,
  saySaw: 'Sagen Sie uns, was Sie gesehen haben, damit die nächste Behebung hält.',
  writeFirst: 'Schreiben Sie zuerst ein paar Worte.',
  slowDown: 'Das war viel in einer Stunde. Bitte warten Sie ein wenig und senden Sie es dann noch einmal.',
  chooseFirst: 'Wählen Sie zuerst eine der Möglichkeiten.',
  replacedElsewhere:
    'Der Code wurde inzwischen aus einem anderen Fenster ersetzt. Der Code von dort gilt; der von hier wird nie gelten.',
  manyMails: 'In der letzten Stunde wurden viele solche Mails verlangt. Bitte versuchen Sie es später wieder.',
  quoted: '„{name}“',
  theFiles: 'die Dateien',
  aFile: 'Eine Datei',
  more: (count) => (count === 1 ? 'eine weitere' : `${count} weitere`),
  much: 'In der letzten Stunde kamen sehr viele Dateien aus Ihrem Netz, darum wurde nichts gesendet. Senden Sie jetzt nur den Text, und in einer Stunde {names}.',
  full: 'Diese Meldestelle kann zurzeit keine weiteren Dateien aufnehmen, darum wurde nichts gesendet. Senden Sie jetzt nur den Text, und in einigen Stunden {names}.',
  away: 'Dateien lassen sich gerade nicht speichern, darum wurde nichts gesendet. Senden Sie jetzt nur den Text, und in einigen Minuten {names}.',
  tooMany:
    'Mit einer Nachricht gehen höchstens {count} Dateien, darum wurde nichts gesendet. Senden Sie die anderen mit einer weiteren Nachricht.',
  tooLargeFile:
    '{name} war größer als {size}, darum wurde nichts gesendet. Lassen Sie diese Datei weg, oder teilen Sie sie.',
  tooLong: 'Das ist länger als {size}, und nur der Anfang steht noch hier. Hängen Sie den ganzen Text als Datei an.',
  chooseAgain: (count) =>
    count === 1
      ? 'Wählen Sie {names} noch einmal: Eine Datei wird nicht aufbewahrt, bis das Formular durchgeht.'
      : 'Wählen Sie {names} noch einmal: Dateien werden nicht aufbewahrt, bis das Formular durchgeht.',
  draft: {
    much: 'In der letzten Stunde kamen sehr viele Dateien aus Ihrem Netz, darum musste etwas wegbleiben: {names}. Senden Sie jetzt den Text, und reichen Sie das Fehlende in einer Stunde im Gespräch nach.',
    full: 'Diese Meldestelle kann zurzeit keine weiteren Dateien aufnehmen, darum musste etwas wegbleiben: {names}. Senden Sie jetzt den Text, und reichen Sie das Fehlende in einigen Stunden im Gespräch nach.',
    away: 'Dateien lassen sich gerade nicht speichern, darum musste etwas wegbleiben: {names}. Was Sie getippt haben, ist noch da: Wählen Sie die Dateien in einigen Minuten noch einmal, oder senden Sie jetzt den Text und reichen Sie sie im Gespräch nach.',
    manyDrafts:
      'In der letzten Stunde kamen sehr viele Entwürfe aus Ihrem Netz. Was Sie getippt haben, steht noch hier: Drücken Sie in einer Weile noch einmal auf den Knopf.',
    tooLargeFile: '{name} war größer als {size} und blieb weg. Was Sie getippt haben, ist noch da.',
    tooMany: () =>
      'Mit einer Nachricht gehen höchstens {count} Dateien, darum blieb etwas weg: {names}. Alles andere ist noch da. Was übrig ist, kann im Gespräch folgen.',
    flood:
      'In der letzten Stunde kamen viele Meldungen aus Ihrem Netz, darum kann jetzt höchstens so viel Text gesendet werden: {size}. Kürzen Sie ihn, oder senden Sie ihn in einer Stunde: Der Entwurf bleibt einen Tag lang hier.',
    gone: 'Dieser Entwurf ist nicht mehr hier',
    goneText:
      'Entwürfe bleiben einen Tag lang. Wenn Ihre Meldung gesendet wurde, öffnen Sie sie mit dem Quittungscode; sonst gehen Sie zurück, kopieren Sie, was Sie geschrieben haben, und beginnen Sie neu.',
  },
}
