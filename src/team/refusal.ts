/** Why the team says no. The sentence is for the person in front of the page. */
export interface TeamRefusal {
  readonly refused: keyof typeof sentences
  readonly text: string
}

export const refuse = (refused: TeamRefusal['refused']): TeamRefusal => ({ refused, text: sentences[refused] })

export const isRefusal = (value: object): value is TeamRefusal => 'refused' in value

const sentences = {
  'link-not-valid': 'This link does not work. It may have been used already, or its time is over. Ask for a new one.',
  'challenge-not-valid': 'This took too long, or it was begun in another browser. Please try again from this page.',
  'passkey-unknown':
    'This desk does not know that passkey. Choose another one, or ask a lead of the team for a new link.',
  'passkey-refused': 'The passkey was not accepted. Please try again.',
  'passkey-copied':
    'This passkey was refused because it seems to exist twice. Sign in with another one, and remove this one from your account.',
  'passkey-there-already': 'This passkey is enrolled already.',
  'last-passkey': 'This is your only passkey. Add another one before you remove it.',
  'passkey-name-needed': 'Please give the passkey a name of at most 60 characters, so that you know it again.',
  'recovery-code-wrong':
    'Nobody comes in with this code. Look at it again: it works once, and a newer one replaces it.',
  'second-passkey-first':
    'This needs two passkeys, so that losing one never keeps you out. Please add the second one first.',
  'no-such-case': 'There is no such case.',
  'practice-case': 'This is the practice case. Take it away on the inbox.',
  'no-such-request': 'There is no such request. It may have been stopped, or its time is over.',
  'own-request': 'This needs somebody else: neither who asked nor whom it is about.',
  'too-new':
    'This needs somebody who has been on the team for at least a day, so that nobody invites the second person they need.',
  'not-yet': 'This is not due yet.',
  'lead-needed': 'Only a lead can agree to this.',
  'asked-already': 'Somebody asked for this already. It waits for a second person.',
  'no-provider': 'This desk is not connected to a sign-in provider.',
  'provider-down': 'The sign-in provider does not answer. Passkeys work all the same; or try again in a while.',
  'provider-refused': 'What the sign-in provider answered was not accepted. Please begin again.',
  'identity-unknown':
    'Nobody on this desk is linked with that login. Sign in with your passkey, and link it on your account page.',
  'identity-taken': 'A member is linked with that login already.',
  'no-group': 'None of your groups there has a place on this desk. Ask whoever runs it.',
  'not-fresh': 'The provider did not ask you again who you are. Please confirm with a passkey.',
  'no-such-link': 'There is no such link.',
  'header-unknown': 'The proxy names nobody who is on this team.',
  'handle-wrong':
    'One of these is not as it should be: Matrix such as "@ada:example.org, room admin", an OpenPGP fingerprint of 40 digits, a GitHub login without its address.',
  'step-up-needed': 'Please confirm this with your passkey first.',
  'name-needed': 'Please give a name of at most 100 characters, so that the others know who you are.',
  'name-taken': 'Somebody on the team has this name already. Please choose another one.',
  'no-such-member': 'There is no such member.',
  'not-invited': 'This person came in already. They sign in with their passkey.',
  'no-such-passkey': 'There is no such passkey.',
  'no-such-session': 'This session has ended already.',
  'no-such-token': 'There is no such token.',
  'last-lead': 'This is the only lead. Make somebody else a lead first.',
  'label-needed': 'Please give the token a label of at most 100 characters, so that you know it again.',
  'days-out-of-range': 'A token lives for 1 to 90 days.',
  'scope-not-allowed': 'Choose at least one scope, and none that goes beyond the role of the member.',
} as const
