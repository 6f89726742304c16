import * as advisory from '../src/store/advisory-rows.ts'
import { schemaAt, type Table } from '../src/store/archive/tables.ts'
import * as audit from '../src/store/audit.ts'
import * as log from '../src/store/audit-rows.ts'
import * as blob from '../src/store/blob-rows.ts'
import * as caseMember from '../src/store/case-member-rows.ts'
import * as chain from '../src/store/chain-rows.ts'
import * as challenge from '../src/store/challenge-rows.ts'
import * as deadline from '../src/store/deadline-rows.ts'
import * as draft from '../src/store/draft-rows.ts'
import * as enrolment from '../src/store/enrolment-rows.ts'
import * as erase from '../src/store/erase-rows.ts'
import * as event from '../src/store/event-rows.ts'
import * as figure from '../src/store/figure-rows.ts'
import * as held from '../src/store/held-rows.ts'
import * as identity from '../src/store/identity-rows.ts'
import * as inbox from '../src/store/inbox-rows.ts'
import * as kept from '../src/store/kept-text-rows.ts'
import * as keys from '../src/store/key-rows.ts'
import * as leaf from '../src/store/leaf.ts'
import * as lease from '../src/store/lease-rows.ts'
import * as member from '../src/store/member-rows.ts'
import * as mention from '../src/store/mention-rows.ts'
import * as meta from '../src/store/meta-rows.ts'
import * as notice from '../src/store/notice-rows.ts'
import * as outbox from '../src/store/outbox-rows.ts'
import * as own from '../src/store/own-desk-rows.ts'
import * as person from '../src/store/person-rows.ts'
import * as policy from '../src/store/policy-rows.ts'
import * as receipt from '../src/store/receipt-rows.ts'
import * as recovery from '../src/store/recovery-rows.ts'
import * as account from '../src/store/reporter-account-rows.ts'
import * as session from '../src/store/session-rows.ts'
import type { Param, Statement } from '../src/store/store.ts'
import * as tableRows from '../src/store/table-rows.ts'
import * as token from '../src/store/token-rows.ts'
import * as twoPerson from '../src/store/two-person-rows.ts'

const bytes = new Uint8Array(3)
const anAccount = { id: 'a', rev: 1, mailbox: 'm', created_at: 1, body: bytes }
const aCode = { tag: 't', mailbox: 'm', asked_at: 1, tries: 0, body: bytes }
const row: inbox.InboxRecord = {
  stream: 's',
  number: 'n',
  head_seq: 1,
  stage: 'a',
  grp: 'b',
  embargo: 'c',
  assignee: 'd',
  door: 'e',
  due_at: 1,
  publish_at: 1,
  waiting_since: 1,
  created_at: 1,
  updated_at: 1,
  body: bytes,
}
const moved = { ...row, stage: 'x', grp: 'y', assignee: 'z' }
const job: outbox.JobRecord = {
  id: 'i',
  lane: 'reply',
  topic: 't',
  dedupe: 'd',
  stream: 's',
  run_at: 1,
  lease_until: 0,
  lease_by: '',
  fence: 0,
  tries: 0,
  done_at: 0,
  dead_at: 0,
  last_error: '',
  body: bytes,
}
const asked: twoPerson.TwoPersonRecord = {
  id: 'i',
  kind: 'k',
  subject: 's',
  asked_by: 'm',
  agreed_by: '',
  asked_at: 1,
  ready_at: 1,
  ends_at: 1,
  state: 'asked',
  body: bytes,
}
const aLeaf = { id: 'i', at: 1, actor: 'a', act: 'b', stream: 's', commitment: bytes }
const aKey = { id: 'k', kind: 'case', owner: 's', root_id: 'r', wrapped: bytes }
const key = { at: 1, number: 'n' }
const place = { member: 'm', stream: 's', form: 'f', once: 'o' }

