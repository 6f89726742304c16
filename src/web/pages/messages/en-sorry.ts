/** What a page says that has nothing but a reason: not there, not sent, not now. */
export const sorry: SorryWords = {
  toPolicy: 'How to report a security problem',
  toReceipt: 'I have a receipt',
  toSignIn: 'Sign in, for members of the team',
  notFound: ['There is nothing here', 'This page does not exist, or it is not open to you.'],
  elsewhere: ['Not accepted', 'This came from another site, so nothing was done. Please use this desk at {origin}.'],
  notSent: 'Not sent',
  fromElsewhere: 'This form came from another site, so it was not accepted. Please use the form at {origin}.',
  tooOld:
    'This form is too old, or it belongs to another session. Go back, copy what you wrote, load the page again and send it once more.',
  form: {
    'too-large':
      'That was more than this desk takes at once. Go back, shorten the text or attach it as a file, and send it again.',
    'too-many-parts': 'Those were more fields or files than this form takes. Go back and send fewer files at once.',
    'repeated-field': 'A field came twice, so it is not clear what was meant. Go back and send the form again.',
    'unknown-field':
      'There was a field that this form does not have. Go back, load the page again and send it once more.',
    encoding: 'This desk takes forms as they are, without compression.',
    type: 'This desk takes forms as a browser sends them.',
    malformed: 'The form did not arrive whole. Go back and send it again.',
    timeout: 'The form took too long to arrive. Go back and send it again, perhaps with smaller files.',
  },
  upgrading: [
    'Back in a moment',
    'This desk is being brought up to date and takes reports again in a few minutes. Nothing was lost: if you just sent something, go back, keep the page open, and send it again then.',
  ],
  busy: [
    'Not right now',
    'This desk cannot write at the moment. Nothing was lost: go back and try again in a few minutes. If you write to us about it, give the number {id}.',
  ],
  failed: [
    'This did not work',
    'Something of ours broke, and we do not know yet what. Go back and try again; what you typed is still in your browser. If you write to us about it, give the number {id}.',
  ],
}

type Pair = readonly [title: string, sentence: string]
export interface SorryWords {
  readonly toPolicy: string
  readonly toReceipt: string
  readonly toSignIn: string
  readonly notFound: Pair
  readonly elsewhere: Pair
  readonly notSent: string
  readonly fromElsewhere: string
  readonly tooOld: string
  readonly form: Readonly<
    Record<
      | 'too-large'
      | 'too-many-parts'
      | 'repeated-field'
      | 'unknown-field'
      | 'encoding'
      | 'type'
      | 'malformed'
      | 'timeout',
      string
    >
  >
  /** While a start changes the data of an older version. */
  readonly upgrading: Pair
  readonly busy: Pair
  readonly failed: Pair
}
