import { publishing } from '../api/command-names.ts'
import type { Route } from '../route.ts'
import { begin, beginPage, confirmFirstStep } from './begin/begin.tsx'
import { makePractice, practiceAdvisory, practiceThread, removePractice } from './begin/practice.tsx'
import { postAct } from './desk/act-post.ts'
import { type ActName, actSpecs } from './desk/act-specs.ts'
import { advisoryEditor } from './desk/advisory-page.tsx'
import { affectedPage, postAffected } from './desk/affected-page.tsx'
import { AUDIT, auditPage, checkpointFile } from './desk/audit/audit-page.tsx'
import { caseFile } from './desk/case-file.ts'
import { casePage } from './desk/case-page.tsx'
import { clusterPage, postCluster } from './desk/cluster-page.tsx'
import { askForErasing, erasePage } from './desk/erase-page.tsx'
import { figuresPage } from './desk/figures-page.tsx'
import { guestsPage, inviteGuest, removeGuest, writeToGuest } from './desk/guests-page.tsx'
import { inboxPage, releaseQuiet } from './desk/inbox.tsx'
import { dropView, keepView, wasHere } from './desk/inbox-own-post.ts'
import { changeIntake, INTAKE, intakePage } from './desk/intake-page.tsx'
import { keepTyped } from './desk/kept-post.ts'
import { enterCase, newCasePage } from './desk/new-case.tsx'
import { caseNews, inboxNews } from './desk/news.ts'
import { publishPage } from './desk/publish-page.tsx'
import { postQuiet, QUIET, quietPage } from './desk/quiet-page.tsx'
import { search, searchPage } from './desk/search.tsx'
import { postSeverity, severityPage } from './desk/severity-page.tsx'
import { STATE, statePage } from './desk/state-page.tsx'
import { postMany, undoMany } from './desk/triage/many-post.ts'
import { triagePage } from './desk/triage/triage-page.tsx'
import { postTriage, putAway, undoHeld, undonePage } from './desk/triage/triage-post.ts'
import { tryAgain, UNDELIVERED, undeliveredPage } from './desk/undelivered.tsx'
import { chooseKeys } from './own-keys.ts'

const kind = 'member'

