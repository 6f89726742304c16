import { ADD_PASSKEY } from '../../team/strong.ts'
import type { Route } from '../route.ts'
import {
  accountPage,
  beNamed,
  createToken,
  endOtherSessions,
  endSession,
  removePasskey,
  renamePasskey,
  revokeToken,
  unlink,
} from './account.tsx'
import { addPasskeyOptions, addPasskeyPage, addPasskeyVerify } from './add-passkey.tsx'
import { DESK_LOG, deskLogPage } from './desk-log.tsx'
import { enrolOptions, enrolPage, enrolVerify } from './enrol.tsx'
import { headerSignIn } from './header-sign-in.tsx'
import { changeRole, inviteAgain, memberPage, remove } from './member.tsx'
import { invite, membersPage } from './members.tsx'
import { noticesChoice, noticesFeed, noticesMail, noticesPage } from './notices.tsx'
import { fromProvider, PROVIDER, toConfirm, toEnrol, toLink, toSignIn } from './provider.tsx'
import {
  enterRecoveryCode,
  newRecoveryCode,
  recoveryCodeKept,
  recoveryCodePage,
  useRecoveryCode,
} from './recovery-code.tsx'
import { secondPasskeyPage } from './second-passkey.tsx'
import {
  signInLinkPage,
  signInOptions,
  signInPage,
  signInVerify,
  signOut,
  useSignInLink,
  withoutScripts,
} from './sign-in.tsx'
import { stepUpOptions, stepUpToken, stepUpVerify } from './step-up.tsx'
import { agree, askForGlass, askForRecovery, erase, handOver, stop, TWO_PERSON, twoPersonPage } from './two-person.tsx'

