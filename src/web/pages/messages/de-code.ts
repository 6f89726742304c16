import type { Messages } from './en.ts'

export const deCode: Messages['code'] = {
  again: {
    page: 'Noch einmal Ihr Code',
    title: 'Bitte geben Sie Ihren Code noch einmal ein',
    lead: 'Dieses Formular stammt von einem Besuch, der vorbei ist, darum wurde noch nichts gesendet oder getan. Was Sie getippt haben, ist alles hier.',
    form: 'Den Code eingeben und weitermachen',
    code: 'Quittungscode',
    hint: 'Die zehn Wörter, die dieses Gespräch öffnen. Sie stehen in keiner Adresse.',
    another:
      'Dieser Code öffnet ein anderes Gespräch als das, in dem Sie geschrieben haben, darum wurde nichts gesendet. Geben Sie dessen Code ein.',
    replaced:
      'Dieser Code wurde durch einen neuen ersetzt: {time}. Geben Sie den neuen ein. Wenn Sie das nicht waren, sagen Sie es uns in einer neuen Meldung.',
    no: 'Mit diesem Code öffnet sich nichts. Sehen Sie ihn sich noch einmal an: zehn Wörter in dieser Reihenfolge.',
    chose: 'Ihre Wahl',
    lost: 'Nur Text ließ sich aufbewahren. Bitte wählen Sie diese Dateien noch einmal:',
    filesHint: 'Sie werden so weitergegeben, wie sie sind, und können Ihren Namen enthalten.',
    holds: 'Die Behebung hält',
    holdsNot: 'Die Behebung hält nicht',
    agree: 'Sie stimmen dem Termin zu',
    disagree: 'Sie stimmen dem Termin nicht zu',
    propose: 'Sie schlagen vor: nichts öffentlich vor {day}',
    goOn: 'Weiter',
    byFeed: 'Nachricht über einen Feed',
    byMail: 'Nachricht per Mail an {address}',
    noMore: 'Keine Nachrichten mehr',
  },
  replace: {
    page: 'Neuer Code {number}',
    title: 'Speichern Sie zuerst Ihren neuen Code',
    lead: 'Noch hat sich nichts geändert: Ihr alter Code gilt weiter.',
    yours: 'Ihr neuer Quittungscode',
    saveNow: 'Noch nicht gültig. Speichern Sie diesen Code jetzt: Er gilt, sobald Sie auf „Ersetzen“ drücken.',
    fromThen: 'Von da an öffnet der alte Code nichts mehr. Vom neuen behalten wir keine Abschrift.',
    saveForm: 'Den Code speichern',
    now: 'Den alten Code ersetzen',
    keep: 'Den alten behalten',
    works: 'Ihr neuer Code gilt jetzt',
    worksLead: (days) =>
      days === 1
        ? 'Der alte öffnet nichts mehr. Einen Tag lang sagt er nur noch, dass er ersetzt wurde.'
        : `Der alte öffnet nichts mehr. ${days} Tage lang sagt er nur noch, dass er ersetzt wurde.`,
  },
  takeOver: {
    page: 'Übernehmen',
    wrong: 'Damit lässt sich nichts übernehmen.',
    wrongHint:
      'Sehen Sie sich den Code noch einmal an. Er gilt einmal; wenn er schon benutzt wurde, fragen Sie das Mitglied, von dem Sie ihn haben.',
    title: 'Tauschen Sie Ihren Code ein',
    lead: 'Ein Mitglied des Teams hat Ihre Meldung hier eingetragen oder lässt Sie in einen Fall, und hat Ihnen einen Code gegeben.',
    code: 'Übergabecode',
    wrongCode: 'Mit diesem Code lässt sich nichts übernehmen.',
    now: 'Eintauschen',
    exchange:
      'Sie bekommen dafür einen eigenen Quittungscode, den sonst niemand gesehen hat. Niemand braucht dafür Ihren Namen.',
    donePage: '{number} übernommen',
    done: 'Dieser Code gehört Ihnen allein',
    doneLead:
      'Von hier an lesen und antworten Sie mit diesem Code. Der Code, den man Ihnen gegeben hat, gilt nicht mehr.',
  },
  confirm: {
    page: 'Bestätigen',
    wrong: 'Damit wird keine Adresse bestätigt.',
    wrongHint: 'Sehen Sie sich den Code in der Mail noch einmal an. Er gilt einen Tag lang, und einmal.',
    title: 'Bestätigen Sie Ihre Adresse',
    lead: 'Geben Sie den Code aus der Mail ein, die Sie von dieser Meldestelle bekommen haben.',
    code: 'Code aus der Mail',
    wrongCode: 'Mit diesem Code wird keine Adresse bestätigt.',
    now: 'Bestätigen',
    donePage: 'Bestätigt',
    done: 'Ihre Adresse ist bestätigt',
    doneLead: 'Von jetzt an schreiben wir dorthin, wenn es Neues gibt.',
    doneText: 'Keine Mail sagt je, was das Neue ist. Beenden können Sie sie dort, wo Sie darum gebeten haben.',
  },
}
