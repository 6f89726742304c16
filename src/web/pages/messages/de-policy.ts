import type { PolicyWords } from '../../../advisory/policy-words.ts'

/** Was die Richtlinie auf Deutsch sagt, wo das Projekt nichts Eigenes sagt. */
export const dePolicy: PolicyWords = {
  lang: 'de',
  titles: {
    prologue: 'Über diese Richtlinie',
    contacts: 'Wie Sie melden',
    avoid: 'Bitte nicht',
    disclosure: 'Abgestimmte Veröffentlichung',
    rules: 'Worum wir bei einer Meldung bitten',
    steps: 'Was dann geschieht',
    credit: 'Danksagung',
    team: 'Das Team',
    supported: 'Unterstützte Versionen',
    advisories: 'Sicherheitshinweise',
    documentation: 'Dokumentation',
    helpWanted: 'Hilfe gesucht',
  },
  steps: {
    days: (count) => (count === 1 ? '1 Tag' : `${count} Tage`),
    together: 'Das geschieht zur selben Zeit:',
    reviewLoop: [
      'Wir sagen Ihnen vertraulich, was fehlt.',
      'Sie ergänzen es vertraulich.',
      'Die Prüfung beginnt von vorn. Sobald nichts mehr fehlt, geht es weiter.',
    ],
    steps: {
      report: 'Sie melden die Sicherheitslücke vertraulich.',
      acknowledge: 'Wir sagen Ihnen, dass Ihre Meldung angekommen ist.',
      review: 'Wir prüfen die Meldung und sehen nach, ob etwas fehlt. Wenn ja:',
      reproduce: 'Wir stellen die Sicherheitslücke nach.',
      patch: 'Wir beheben sie, und Sie bekommen die Behebung vorab, damit Sie sie testen können.',
      verify: 'Sie oder wir bestätigen, dass die Behebung hält.',
      cve: 'Wir beantragen eine CVE-Nummer, und sie wird vergeben.',
      release: 'Wir geben die Behebung frei.',
      publish: 'Der Sicherheitshinweis erscheint, sobald alle Zeit zum Aktualisieren hatten.',
      update: 'Etwa {days} nach der Freigabe wird der Hinweis um das ergänzt, was zurückgehalten wurde.',
    },
    reviewAlone: 'Wir prüfen die Meldung und fragen nach, wo etwas fehlt.',
    patchIfPossible: 'Wir beheben sie. Wenn es geht, bekommen Sie die Behebung vorab, damit Sie sie testen können.',
    verify: {
      either: 'Sie oder wir bestätigen, dass die Behebung hält.',
      reporter: 'Sie bestätigen, dass die Behebung hält.',
      team: 'Wir bestätigen, dass die Behebung hält.',
    },
    publishWithRelease: 'Ein kurzer Sicherheitshinweis erscheint zusammen mit der Freigabe.',
  },
  prologue:
    'Danke, dass Sie helfen, {project} sicher zu halten. Hier finden Sie, wie Sie eine Sicherheitslücke melden und was dann geschieht.',
  contactIntro: 'Bitte nehmen Sie einen dieser Wege, den ersten, der Ihnen passt.',
  otherWays:
    'Nur das Formular führt geradewegs zu unserer Meldestelle. Was uns anders erreicht, lesen Menschen, und ein Mitglied trägt es dort von Hand ein.',
  languages: 'Sie können uns in diesen Sprachen schreiben: {languages}.',
  avoid: [
    'ein öffentliches Issue oder einen Pull Request dazu eröffnen,',
    'es anderen sagen, bevor es behoben ist,',
    'Daten lesen, ändern oder behalten, die Ihnen nicht gehören.',
  ],
  disclosure:
    'Wir folgen der [abgestimmten Veröffentlichung](https://de.wikipedia.org/wiki/Responsible_Disclosure): Eine Sicherheitslücke bleibt vertraulich, bis sie behoben ist, damit sich alle schützen können, bevor Angreifer davon erfahren.',
  embargo:
    'Wenn Sie nichts anderes sagen, halten beide Seiten die Meldung vertraulich, bis der Sicherheitshinweis erscheint, höchstens {days}.',
  cvss4: 'Wenn Sie den Schweregrad angeben, dann bitte nach CVSS 4.0.',
  aiUse:
    'Wenn Sie generative KI eingesetzt haben, um die Sicherheitslücke zu finden, Angaben zu sammeln, für den Beleg oder für eine vorgeschlagene Behebung, müssen Sie das zu jedem dieser Teile sagen, und wie. Sie bestätigen, dass Sie geprüft haben, was dabei herauskam, und es verstehen.',
  aiPolicy: 'unsere Regeln für KI',
  configuration:
    'Wenn Sie wissen, dass es bestimmte Einstellungen oder Aufbauten braucht, sollte Ihre Meldung diese beschreiben.',
  conduct: 'Unser [Verhaltenskodex]({url}) gilt für die Meldung und für alles, was darin gesagt wird.',
  translation:
    'Sie dürfen Ihren eigenen Text von KI übersetzen lassen. Sagen Sie es dazu und fügen Sie Ihren Text vor der Übersetzung an; hier bleibt er vertraulich.',
  translationPolicy: 'unsere Regeln für Übersetzungen',
  pleaseRead: 'Bitte lesen Sie [{title}]({url}).',
  times:
    'Unsere erste Antwort soll höchstens {first} dauern. Solange wir daran arbeiten, sollen zwischen zwei Nachrichten an Sie höchstens {news} liegen.',
  window:
    'Zwischen Freigabe und Sicherheitshinweis haben alle etwa {days} zum Aktualisieren, oder weniger, wenn die Sicherheitslücke öffentlich wird.',
  credit:
    'Ob und wie Sie genannt werden, entscheiden Sie. Sie dürfen ungenannt bleiben. Wenn wir bis zum Sicherheitshinweis nichts von Ihnen hören, nennen wir niemanden.',
  consent:
    'Mit Ihrer Zustimmung steht Ihr Name an diesen Stellen: {advisory}, die Seite mit den Danksagungen{contributors}.',
  contributors: ', {list}',
  advisory: 'Sicherheitshinweis',
  allContributors: 'Liste aller Beitragenden',
  creditAll: 'Wer dieselbe Sicherheitslücke meldet, bevor sie veröffentlicht ist, wird ebenfalls genannt.',
  creditFirst: 'Wenn mehrere dieselbe Sicherheitslücke melden, wird nur die erste Person genannt.',
  team: 'Meldungen liest das Kernteam.',
  coreTeam: 'Das Kernteam',
  named: 'Mitglieder, die genannt werden wollen',
  published: 'Veröffentlichte Sicherheitshinweise',
  credits: 'Danksagungen',
  ownAdvisories: 'Die eigene Liste des Projekts',
  contacts: {
    form: {
      title: 'Formular',
      for: 'Für alle: Sie brauchen kein Konto und müssen keinen Namen nennen.',
      why: 'Es erreicht das ganze Team, und Sie bekommen einen Code, mit dem Sie wiederkommen und unsere Antwort lesen können.',
    },
    github: { title: 'GitHub', for: 'Für alle mit einem Konto bei GitHub.' },
    email: { title: 'E-Mail', for: 'Für alle, die lieber eine Mail schreiben.' },
    matrix: { title: 'Matrix', for: 'Für alle, die lieber reden.' },
    discord: { title: 'Discord', for: 'Für alle, die lieber reden.' },
    link: { title: 'Eine andere Seite' },
  },
  lastResort: 'Bitte nehmen Sie das nur, wenn es wirklich nötig ist.',
  lastResortWhy: 'Es erreicht eine einzelne Person, und Fehler passieren leicht.',
  reserved: 'Es ist Meldungen von Sicherheitslücken vorbehalten.',
}