/** How people come in, and what they look after once they are. */
export const teamRoutes: readonly Route[] = [
  { method: 'GET', path: '/enrol/:code', who: 'everyone', kind: 'member', handle: enrolPage },
  { method: 'POST', path: '/enrol/:code/options', who: 'everyone', kind: 'member', handle: enrolOptions },
  { method: 'POST', path: '/enrol/:code/verify', who: 'everyone', kind: 'member', handle: enrolVerify },

  { method: 'POST', path: '/enrol/:code/provider', who: 'everyone', kind: 'member', handle: toEnrol },

  { method: 'GET', path: '/sign-in', who: 'everyone', kind: 'member', handle: signInPage },
  { method: 'POST', path: '/sign-in/options', who: 'everyone', kind: 'member', handle: signInOptions },
  { method: 'POST', path: '/sign-in/verify', who: 'everyone', kind: 'member', handle: signInVerify },
  { method: 'POST', path: '/sign-in/without-scripts', who: 'everyone', kind: 'member', handle: withoutScripts },
  { method: 'GET', path: '/sign-in/recovery', who: 'everyone', kind: 'member', handle: enterRecoveryCode },
  { method: 'POST', path: '/sign-in/recovery', who: 'everyone', kind: 'member', handle: useRecoveryCode },
  { method: 'POST', path: PROVIDER, who: 'everyone', kind: 'member', handle: toSignIn },
  { method: 'GET', path: `${PROVIDER}/back`, who: 'everyone', kind: 'member', handle: fromProvider },
  { method: 'POST', path: '/sign-in/header', who: 'everyone', kind: 'member', handle: headerSignIn },
  { method: 'GET', path: '/sign-in/:code', who: 'everyone', kind: 'member', handle: signInLinkPage },
  { method: 'POST', path: '/sign-in/:code', who: 'everyone', kind: 'member', handle: useSignInLink },
  { method: 'POST', path: '/sign-out', who: 'observer', kind: 'member', handle: signOut },

  { method: 'POST', path: '/desk/step-up/options', who: 'observer', kind: 'member', handle: stepUpOptions },
  { method: 'POST', path: '/desk/step-up/verify', who: 'observer', kind: 'member', handle: stepUpVerify },
  { method: 'POST', path: '/desk/step-up/provider', who: 'observer', kind: 'member', handle: toConfirm },
  { method: 'GET', path: '/desk/step-up/token', who: 'observer', kind: 'member', handle: stepUpToken },

  { method: 'GET', path: DESK_LOG, who: 'observer', kind: 'member', handle: deskLogPage },
  { method: 'GET', path: '/desk/account', who: 'observer', kind: 'member', handle: accountPage },
  { method: 'GET', path: ADD_PASSKEY, who: 'observer', kind: 'member', handle: addPasskeyPage },
  { method: 'POST', path: `${ADD_PASSKEY}/options`, who: 'observer', kind: 'member', handle: addPasskeyOptions },
  { method: 'POST', path: `${ADD_PASSKEY}/verify`, who: 'observer', kind: 'member', handle: addPasskeyVerify },
  {
    method: 'POST',
    path: `${ADD_PASSKEY}/remove`,
    who: 'observer',
    kind: 'member',
    stepUp: true,
    ownKeys: true,
    handle: removePasskey,
  },
  { method: 'POST', path: `${ADD_PASSKEY}/rename`, who: 'observer', kind: 'member', handle: renamePasskey },
  {
    method: 'POST',
    path: '/desk/account/provider',
    who: 'observer',
    kind: 'member',
    stepUp: true,
    ownKeys: true,
    handle: toLink,
  },
  {
    method: 'POST',
    path: '/desk/account/provider/unlink',
    who: 'observer',
    kind: 'member',
    stepUp: true,
    ownKeys: true,
    handle: unlink,
  },
  { method: 'GET', path: '/desk/second-passkey', who: 'observer', kind: 'member', handle: secondPasskeyPage },
  { method: 'GET', path: '/desk/recovery-code', who: 'observer', kind: 'member', handle: recoveryCodePage },
  { method: 'POST', path: '/desk/recovery-code', who: 'observer', kind: 'member', handle: recoveryCodeKept },
  {
    method: 'POST',
    path: '/desk/account/recovery-code',
    who: 'observer',
    kind: 'member',
    stepUp: true,
    ownKeys: true,
    handle: newRecoveryCode,
  },
  {
    method: 'POST',
    path: '/desk/account/sessions/end-others',
    who: 'observer',
    kind: 'member',
    handle: endOtherSessions,
  },
  { method: 'POST', path: '/desk/account/sessions/end', who: 'observer', kind: 'member', handle: endSession },
  { method: 'POST', path: '/desk/account/tokens', who: 'observer', kind: 'member', stepUp: true, handle: createToken },
  { method: 'POST', path: '/desk/account/tokens/revoke', who: 'observer', kind: 'member', handle: revokeToken },
  {
    method: 'POST',
    path: '/desk/account/named',
    who: 'observer',
    kind: 'member',
    stepUp: true,
    ownKeys: true,
    handle: beNamed,
  },

  { method: 'GET', path: '/desk/notices', who: 'observer', kind: 'member', handle: noticesPage },
  { method: 'POST', path: '/desk/notices/mail', who: 'observer', kind: 'member', handle: noticesMail },
  { method: 'POST', path: '/desk/notices/feed', who: 'observer', kind: 'member', handle: noticesFeed },
  { method: 'POST', path: '/desk/notices/choice', who: 'observer', kind: 'member', handle: noticesChoice },

  { method: 'GET', path: TWO_PERSON, who: 'member', kind: 'member', handle: twoPersonPage },
  {
    method: 'POST',
    path: `${TWO_PERSON}/recovery`,
    who: 'member',
    kind: 'member',
    stepUp: true,
    handle: askForRecovery,
  },
  { method: 'POST', path: `${TWO_PERSON}/break-glass`, who: 'lead', kind: 'member', stepUp: true, handle: askForGlass },
  { method: 'POST', path: `${TWO_PERSON}/agree`, who: 'member', kind: 'member', stepUp: true, handle: agree },
  { method: 'POST', path: `${TWO_PERSON}/stop`, who: 'member', kind: 'member', handle: stop },
  { method: 'POST', path: `${TWO_PERSON}/link`, who: 'member', kind: 'member', stepUp: true, handle: handOver },
  { method: 'POST', path: `${TWO_PERSON}/erase`, who: 'lead', kind: 'member', stepUp: true, handle: erase },

  { method: 'GET', path: '/desk/members', who: 'lead', kind: 'member', handle: membersPage },
  { method: 'GET', path: '/desk/members/:id', who: 'lead', kind: 'member', handle: memberPage },
  { method: 'POST', path: '/desk/members/invite', who: 'lead', kind: 'member', stepUp: true, handle: invite },
  { method: 'POST', path: '/desk/members/:id/role', who: 'lead', kind: 'member', stepUp: true, handle: changeRole },
  { method: 'POST', path: '/desk/members/:id/link', who: 'lead', kind: 'member', stepUp: true, handle: inviteAgain },
  { method: 'POST', path: '/desk/members/:id/remove', who: 'lead', kind: 'member', stepUp: true, handle: remove },
]