/** The team's side. Observers read every page of a case; acts are for members, and what reaches the public asks for a fresh passkey. */
export const deskRoutes: readonly Route[] = [
  { method: 'GET', path: '/desk', who: 'observer', kind, handle: inboxPage },
  { method: 'POST', path: '/desk/release', who: 'lead', kind, stepUp: true, handle: releaseQuiet },
  { method: 'POST', path: '/desk/here', who: 'observer', kind, handle: wasHere },
  { method: 'POST', path: '/desk/views', who: 'observer', kind, handle: keepView },
  { method: 'POST', path: '/desk/views/drop', who: 'observer', kind, handle: dropView },
  { method: 'GET', path: QUIET, who: 'lead', kind, handle: quietPage },
  { method: 'POST', path: QUIET, who: 'lead', kind, stepUp: true, handle: postQuiet },
  { method: 'GET', path: '/desk/news', who: 'observer', kind, handle: inboxNews },
  { method: 'POST', path: '/desk/account/keys', who: 'observer', kind, handle: chooseKeys },
  { method: 'GET', path: '/desk/triage', who: 'observer', kind, handle: triagePage },
  { method: 'POST', path: '/desk/triage', who: 'member', kind, handle: postTriage },
  { method: 'GET', path: '/desk/triage/undo', who: 'member', kind, handle: undonePage },
  { method: 'POST', path: '/desk/triage/undo', who: 'member', kind, handle: undoHeld },
  { method: 'POST', path: '/desk/triage/undo-many', who: 'member', kind, handle: undoMany },
  { method: 'POST', path: '/desk/triage/many', who: 'member', kind, handle: postMany },
  { method: 'POST', path: '/desk/triage/put-away', who: 'member', kind, handle: putAway },
  { method: 'GET', path: '/desk/begin', who: 'lead', kind, handle: beginPage },
  { method: 'POST', path: '/desk/begin', who: 'lead', kind, handle: begin },
  { method: 'POST', path: '/desk/begin/done', who: 'lead', kind, handle: confirmFirstStep },
  { method: 'POST', path: '/desk/practice', who: 'lead', kind, handle: makePractice },
  { method: 'POST', path: '/desk/practice/remove', who: 'lead', kind, handle: removePractice },
  { method: 'POST', path: '/desk/practice/thread', who: 'member', kind, handle: practiceThread },
  { method: 'GET', path: '/desk/practice/advisory', who: 'observer', kind, handle: practiceAdvisory },
  { method: 'GET', path: STATE, who: 'observer', kind, handle: statePage },
  { method: 'GET', path: UNDELIVERED, who: 'member', kind, handle: undeliveredPage },
  { method: 'POST', path: UNDELIVERED, who: 'member', kind, handle: tryAgain },
  { method: 'GET', path: '/desk/figures', who: 'observer', kind, handle: figuresPage },
  { method: 'GET', path: INTAKE, who: 'observer', kind, handle: intakePage },
  { method: 'POST', path: INTAKE, who: 'lead', kind, handle: changeIntake },
  { method: 'GET', path: AUDIT, who: 'observer', kind, handle: auditPage },
  { method: 'GET', path: `${AUDIT}/checkpoint`, who: 'observer', kind: 'download', handle: checkpointFile },
  { method: 'GET', path: '/desk/search', who: 'observer', kind, handle: searchPage },
  { method: 'POST', path: '/desk/search', who: 'observer', kind, handle: search },

  { method: 'GET', path: '/desk/cases/new', who: 'member', kind, handle: newCasePage },
  { method: 'POST', path: '/desk/cases/new', who: 'member', kind, handle: enterCase },
  { method: 'GET', path: '/desk/cases/:number', who: 'observer', kind, handle: casePage },
  { method: 'GET', path: '/desk/cases/:number/news', who: 'observer', kind, handle: caseNews },
  { method: 'POST', path: '/desk/cases/:number/kept', who: 'member', kind, handle: keepTyped },
  { method: 'GET', path: '/desk/cases/:number/advisory', who: 'observer', kind, handle: advisoryEditor },
  { method: 'GET', path: '/desk/cases/:number/publish', who: 'observer', kind, handle: publishPage },
  { method: 'GET', path: '/desk/cases/:number/severity', who: 'observer', kind, handle: severityPage },
  { method: 'POST', path: '/desk/cases/:number/severity', who: 'member', kind, handle: postSeverity },
  { method: 'GET', path: '/desk/cases/:number/cluster', who: 'observer', kind, handle: clusterPage },
  { method: 'POST', path: '/desk/cases/:number/cluster', who: 'member', kind, handle: postCluster },
  { method: 'GET', path: '/desk/cases/:number/guests', who: 'observer', kind, handle: guestsPage },
  { method: 'POST', path: '/desk/cases/:number/guests', who: 'lead', kind, stepUp: true, handle: inviteGuest },
  { method: 'POST', path: '/desk/cases/:number/guests/message', who: 'member', kind, handle: writeToGuest },
  { method: 'POST', path: '/desk/cases/:number/guests/remove', who: 'lead', kind, handle: removeGuest },
  { method: 'GET', path: '/desk/cases/:number/affected', who: 'observer', kind, handle: affectedPage },
  { method: 'POST', path: '/desk/cases/:number/affected', who: 'member', kind, handle: postAffected },
  { method: 'GET', path: '/desk/cases/:number/erase', who: 'lead', kind, handle: erasePage },
  { method: 'POST', path: '/desk/cases/:number/erase', who: 'lead', kind, stepUp: true, handle: askForErasing },
  { method: 'GET', path: '/desk/cases/:number/files/:file', who: 'observer', kind: 'download', handle: caseFile },

  // One row for each act, so that the table itself says which of them ask for a passkey.
  ...(Object.keys(actSpecs) as ActName[]).map(
    (act): Route => ({
      method: 'POST',
      path: `/desk/cases/:number/acts/${act}`,
      who: 'member',
      kind,
      stepUp: publishing.has(act),
      handle: postAct(act),
    }),
  ),
]
