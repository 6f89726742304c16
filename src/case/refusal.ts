/** Every no the rules know: a short fact, and a hint what to do next. Closed, so that each has a sentence. */
export const refusals = {
  'no-such-case': 'There is no such case here.',
  'not-allowed': 'This role may not do that.',
  'changed-since-seen': 'Something new happened while you were looking. Read what is new, then decide again.',
  'answer-waiting':
    'Another answer to this case was given a moment ago and is about to be sent. Look at it, or undo it first.',
  'already-done': 'That has been done already.',
  'not-yet': 'An earlier step of the policy comes first.',
  'case-ended': 'This case has ended. A lead may take it up again with a reason.',
  'case-closed': 'This case is closed. A new report is always welcome.',
  'not-ended': 'This case is open: there is nothing to take up again.',
  'already-released': 'The fix is out already: for this it is too late.',
  'already-published': 'The advisory is public already.',
  'needs-evidence': 'This is the word of the reporter. Enter it on their behalf: say where they said it, and what.',
  'not-in-policy': 'The policy of this case has no such step.',
  'not-optional': 'The policy does not make this step optional.',
  'no-question-open': 'No question is waiting for an answer.',
  'question-open':
    'A question is still waiting for the reporter. Accept the report if you can go on without it, answer on their behalf, or decline with "no answer" after the wait.',
  'reporter-may-still-answer':
    'The reporter still has time to answer. "No answer" is offered after the wait that the policy sets.',
  'not-declined': 'Only a declined report can be answered this way.',
  'decline-answered-before': 'A decline can be answered once.',
  'decline-answer-too-late': 'The time to answer this decline is over. A new report is always welcome.',
  'decline-still-answerable': 'The reporter may still answer the decline. Close the case after that.',
  'duplicate-needs-case': 'Name the case that this one duplicates.',
  'duplicate-of-itself': 'A case cannot be the duplicate of itself.',
  'duplicate-of-duplicate': 'That case is a duplicate itself. Name its main case.',
  'practice-stands-apart': 'A practice case stands apart: no report follows it, and it follows none.',
  'cluster-too-deep':
    'So many clusters were merged into this one, one after the other, that nobody could follow. Split some off first.',
  'nothing-to-test':
    'There is nothing to test yet. Add a file, a container image or a version, or say in the text where the fix can be found.',
  'no-fix-offered': 'No fix has been offered yet.',
  'fix-failed': 'The last fix did not hold. Offer a new one first.',
  'reporter-verifies':
    'The reporter still has time to test the fix. The team may confirm it after the wait that the policy sets.',
  'only-team-verifies': 'Under this policy the team says whether the fix holds. Send a message to tell what you saw.',
  'not-verified': 'It has not been confirmed yet that the fix holds.',
  'cve-not-requested': 'Request a CVE id first, record a refusal, or skip the step with a reason.',
  'release-with-advisory': 'This policy releases and publishes in one act: use "Release and publish".',
  'publish-after-release': 'This policy publishes after the release: the advisory is an act of its own.',
  'not-released': 'The advisory waits until the fix is released.',
  'not-published': 'The advisory is not public yet.',
  'users-still-updating':
    'Users have not had their time to update yet. The window ends at once when the vulnerability or an exploit is public, or by a lead with a reason.',
  'embargo-active':
    'All sides agreed that nothing is public before a later time. Wait, agree on a new date, or end the embargo with a reason.',
  'text-missing': 'Give the advisory a title and a summary: lists, feeds and scanners show them.',
  'nothing-users-can-do':
    'Say what users can do: an affected product with its fixed version, a mitigation, or a stated "none".',
  'checklist-incomplete': 'The brief advisory is not complete yet.',
  'commit-names-no-cve': 'The commit must name the CVE id.',
  'credit-not-asked': 'Ask the reporter about credit first. Silence will not hold you up after that.',
  'credit-not-confirmed': 'A member looks at the name and the link before they become public.',
  'nothing-to-confirm': 'The reporter gave no name to confirm.',
  'approval-missing': 'Another member has to approve this very text first.',
  'preview-outdated': 'The text changed since this preview was made. Look at the new preview.',
  'names-being-gathered':
    'Very many people reported this, and their wishes for credit are still being read. Try again in a moment.',
  'nobody-follows': 'No other report follows this case.',
  'nothing-changed': 'Nothing changed since the last revision.',
  'nothing-scheduled': 'No publication is scheduled.',
  'time-is-past': 'That time is in the past.',
  'time-is-ahead': 'That time has not come yet.',
  'embargo-not-possible': 'It is public, or being attacked: an embargo cannot begin any more.',
  'embargo-over': 'The embargo of this case has ended, and it does not begin again.',
  'no-embargo': 'There is no embargo.',
  'no-proposal': 'No date is proposed.',
  'own-proposal': 'The other side answers a proposal.',
  'too-many-files': 'The files of a case have a limit together, and these are more. Leave them out; text always fits.',
  'secret-in-text':
    'A receipt code, a session cookie or a token stands in this text, and opens something here for whoever reads it. Nothing was sent. Cookies and tokens in it were ended at once; take it out, and send again.',
  'no-reporter': 'This case has no reporter to ask.',
  'name-needs-reporter': 'Only the reporter can turn an anonymous report into a named one.',
  'embargo-still-active':
    'A case does not close while an embargo is active. It ends with the advisory, at its date, or by a lead with a reason.',
  'too-early': 'Its time has not come yet.',
  'not-cwe': 'Give kinds of weakness by their numbers, such as CWE-79, or several as in CWE-79, CWE-80.',
  'versions-unclear': 'These affected versions cannot be right.',
  'not-cvss-4': 'Give a CVSS 4.0 vector such as CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N.',
  'publication-held': 'Publication is on hold. Look at the reason, then publish by hand or schedule again.',
  'not-let-in': 'This member may not see the case. A lead lets them in first.',
  'needs-a-lead': 'Name at least one lead: a case must never be without somebody who may end its embargo.',
  'no-such-member': 'Only people who are on the team now can be named.',
  'no-such-guest': 'No such guest is in this case.',
  'agree-first': 'First agree to keep this private.',
  'lead-only': 'Only a lead may do that.',
} as const

export type RefusalCode = keyof typeof refusals

export interface Refusal {
  readonly refused: RefusalCode
  readonly hint: string
}

export const refuse = (refused: RefusalCode, more?: string): Refusal => ({
  refused,
  hint: more === undefined ? refusals[refused] : `${refusals[refused]} ${more}`,
})

export const isRefusal = (outcome: object): outcome is Refusal => 'refused' in outcome
