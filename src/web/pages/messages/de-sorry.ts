import type { SorryWords } from './en-sorry.ts'

export const deSorry: SorryWords = {
  toPolicy: 'Wie man eine Sicherheitslücke meldet',
  toReceipt: 'Ich habe eine Quittung',
  toSignIn: 'Anmeldung für Mitglieder des Teams',
  notFound: ['Hier ist nichts', 'Diese Seite gibt es nicht, oder sie ist für Sie nicht offen.'],
  elsewhere: [
    'Nicht angenommen',
    'Das kam von einer anderen Seite, darum wurde nichts getan. Bitte benutzen Sie diese Meldestelle unter {origin}.',
  ],
  notSent: 'Nicht gesendet',
  fromElsewhere:
    'Dieses Formular kam von einer anderen Seite, darum wurde es nicht angenommen. Bitte benutzen Sie das Formular unter {origin}.',
  tooOld:
    'Dieses Formular ist zu alt, oder es gehört zu einer anderen Sitzung. Gehen Sie zurück, kopieren Sie, was Sie geschrieben haben, laden Sie die Seite neu und senden Sie es noch einmal.',
  form: {
    'too-large':
      'Das war mehr, als diese Meldestelle auf einmal annimmt. Gehen Sie zurück, kürzen Sie den Text oder hängen Sie ihn als Datei an, und senden Sie es noch einmal.',
    'too-many-parts':
      'Das waren mehr Felder oder Dateien, als dieses Formular annimmt. Gehen Sie zurück und senden Sie weniger Dateien auf einmal.',
    'repeated-field':
      'Ein Feld kam zweimal, darum ist nicht klar, was gemeint war. Gehen Sie zurück und senden Sie das Formular noch einmal.',
    'unknown-field':
      'Es kam ein Feld, das dieses Formular nicht hat. Gehen Sie zurück, laden Sie die Seite neu und senden Sie es noch einmal.',
    encoding: 'Diese Meldestelle nimmt Formulare so, wie sie sind, ohne Kompression.',
    type: 'Diese Meldestelle nimmt Formulare so, wie ein Browser sie sendet.',
    malformed: 'Das Formular kam nicht ganz an. Gehen Sie zurück und senden Sie es noch einmal.',
    timeout:
      'Das Formular brauchte zu lange, um anzukommen. Gehen Sie zurück und senden Sie es noch einmal, vielleicht mit kleineren Dateien.',
  },
  upgrading: [
    'Gleich wieder da',
    'Diese Meldestelle wird gerade auf den neuen Stand gebracht und nimmt in ein paar Minuten wieder Meldungen an. Nichts ging verloren: Wenn Sie gerade etwas gesendet haben, gehen Sie zurück, lassen Sie die Seite offen und senden Sie es dann noch einmal.',
  ],
  busy: [
    'Gerade nicht',
    'Diese Meldestelle kann im Moment nichts speichern. Nichts ging verloren: Gehen Sie zurück und versuchen Sie es in ein paar Minuten wieder. Wenn Sie uns deswegen schreiben, nennen Sie die Nummer {id}.',
  ],
  failed: [
    'Das hat nicht geklappt',
    'Bei uns ist etwas kaputt, und wir wissen noch nicht, was. Gehen Sie zurück und versuchen Sie es wieder; was Sie getippt haben, ist noch in Ihrem Browser. Wenn Sie uns deswegen schreiben, nennen Sie die Nummer {id}.',
  ],
}
