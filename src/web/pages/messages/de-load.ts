import type { Messages } from './en.ts'

export const deLoad: Messages['load'] = {
  usually: (days) =>
    days === 1
      ? 'Meist kommt eine erste Antwort innerhalb eines Tages, spätestens bis {day}.'
      : `Meist kommt eine erste Antwort innerhalb von ${days} Tagen, spätestens bis {day}.`,
  longer: (days) =>
    `Eine erste Antwort sollte bis {day} kommen. Zurzeit warten viele Meldungen, und meist dauert es etwa ${days} Tage. Das tut uns leid.`,
  slower:
    'Mehrere Ihrer Meldungen warten schon auf eine erste Antwort. Darum steht diese in der langsameren Reihe und wird nach ihnen gelesen. Nichts davon geht verloren.',
  budget: (waiting, most) =>
    waiting === 1
      ? `Ihr Gespräch ist hier offen, darum zählt diese Meldung zu Ihren. Eine davon wartet auf eine erste Antwort; bis zu ${most} dürfen in der gewöhnlichen Reihe warten.`
      : `Ihr Gespräch ist hier offen, darum zählt diese Meldung zu Ihren. ${waiting} davon warten auf eine erste Antwort; bis zu ${most} dürfen in der gewöhnlichen Reihe warten.`,
  budgetOver: (waiting) => `${waiting} Ihrer Meldungen warten auf eine erste Antwort.`,
  budgetOverText:
    'Sie können auch diese senden. Sie kommt in eine langsamere Reihe und wird nach den anderen gelesen; ihre erste Antwort dauert bis zu doppelt so lange. Was gerade ausgenutzt wird, wartet nie in dieser Reihe.',
  paused: 'Diese Stelle nimmt bis {day} keine neuen Meldungen an.',
  pausedOpens: 'Von diesem Tag an kommen Meldungen wieder von selbst herein.',
  pausedUrgent: 'Was gerade ausgenutzt wird, kommt trotzdem sofort an.',
  pausedTick: 'Kreuzen Sie dann das erste Feld des Formulars an.',
  pausedBegan: 'Wenn Sie vor der Pause zu schreiben begonnen haben, können Sie noch senden.',
  pausedNow:
    'Im Moment können wir das nicht annehmen, darum wurde nichts gesendet. Speichern Sie, was Sie getippt haben, und kommen Sie am {day} wieder.',
  pausedNowProblem: (day) =>
    `Diese Stelle nimmt bis ${day} keine neuen Meldungen an. Alles Getippte steht noch hier: Speichern Sie es, oder kreuzen Sie dieses Feld an, wenn gerade angegriffen wird.`,
  pausedThread:
    'Diese Stelle macht Pause bis {day}. Ihre Meldung ist hier und gut aufgehoben, und wird danach gelesen.',
  save: 'Getipptes speichern',
  saved: 'Eine Meldung an {project}, noch nicht gesendet',
  figures: 'Zahlen',
  figuresLink: 'Wie viel hier zu tun ist, in Zahlen',
  figuresTitle: 'Wie viel hier zu tun ist',
  figuresLead: 'Stand {day}, für die drei Monate davor.',
  figuresWhy:
    'Einmal im Monat veröffentlicht und gerundet, damit keine einzelne Meldung darin zu erkennen ist. Was auf weniger als fünf Fällen beruht, bleibt weg.',
  figuresNone: 'Noch gibt es nichts zu zeigen: Hinter jeder Zahl stehen zu wenige Fälle.',
  open: 'Offene Fälle',
  openAbout: (count) => `etwa ${count}`,
  few: 'weniger als fünf',
  tooFew: 'zu wenige für eine Angabe',
  firstAnswer: 'Bis zur ersten Antwort, in der Hälfte der Fälle höchstens',
  fix: 'Bis die Behebung erschienen ist, in der Hälfte der Fälle höchstens',
  days: (days) => (days === 1 ? 'ein Tag' : `${days} Tage`),
  oldest: 'Der älteste offene Fall',
  age: {
    0: 'jünger als drei Monate',
    3: 'drei bis sechs Monate alt',
    6: 'sechs bis zwölf Monate alt',
    12: 'älter als ein Jahr',
  },
  outcomes: 'Wie Fälle endeten',
  outcome: {
    published: 'Behoben und veröffentlicht',
    duplicate: 'Dasselbe wie eine frühere Meldung',
    declined: 'Abgelehnt',
    withdrawn: 'Zurückgezogen',
  },
  share: 'Anteil',
  outcomeHead: 'Ausgang',
  months: 'Monat für Monat',
  month: 'Monat',
  received: 'Meldungen',
  firstAnswerShort: 'Erste Antwort',
}
