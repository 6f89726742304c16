import type { Route } from '../route.ts'
import {
  addPasskeyOptions,
  addPasskeyPage,
  addPasskeyVerify,
  newAccountOptions,
  newAccountPage,
  newAccountVerify,
  passkeyOptions,
  passkeyPage,
  passkeyVerify,
  withoutScripts,
} from './reporter-account/passkey.tsx'
import { addReport, letReportGo, openReport, reportsPage, showTogether, signOut } from './reporter-account/reports.tsx'
import { deleteAccount, endSession, removeAddress, removePasskey, settingsPage } from './reporter-account/settings.tsx'
import { askForCode, codePage, enterCode, waysInPage } from './reporter-account/sign-in.tsx'

const open = { who: 'everyone', kind: 'receipt', only: 'accounts' } as const
const inside = { who: 'account', kind: 'receipt', only: 'accounts' } as const
/** Scripts, for passkeys and for nothing else. */
const scripted = { kind: 'member' } as const

/** Accounts of reporters. None of these rows is there where the operator did not ask for them. */
export const accountRoutes: readonly Route[] = [
  { ...open, method: 'GET', path: '/account/sign-in', handle: waysInPage },
  { ...open, method: 'POST', path: '/account/code', handle: askForCode },
  { ...open, method: 'GET', path: '/account/code', handle: codePage },
  { ...open, method: 'POST', path: '/account/code/enter', handle: enterCode },
  { ...open, ...scripted, method: 'GET', path: '/account/passkey', handle: passkeyPage },
  { ...open, method: 'POST', path: '/account/passkey/options', handle: passkeyOptions },
  { ...open, method: 'POST', path: '/account/passkey/verify', handle: passkeyVerify },
  { ...open, ...scripted, method: 'GET', path: '/account/new', handle: newAccountPage },
  { ...open, method: 'POST', path: '/account/new/options', handle: newAccountOptions },
  { ...open, method: 'POST', path: '/account/new/verify', handle: newAccountVerify },
  { ...open, method: 'POST', path: '/account/without-scripts', handle: withoutScripts },

  { ...inside, method: 'GET', path: '/account', handle: reportsPage },
  { ...inside, method: 'POST', path: '/account/reports', handle: addReport },
  { ...inside, method: 'POST', path: '/account/reports/:number/open', handle: openReport },
  { ...inside, method: 'POST', path: '/account/reports/:number/let-go', handle: letReportGo },
  { ...inside, method: 'POST', path: '/account/reports/:number/together', handle: showTogether },
  { ...inside, method: 'POST', path: '/account/sign-out', handle: signOut },
  { ...inside, method: 'GET', path: '/account/settings', handle: settingsPage },
  { ...inside, ...scripted, method: 'GET', path: '/account/passkeys', handle: addPasskeyPage },
  { ...inside, method: 'POST', path: '/account/passkeys/options', handle: addPasskeyOptions },
  { ...inside, method: 'POST', path: '/account/passkeys/verify', handle: addPasskeyVerify },
  { ...inside, method: 'POST', path: '/account/passkeys/remove', handle: removePasskey },
  { ...inside, method: 'POST', path: '/account/address/remove', handle: removeAddress },
  { ...inside, method: 'POST', path: '/account/sessions/end', handle: endSession },
  { ...inside, method: 'POST', path: '/account/delete', handle: deleteAccount },
]
