import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  accepted,
  acknowledged,
  asked,
  caseOf,
  first,
  lead,
  offered,
  published,
  received,
  released,
  reporter,
  reproduced,
  second,
  start,
  third,
  toReleased,
  toVerified,
} from '../../test/given.ts'
import { acts } from './allowed.ts'
import type { Case } from './case.ts'
import type { CommandType } from './command.ts'
import { day, type Policy } from './policy.ts'
import { refusals } from './refusal.ts'

const text = 'Some words.'
const declined = { type: 'ReportDeclined', reason: 'junk', text } as const
const question = { type: 'InformationRequested', text } as const
const named = { type: 'CreditChosen', person: 'person-rita', as: 'named', naming: 1 } as const
const seen = { type: 'CreditConfirmed', person: 'person-rita', naming: 1 } as const
const agreed = { type: 'EmbargoAccepted', until: start + 90 * day, terms: 'advisory-or-date', by: 'policy' } as const
const attacked = { type: 'ExposureRecorded', exposure: 'attacks', awareAt: start, by: 'Mia', reason: text } as const

/** One case in every stage, and those where an act was done before. */
const cases: Readonly<Record<string, Case>> = {
  received: caseOf(received()),
  asked: caseOf(received(), question),
  accepted: caseOf(received(), acknowledged, accepted, agreed),
  reproduced: caseOf(received(), acknowledged, accepted, reproduced),
  offered: caseOf(received(), acknowledged, accepted, reproduced, offered),
  verified: caseOf(...toVerified, { type: 'CveRequested' }, { type: 'CveRecorded', cve: 'CVE-2027-1000' }),
  released: caseOf(...toReleased, named, seen),
  published: caseOf(...toReleased, published()),
  brief: caseOf(...toVerified, asked, released, published({ extent: 'brief' })),
  complete: caseOf(...toReleased, published({ extent: 'brief' }), { type: 'DetailsCompleted', reason: text }),
  attacked: caseOf(...toReleased, attacked, { type: 'UpdateWindowEnded', reason: text }),
  over: caseOf(...toVerified, agreed, { type: 'EmbargoExited', reason: 'by-lead' }),
  declined: caseOf(received(), declined),
  withdrawn: caseOf(received(), { type: 'ReportWithdrawn', text }),
  closed: caseOf(received(), declined, { type: 'CaseClosed', reason: text }),
  ours: caseOf(received({ reporter: null }), accepted),
}
const policies: readonly Policy[] = [first, second, third]

const why = (name: string, command: CommandType, policy = second, dayNumber = 0) =>
  acts(cases[name] ?? assert.fail(name), lead, { now: start + dayNumber * day, policy }).find(
    (act) => act.command === command,
  )?.hint

describe('the reason beside an act that is not possible', () => {
  it('is never only that something was done, nor a step that a case at its end does not have', () => {
    let reasons = 0
    for (const [name, state] of Object.entries(cases))
      for (const policy of policies)
        for (const actor of [lead, reporter])
          for (const { command, hint, allowed } of acts(state, actor, { now: start + 8 * day, policy })) {
            if (allowed || command === 'ReceiveReport') continue
            reasons += 1
            assert.ok(hint, `${name}: ${command}`)
            assert.notEqual(hint, refusals['already-done'], `${name}: ${command}`)
            assert.doesNotMatch(hint, /nothing more/, `${name}: ${command}`)
          }
    assert.ok(reasons > 500, `${reasons} reasons`)
  })

  for (const [name, command, expected] of [
    ['published', 'RequestInformation', /^The advisory is public\. What you still want to ask/],
    ['published', 'ProposeEmbargo', /^It is public/],
    ['over', 'ProposeEmbargo', /^The embargo of this case has ended/],
    ['attacked', 'ProposeEmbargo', /being attacked/],
    ['attacked', 'RecordExploitation', /^Attacks are recorded already/],
    ['attacked', 'EndUpdateWindow', /^Nobody waits/],
    ['accepted', 'EndUpdateWindow', /^The update window begins when the fix is released/],
    ['accepted', 'CloseCase', /^A case closes once its advisory is public/],
    ['accepted', 'ReleaseFix', /Now: reproduce it\.$/],
    ['offered', 'ReleaseFix', /We wait for the reporter to test the fix\.$/],
    ['asked', 'OfferFix', /We wait for the reporter to answer the question\.$/],
    ['released', 'ConfirmCredit', /confirmed already/],
    ['released', 'ReleaseAndPublish', /an act of its own/],
    ['verified', 'RequestCve', /requested or recorded already/],
    ['verified', 'VerifyFix', /settled already/],
    ['closed', 'ReopenCase', /^A closed case stays closed/],
  ] as const)
    it(`says why not: ${command} where a case is ${name}`, () => assert.match(why(name, command) ?? '', expected))

  it('says that there is nothing to complete before the advisory is public, and is not there where nothing is held back', () => {
    assert.match(why('released', 'CompleteDetails', third) ?? '', /^The advisory is not public yet/)
    assert.match(why('declined', 'CompleteDetails', third) ?? '', /^This case has ended/)
    assert.match(why('complete', 'CompleteDetails', third) ?? '', /complete already/)
    assert.equal(why('published', 'CompleteDetails', second), undefined)
  })
})