/** Each module with one call of every function that makes statements: a function that is missing here fails the test. */
export const modules: [name: string, module: object, made: Record<string, Statement | Statement[] | null>][] = [
  [
    'advisory-rows',
    advisory,
    {
      publishRevision: [
        ...advisory.publishRevision({ id: 'A', revision: 2, stream: 's', publishedAt: 1, updatedAt: 2, body: '{}' }),
      ],
      advisoryRevisions: advisory.advisoryRevisions('A'),
      setRevisionBody: advisory.setRevisionBody('A-2027-0001', 1, '{}'),
      advisoryPage: [advisory.advisoryPage(9), advisory.advisoryPage(9, { at: 1, id: 'A' })],
      readCounter: advisory.readCounter('c'),
      takeNumber: advisory.takeNumber('c', 0),
      dropStrayAdvisories: advisory.dropStrayAdvisories(),
      dropAdvisoriesOf: advisory.dropAdvisoriesOf('s'),
    },
  ],
  ['audit', audit, { makeLeaf: null, commit: null, leavesOf: audit.leavesOf('s', 0, 9), firstBrokenLeaf: null }],
  [
    'audit-rows',
    log,
    {
      waitingLeaves: log.waitingLeaves(9),
      numberLeaf: log.numberLeaf({ stream: 's', n: 1 }, 1),
      logSize: log.logSize(),
      growLog: log.growLog(0, 1),
      leavesByNumber: log.leavesByNumber(0, 9),
      leavesByStream: log.leavesByStream({ stream: 's', n: 1 }, 9),
      logPage: log.logPage('m', 9, 9),
      logPageOfActor: log.logPageOfActor('m', 'a', 9, 9),
      logPageOfStream: log.logPageOfStream('s', 9, 9),
      casesOpened: log.casesOpened('a', 1, 9),
      firstOpened: log.firstOpened('s'),
      findTile: log.findTile(0, 0),
      putTile: log.putTile({ level: 0, n: 0, hashes: bytes }),
      insertCheckpoint: log.insertCheckpoint({ size: 1, at: 1, day: '', note: 'n' }),
      markDay: log.markDay(1, 'd'),
      newestCheckpoint: log.newestCheckpoint(),
      newestDay: log.newestDay(),
      checkpointOfDay: log.checkpointOfDay('d'),
      checkpointsAfter: log.checkpointsAfter(0, 9),
    },
  ],
  ['leaf', leaf, { leafHead: leaf.leafHead('s'), insertLeaf: leaf.insertLeaf(aLeaf, leaf.NO_LEAF), leafHash: null }],
  [
    'blob-rows',
    blob,
    {
      expectBlob: blob.expectBlob('b', 's', 1),
      keepBlob: blob.keepBlob('b', 's', 1),
      dropBlob: blob.dropBlob('b', 's'),
      dropBlobsOf: blob.dropBlobsOf('s'),
      blobWanted: blob.blobWanted('b'),
    },
  ],
  [
    'case-member-rows',
    caseMember,
    {
      seenBy: null,
      putCaseMembers: [...caseMember.putCaseMembers('s', ['m']), ...caseMember.putCaseMembers('s', null)],
      caseMembers: caseMember.caseMembers('s'),
      keptFrom: caseMember.keptFrom('m'),
      keptCounts: caseMember.keptCounts('m'),
      casesWithoutLead: caseMember.casesWithoutLead(9),
      activeLeads: caseMember.activeLeads(),
      dropStrayCaseMembers: caseMember.dropStrayCaseMembers(),
    },
  ],
  ['challenge-rows', challenge, { usedChallenge: null, sweepChallenges: challenge.sweepChallenges(1) }],
  [
    'deadline-rows',
    deadline,
    {
      putDeadlines: deadline.putDeadlines('s', [['news', 1]]),
      dueDeadlines: deadline.dueDeadlines(1, 9),
      plannedPublications: deadline.plannedPublications(9),
      dropStrayDeadlines: deadline.dropStrayDeadlines(),
    },
  ],
  [
    'draft-rows',
    draft,
    {
      insertDraft: draft.insertDraft('t', bytes, 1),
      updateDraft: draft.updateDraft('t', 1, bytes, 1),
      sendDraft: draft.sendDraft('t', 1, bytes, 1),
      findDraft: draft.findDraft('t'),
      draftsBefore: draft.draftsBefore(1, 9),
      deleteDraft: draft.deleteDraft('t', 1),
    },
  ],
  [
    'enrolment-rows',
    enrolment,
    {
      insertEnrolment: enrolment.insertEnrolment('t', 'm', 'p', 1),
      useEnrolment: enrolment.useEnrolment('t', 1),
      voidEnrolments: enrolment.voidEnrolments('m', 'p'),
      findEnrolment: enrolment.findEnrolment('t'),
      sweepEnrolments: enrolment.sweepEnrolments(1),
    },
  ],
  [
    'erase-rows',
    erase,
    {
      dropTraces: erase.dropTraces('s'),
      dropWaysIn: erase.dropWaysIn('s'),
      erasedRow: null,
      personsOf: erase.personsOf('s'),
      filesOf: erase.filesOf('s'),
      publishedOf: erase.publishedOf('s'),
    },
  ],
  [
    'event-rows',
    event,
    {
      insertEvents: event.insertEvents([
        {
          stream: 's',
          seq: 1,
          id: 'i',
          code: 'c',
          v: 1,
          actor: 'a',
          cause: 'c',
          at: 1,
          body: bytes,
        },
      ]),
      streamEvents: event.streamEvents('s'),
      streamHead: event.streamHead('s'),
      streamsAfter: event.streamsAfter('', 9),
      newestEventAt: event.newestEventAt(),
      insertUnique: event.insertUnique({ scope: 's', tag: 't', owner: 'o' }),
      findOwner: event.findOwner('s', 't'),
    },
  ],
  [
    'chain-rows',
    chain,
    {
      putChain: chain.putChain({ stream: 's', chain: 'c', slower: 0 }),
      chainOf: chain.chainOf('s'),
      waitingInChain: chain.waitingInChain('c'),
    },
  ],
  [
    'figure-rows',
    figure,
    {
      putFigure: figure.putFigure({
        stream: 's',
        received_at: 1,
        answered_at: 1,
        fixed_at: 1,
        ended_at: 1,
        body: bytes,
      }),
      figuresSince: figure.figuresSince(1, 9),
      figureOf: figure.figureOf('s'),
      dropStrayFigures: figure.dropStrayFigures(),
    },
  ],
  [
    'inbox-rows',
    inbox,
    {
      insertInboxRow: inbox.insertInboxRow(row),
      moveInboxRow: inbox.moveInboxRow(row, moved),
      deletePracticeRow: inbox.deletePracticeRow('s'),
      caseByNumber: inbox.caseByNumber('n'),
      caseByStream: inbox.caseByStream('s'),
      inboxByDue: pages(inbox.inboxByDue),
      changedBetween: [
        inbox.changedBetween('m', { after: 1, until: 2 }, 9),
        inbox.changedBetween('m', { after: 1, until: 2 }, 9, key),
      ],
      changedSince: inbox.changedSince('m', 1, 9),
      overBefore: inbox.overBefore({ at: 1, number: 'n' }, 2, 9),
      headsSince: [inbox.headsSince(1, 9), inbox.headsSince(1, 9, { at: 2, number: 'n' })],
      inboxByUpdate: [{ viewer: null }, { grp: 'b', viewer: 'm' }].flatMap((filter) => [
        inbox.inboxByUpdate({ ...filter, limit: 9 }),
        inbox.inboxByUpdate({ ...filter, limit: 9 }, key),
      ]),
      inboxCounts: inbox.inboxCounts('grp'),
      dropStrayRows: inbox.dropStrayRows(),
      freeNumber: inbox.freeNumber('n', 's'),
      recount: inbox.recount(),
    },
  ],
  [
    'key-rows',
    keys,
    {
      insertKey: keys.insertKey(aKey),
      findKey: keys.findKey('case', 's'),
      purposeKeys: keys.purposeKeys(),
      keysAfter: keys.keysAfter('', 9),
      keyIds: keys.keyIds(),
      rewrapKey: keys.rewrapKey(aKey, 'r', bytes),
      destroyKey: keys.destroyKey('case', 's'),
      keysByRoot: keys.keysByRoot(),
      allowRoot: keys.allowRoot('r'),
      retireRoot: keys.retireRoot('r'),
      rootKeys: keys.rootKeys(),
    },
  ],
  [
    'lease-rows',
    lease,
    {
      takeLease: lease.takeLease('l', 'h', 1, 2),
      holdsLease: lease.holdsLease('l', 'h', 1),
      releaseLease: lease.releaseLease('l', 'h'),
      findLease: lease.findLease('l'),
    },
  ],
  [
    'member-rows',
    member,
    {
      insertMember: member.insertMember({ id: 'm', role: 'lead', state: 'active', since: 1, body: bytes }),
      updateMember: member.updateMember({ id: 'm', role: 'lead', state: 'active', since: 1, body: bytes }, 'active'),
      findMember: member.findMember('m'),
      allMembers: member.allMembers(),
      insertPasskey: member.insertPasskey({ id: 'p', member: 'm', counter: 0, created_at: 1, used_at: 0, body: bytes }),
      usePasskey: member.usePasskey('p', 0, 1, 1),
      renamePasskey: member.renamePasskey('p', 'm', bytes),
      deletePasskey: member.deletePasskey('p', 'm'),
      findPasskey: member.findPasskey('p'),
      passkeysOf: member.passkeysOf('m'),
    },
  ],
  [
    'recovery-rows',
    recovery,
    {
      putRecoveryCode: recovery.putRecoveryCode('m', 't', 1),
      useRecoveryCode: recovery.useRecoveryCode('t'),
      dropRecoveryCode: recovery.dropRecoveryCode('m'),
      findRecoveryCode: recovery.findRecoveryCode('t'),
      recoveryCodeOf: recovery.recoveryCodeOf('m'),
    },
  ],
  [
    'two-person-rows',
    twoPerson,
    {
      insertTwoPerson: twoPerson.insertTwoPerson(asked),
      moveTwoPerson: twoPerson.moveTwoPerson(asked, { ...asked, state: 'used' }),
      findTwoPerson: twoPerson.findTwoPerson('i'),
      openTwoPerson: twoPerson.openTwoPerson(1),
      sweepTwoPerson: twoPerson.sweepTwoPerson(1),
    },
  ],
  [
    'reporter-account-rows',
    account,
    {
      insertAccount: account.insertAccount({ id: 'a', mailbox: 'm', created_at: 1, body: bytes }),
      updateAccount: account.updateAccount(anAccount, 'm', bytes),
      findAccount: account.findAccount('a'),
      accountOfMailbox: account.accountOfMailbox('m'),
      deleteAccount: account.deleteAccount(anAccount),
      insertReporterPasskey: account.insertReporterPasskey({
        id: 'p',
        account: 'a',
        counter: 0,
        created_at: 1,
        used_at: 0,
        body: bytes,
      }),
      useReporterPasskey: account.useReporterPasskey('p', 0, 1, 1),
      deleteReporterPasskey: account.deleteReporterPasskey('p', 'a'),
      findReporterPasskey: account.findReporterPasskey('p'),
      passkeysOfReporter: account.passkeysOfReporter('a'),
      insertCode: account.insertCode({ tag: 't', mailbox: 'm', asked_at: 1, body: bytes }),
      countTry: account.countTry(aCode),
      spendCode: account.spendCode(aCode),
      findCode: account.findCode('t'),
      codesOfMailbox: account.codesOfMailbox('m', 0),
      sweepCodes: account.sweepCodes(1),
      tellTogether: account.tellTogether('s', 't'),
      tellApart: account.tellApart('s', 't'),
      tellAllApart: account.tellAllApart('t'),
      toldTogetherWith: account.toldTogetherWith('s'),
    },
  ],
  [
    'identity-rows',
    identity,
    {
      insertIdentity: identity.insertIdentity({ tag: 't', member: 'm', created_at: 1, used_at: 0, body: bytes }),
      useIdentity: identity.useIdentity('t', 1),
      deleteIdentity: identity.deleteIdentity('t', 'm'),
      deleteIdentitiesOf: identity.deleteIdentitiesOf('m'),
      findIdentity: identity.findIdentity('t'),
      identitiesOf: identity.identitiesOf('m'),
    },
  ],
  [
    'meta-rows',
    meta,
    {
      putMeta: meta.putMeta('a', 'b'),
      setMeta: meta.setMeta('a', 'b'),
      dropMeta: meta.dropMeta('a', 'b'),
      findMeta: meta.findMeta('a'),
    },
  ],
  [
    'held-rows',
    held,
    {
      insertHeld: held.insertHeld({ id: 'i', stream: 's', runAt: 1, body: bytes }),
      heldOf: held.heldOf('s'),
      heldById: held.heldById('i'),
      heldActs: held.heldActs(9),
      withdrawHeld: held.withdrawHeld('i', 0, 1),
      undoneById: held.undoneById('i'),
      finishHeld: held.finishHeld('i', 1),
      refuseHeld: held.refuseHeld('i', 1, 1, 'not-allowed'),
      refusedActs: held.refusedActs(9),
      dropRefused: held.dropRefused('i'),
    },
  ],
  [
    'kept-text-rows',
    kept,
    {
      keepText: kept.keepText(place, 1, bytes),
      endKept: kept.endKept(place, 1),
      keptOf: kept.keptOf('m', 's'),
      dropKeptOf: kept.dropKeptOf('s'),
      sweepKept: kept.sweepKept(1),
      dropKeptOfGone: kept.dropKeptOfGone(),
    },
  ],
  [
    'mention-rows',
    mention,
    {
      putMention: mention.putMention('m', 's', 1),
      mentionSeen: mention.mentionSeen('m', 's', 1),
      mentionsOf: mention.mentionsOf('m', 9, { at: 1, stream: 's' }),
      unseenMentions: mention.unseenMentions('m'),
      dropMentionsOf: mention.dropMentionsOf('s'),
      dropMentionsOfGone: mention.dropMentionsOfGone(),
    },
  ],
  [
    'own-desk-rows',
    own,
    { findOwn: own.findOwn('m'), putOwn: own.putOwn('m', 0, bytes), dropOwnOfGone: own.dropOwnOfGone() },
  ],
  [
    'notice-rows',
    notice,
    {
      findWay: notice.findWay('member:m'),
      findWayByCode: notice.findWayByCode('t'),
      memberWays: notice.memberWays(),
      putWay: notice.putWay('member:m', 0, '', bytes),
      noteLetter: notice.noteLetter(
        { recipient: 'member:m', rev: 1, code_tag: '', letter_at: 0, letter: '', body: bytes },
        'l',
        1,
      ),
      letterDelivered: notice.letterDelivered('member:m', 1),
      forgetRecipient: notice.forgetRecipient('member:m'),
      insertNotice: notice.insertNotice({ id: 'i', recipient: 'member:m', at: 1, letter: '', body: bytes }),
      waitingRecipients: notice.waitingRecipients('', 9),
      waitingNotices: notice.waitingNotices('member:m', { at: 1, id: 'i' }, 9),
      bindNotices: notice.bindNotices('member:m', 'l'),
      noticesIn: notice.noticesIn('l'),
      noticesTold: notice.noticesTold('l', 1),
      newestNotices: notice.newestNotices('member:m', 1, 9),
      deleteNoticesOf: notice.deleteNoticesOf('member:m'),
      sweepNotices: notice.sweepNotices(1),
      putFeed: notice.putFeed({ tag: 't', recipient: 'member:m', receipt: '', created_at: 1 }),
      deleteFeedOf: notice.deleteFeedOf('member:m'),
      findFeed: notice.findFeed('t'),
      feedOf: notice.feedOf('member:m'),
      memberFeeds: notice.memberFeeds(),
    },
  ],
  [
    'outbox-rows',
    outbox,
    {
      insertJob: outbox.insertJob({
        id: 'i',
        lane: 'reply',
        topic: 't',
        dedupe: 'd',
        stream: 's',
        body: bytes,
        runAt: 1,
      }),
      releasedJobs: [outbox.releasedJobs('reply', 'near', 1, 9), outbox.releasedJobs('notice', 'far', 1, 9)],
      releaseJob: outbox.releaseJob('i', 1),
      waitingJobs: outbox.waitingJobs(9),
      waitingCounts: outbox.waitingCounts(),
      dropWaiting: outbox.dropWaiting('i', 1),
      dropAllWaiting: outbox.dropAllWaiting(1),
      dueJobs: [outbox.dueJobs('reply', 'near', 1, 9), outbox.dueJobs('notice', 'far', 1, 9)],
      findJob: outbox.findJob('i'),
      claimJob: outbox.claimJob(job, 'h', 1, 2),
      finishJob: outbox.finishJob('i', 1, 1),
      retryJob: outbox.retryJob('i', 1, 1, 'timeout'),
      buryJob: outbox.buryJob('i', 1, 1, 'timeout'),
      advanceJob: outbox.advanceJob('i', 1, bytes, 1),
      keepJob: outbox.keepJob('i', 1, bytes),
      jobsOf: outbox.jobsOf('t', 's'),
      reviveJob: outbox.reviveJob('i', 1),
      dropDeadJob: outbox.dropDeadJob('i', 1),
      hastenJobs: outbox.hastenJobs('letter', 1),
      sweepJobs: outbox.sweepJobs(1),
      sweepHeartbeats: outbox.sweepHeartbeats(1),
      deadJobs: outbox.deadJobs(9),
      nextJobAt: outbox.nextJobAt('reply'),
      retryAt: null,
      givesUp: null,
    },
  ],
  [
    'person-rows',
    person,
    {
      putPerson: person.putPerson('p', bytes, 1),
      findPerson: person.findPerson('p'),
      deletePerson: person.deletePerson('p'),
    },
  ],
  ['policy-rows', policy, { insertPolicy: policy.insertPolicy('d', 'b', 1), findPolicy: policy.findPolicy('d') }],
  [
    'receipt-rows',
    receipt,
    {
      insertReceipt: receipt.insertReceipt({ tag: 't', stream: 's', person: 'p', createdAt: 1, expiresAt: 2 }),
      replaceReceipt: receipt.replaceReceipt('t', 1, 2),
      findReceipt: receipt.findReceipt('t'),
      deleteReceipt: receipt.deleteReceipt('t'),
      endWaysOf: receipt.endWaysOf('s', 'p'),
    },
  ],
  [
    'session-rows',
    session,
    {
      insertSession: session.insertSession({
        tag: 't',
        kind: 'member',
        subject: 'm',
        created_at: 1,
        seen_at: 1,
        expires_at: 1,
        body: bytes,
      }),
      findSession: session.findSession('t'),
      touchSession: session.touchSession('t', 1, 2),
      deleteSession: session.deleteSession('t'),
      deleteSessionsOf: session.deleteSessionsOf('member', 'm'),
      sessionsOf: session.sessionsOf('member', 'm'),
      sweepSessions: session.sweepSessions(1),
    },
  ],
  [
    'table-rows',
    tableRows,
    {
      tablePage: schemaAt(99).tables.flatMap((table) => [
        tableRows.tablePage(table, undefined, 9),
        tableRows.tablePage(
          table,
          table.key.map((name) => sampleFor(table, name)),
          9,
        ),
      ]),
      insertTableRows: schemaAt(99).tables.flatMap((table) =>
        tableRows.insertTableRows(table, [table.columns.map(({ name }) => sampleFor(table, name))]),
      ),
      emptyTable: schemaAt(99).tables.map(tableRows.emptyTable),
    },
  ],
  [
    'token-rows',
    token,
    {
      insertToken: token.insertToken({
        tag: 't',
        id: 'i',
        member: 'm',
        scopes: 'read',
        createdAt: 1,
        expiresAt: 2,
        label: bytes,
      }),
      findToken: token.findToken('t'),
      tokensOf: token.tokensOf('m'),
      revokeToken: token.revokeToken('i', 1),
      revokeTokensOf: token.revokeTokensOf('m', 1),
      useToken: token.useToken('t', 1),
    },
  ],
]

function sampleFor(table: Table, column: string): Param {
  const { type } = table.columns.find(({ name }) => name === column) ?? {}
  return type === 'bytes' ? bytes : type === 'int' ? 1 : 'k'
}

function pages(page: typeof inbox.inboxByDue): Statement[] {
  const filters = [
    ...[{}, { grp: 'b' }, { stage: 'a' }, { assignee: '' }, { assignee: 'd', grp: 'b' }],
    ...[
      { grp: 'b', stage: 'a' },
      { grp: 'b', stage: 'a', assignee: 'd' },
    ],
  ]
  return [null, 'm'].flatMap((viewer) =>
    filters.flatMap((filter) => [page({ ...filter, viewer, limit: 9 }), page({ ...filter, viewer, limit: 9 }, key)]),
  )
}

export const statements = modules.flatMap(([name, , made]) =>
  Object.entries(made).flatMap(([fn, one]) =>
    [one ?? []].flat().map((statement) => ({ name: `${name}.${fn}`, statement })),
  ),
)
