import { sweepChallenges } from '../store/challenge-rows.ts'
import { sweepEnrolments } from '../store/enrolment-rows.ts'
import { sweepSessions } from '../store/session-rows.ts'
import { sweepTwoPerson } from '../store/two-person-rows.ts'
import type { TeamContext } from './context.ts'
import { deskLog } from './desk-log.ts'
import { enrol, enrolmentChallenge, firstEnrolment, invitation } from './enrolment.ts'
import { glassBroken, glassOf } from './glass.ts'
import { headerSignIn } from './header-sign-in.ts'
import { addMember, inviteAgain, members, removeMember, setRole, setShownAs } from './member.ts'
import { addPasskey, passkeyChallenge, removePasskey, renamePasskey } from './own-passkeys.ts'
import { passkeys } from './passkey.ts'
import { errandTyped, fromProvider, identities, toProvider, unlink } from './provider-sign-in.ts'
import {
  makeRecoveryCode,
  putAwayRecoveryCode,
  recoveryCode,
  recoveryCodeSince,
  useRecoveryCode,
} from './recovery-code.ts'
import { endReporterSession, openReporterSession, reporterSession } from './reporter.ts'
import { roster } from './roster.ts'
import { endOtherSessions, endSession, session, sessions, signOut, stands } from './session.ts'
import { memberSignIn, signIn, signInChallenge, signInLink, stepUp, stepUpChallenge, useSignInLink } from './sign-in.ts'
import { endSpilled } from './spilled.ts'
import type { Team } from './team.ts'
import { bearer, createToken, revokeToken, tokens } from './token.ts'
import { agreeTwoPerson, askTwoPerson, recoveryLink, stopTwoPerson, twoPersonRequests } from './two-person.ts'

/** The team over a store. It keeps nothing in memory: any number of nodes may hold one each. */
export function openTeam(context: TeamContext): Team {
  return {
    session: (token) => session(context, token),
    stands: (session) => stands(context, session),
    bearer: (token) => bearer(context, token),
    reporterSession: (token) => reporterSession(context, token),

    members: () => members(context),
    addMember: (ask) => addMember(context, ask),
    inviteAgain: (ask) => inviteAgain(context, ask),
    setRole: (ask) => setRole(context, ask),
    removeMember: (ask) => removeMember(context, ask),
    memberSignIn: (name) => memberSignIn(context, name),
    firstEnrolment: () => firstEnrolment(context),

    invitation: (code) => invitation(context, code),
    enrolmentChallenge: (code, name) => enrolmentChallenge(context, code, name),
    enrol: (code, answer, browser) => enrol(context, code, answer, browser),
    signInChallenge: () => signInChallenge(context),
    signIn: (answer, browser) => signIn(context, answer, browser),
    signInLink: (code) => signInLink(context, code),
    useSignInLink: (code, browser) => useSignInLink(context, code, browser),
    signOut: (token) => signOut(context, token),

    stepUpChallenge: (who, act) => stepUpChallenge(context, who, act),
    stepUp: (who, act, answer) => stepUp(context, who, act, answer),

    passkeys: (member) => passkeys(context, member),
    passkeyChallenge: (who) => passkeyChallenge(context, who),
    addPasskey: (who, answer, browser) => addPasskey(context, who, answer, browser),
    removePasskey: (who, passkey) => removePasskey(context, who, passkey),
    renamePasskey: (who, passkey, name) => renamePasskey(context, who, passkey, name),
    recoveryCode: (who, token) => recoveryCode(context, who, token),
    makeRecoveryCode: (who, token) => makeRecoveryCode(context, who, token),
    putAwayRecoveryCode: (who) => putAwayRecoveryCode(context, who),
    useRecoveryCode: (code, browser) => useRecoveryCode(context, code, browser),
    recoveryCodeSince: (member) => recoveryCodeSince(context, member),
    sessions: (member) => sessions(context, member, context.clock.now()),
    endSession: (member, id) => endSession(context, member, id),
    endOtherSessions: (who) => endOtherSessions(context, who),
    setShownAs: (member, shownAs, known) => setShownAs(context, member, shownAs, known),
    roster: () => roster(context),

    providerName: context.provider?.name ?? null,
    toProvider: (errand, typed) => toProvider(context, errand, typed),
    errandTyped: (cookie) => errandTyped(context, cookie),
    fromProvider: (ask) => fromProvider(context, ask),
    identities: (member) => identities(context, member),
    unlink: (who, identity) => unlink(context, who, identity),
    headerSignIn: (ask) => headerSignIn(context, ask),

    log: () => deskLog(context),
    twoPersonRequests: () => twoPersonRequests(context),
    askTwoPerson: (ask) => askTwoPerson(context, ask),
    agreeTwoPerson: (ask) => agreeTwoPerson(context, ask),
    stopTwoPerson: (ask) => stopTwoPerson(context, ask),
    recoveryLink: (ask) => recoveryLink(context, ask),
    glassBroken: (member, subject) => glassBroken(context, member, subject),
    glassOf: (subject) => glassOf(context, subject),

    createToken: (ask) => createToken(context, ask),
    tokens: (member) => tokens(context, member),
    revokeToken: (ask) => revokeToken(context, ask),

    endSpilled: (text, by) => endSpilled(context, text, by),

    openReporterSession: (access) => openReporterSession(context, access),
    endReporterSession: (token) => endReporterSession(context, token),

    async sweep() {
      const now = context.clock.now()
      await context.store.write([sweepSessions(now), sweepChallenges(now), sweepEnrolments(now), sweepTwoPerson(now)])
    },
  }
}
