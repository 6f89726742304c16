import assert from 'node:assert/strict'
import type { Case } from '../../src/case/case.ts'
import type { CaseEvent } from '../../src/case/event.ts'
import type { Policy } from '../../src/case/policy.ts'
import { isReproduced } from '../../src/case/process.ts'

/**
 * Vultron's three machines (CERT/CC, "Designing Vultron") as an oracle: every state that a case of ours reaches is one
 * of theirs, and every fact moves it along one of their edges. The tables are theirs; the reading of a case is ours.
 */

export type Rm = 'S' | 'R' | 'I' | 'V' | 'D' | 'A' | 'C'
export type Em = 'N' | 'P' | 'A' | 'R' | 'X'
export interface Vultron {
  readonly rm: Rm
  readonly em: Em
  readonly fixReady: boolean
  readonly publicAware: boolean
  readonly exploitPublic: boolean
  readonly attacks: boolean
  /** The states of Report Management that this case has been in. */
  readonly been: string
}

export const beforeAnything: Vultron = {
  rm: 'S',
  em: 'N',
  fixReady: false,
  publicAware: false,
  exploitPublic: false,
  attacks: false,
  been: 'S',
}

/** Report Management: closing is final, and never from Received or Valid. */
const rmEdges: Readonly<Record<Rm, string>> = { S: 'R', R: 'VI', I: 'VC', V: 'AD', D: 'AC', A: 'DC', C: '' }
/** Embargo Management: Proposed may be proposed again, so may Revise; eXited is final. */
const emEdges: Readonly<Record<Em, string>> = { N: 'P', P: 'PNA', A: 'RX', R: 'RAX', X: '' }

/** Reads the case after one fact, and holds the fact against the tables. */
export const follow = (before: Vultron, state: Case, policy: Policy, event: CaseEvent): Vultron => {
  const rm = rmOf(state, policy, before.been)
  const after: Vultron = {
    rm,
    em: emOf(state),
    // A fix is ready once one was confirmed; that a better one follows does not undo it (chain V, F, D).
    fixReady: before.fixReady || state.verifiedAt !== null || state.released !== null,
    publicAware: state.exposure.vulnerability !== null || state.published.length > 0,
    exploitPublic: state.exposure.exploit !== null,
    attacks: state.exposure.attacks !== null,
    been: before.been.includes(rm) ? before.been : before.been + rm,
  }
  const must = (holds: boolean, what: string) => {
    if (!holds) assert.fail(`${what}. ${event.type}: ${words(before)} -> ${words(after)}`)
  }
  must(rmStep(before.rm, rm, event), 'no edge of Report Management')
  must(emStep(before, after, event), 'no edge of Embargo Management')
  must(!before.publicAware || after.publicAware, 'public again private')
  must(!before.exploitPublic || after.exploitPublic, 'an exploit is private again')
  must(!before.attacks || after.attacks, 'attacks undone')
  return after
}

/** What must hold together once a command is done: Vultron's joint limits. */
export const holdsTogether = (now: Vultron): void => {
  const { rm, em, been } = now
  if (rm === 'S' || rm === 'C') return
  const must = (holds: boolean, what: string) => {
    if (!holds) assert.fail(`${what}: ${words(now)}`)
  }
  // CSB-18-001: a fix needs a report that was accepted.
  if (now.fixReady) must(been.includes('A'), 'a fix without an accepted report')
  if (!been.includes('A')) must(!now.fixReady, 'R, I and V have no fix')
  // CSB-18-002 to 004: nothing public, exploited or attacked is under an embargo; nor does one stay proposed.
  if (now.publicAware || now.exploitPublic || now.attacks) {
    must(em === 'N' || em === 'X', 'an embargo on what is public')
  }
  // pX is ephemeral: a public exploit makes the vulnerability public.
  if (now.exploitPublic) must(now.publicAware, 'a secret vulnerability with a public exploit')
}

/** Received until somebody asks or decides; Valid once accepted; Accepted once it is reproduced and worked on. */
const rmOf = (state: Case, policy: Policy, been: string): Rm => {
  if (state.closedAt !== null) return 'C'
  const deferred = been.includes('D')
  if (state.declined !== null || state.withdrawnAt !== null) {
    const wasValid = state.acceptedAt !== null || deferred || state.declined?.reason === 'duplicate'
    return wasValid ? 'D' : 'I'
  }
  if (state.acceptedAt !== null) return isReproduced(state, policy) || deferred || been.includes('A') ? 'A' : 'V'
  if (deferred) return 'D'
  return been.includes('I') || state.question !== null ? 'I' : 'R'
}

const ems = { none: 'N', proposed: 'P', active: 'A', revising: 'R', exited: 'X' } as const
const emOf = (state: Case): Em => ems[state.embargo.state]

const rmStep = (from: Rm, to: Rm, event: CaseEvent): boolean => {
  if (from === to || rmEdges[from].includes(to)) return true
  // A duplicate passes through Valid to Deferred; what had been reproduced before passes through Valid to Accepted.
  const through = (event.type === 'ReportDeclined' && event.reason === 'duplicate') || event.type === 'ReportAccepted'
  return through && rmEdges[from].includes('V') && rmEdges.V.includes(to)
}

const emStep = (before: Vultron, after: Vultron, event: CaseEvent): boolean => {
  if (!event.type.startsWith('Embargo')) return before.em === after.em
  const agrees = event.type === 'EmbargoProposed' || event.type === 'EmbargoAccepted'
  if (agrees && (before.publicAware || before.exploitPublic || before.attacks)) return false
  return emEdges[before.em].includes(after.em)
}

const words = (v: Vultron): string =>
  `RM ${v.rm}, EM ${v.em}, ${v.fixReady ? 'F' : 'f'}${v.publicAware ? 'P' : 'p'}${v.exploitPublic ? 'X' : 'x'}${v.attacks ? 'A' : 'a'}`
