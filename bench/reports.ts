import { join } from 'node:path'
import { bareServer, type Child, deskServer, resultOf, usedBy } from './child.ts'
import { median } from './quantile.ts'
import type { Sending } from './senders.ts'

/** Durable reports by the API, with receipt and proof, against a bare server that does one durable insert for each. */
export interface ReportFigures {
  readonly senders: number
  readonly rounds: readonly Round[]
  readonly bare: number
  readonly desk: number
  /** Median of the ratios within the rounds. */
  readonly ratio: number
  readonly commitsPerReport: number
  readonly cpuPerReport: number
  readonly p50: number
  readonly p95: number
  readonly failed: number
}

interface Round {
  readonly bare: number
  readonly desk: number
  readonly ratio: number
  readonly commitsPerReport: number
  readonly cpuPerReport: number
  readonly sending: Sending
}

const path = '/api/v1/reports'

export async function measureReports(
  folder: string,
  ask: { readonly rounds: number; readonly milliseconds: number },
): Promise<readonly ReportFigures[]> {
  const [bare, desk] = [await bareServer(join(folder, 'bare')), await deskServer(join(folder, 'reports'))]
  try {
    // Both programs are warm before anything counts.
    for (const { url } of [bare, desk]) await send(url, 8, ask.milliseconds)
    const rounds = new Map<number, Round[]>([1, 8, 64].map((senders) => [senders, []]))
    for (let round = 0; round < ask.rounds; round++) {
      for (const [senders, kept] of rounds) kept.push(await oneRound(bare, desk, senders, ask.milliseconds))
    }
    return [...rounds].map(([senders, kept]) => figures(senders, kept))
  } finally {
    await bare.stop()
    await desk.stop()
  }
}

async function oneRound(bare: Child, desk: Child, senders: number, milliseconds: number): Promise<Round> {
  const against = await send(bare.url, senders, milliseconds)
  const before = await usedBy(desk)
  const sending = await send(desk.url, senders, milliseconds)
  const after = await usedBy(desk)
  const [bareRate, deskRate] = [against.accepted / against.seconds, sending.accepted / sending.seconds]
  return {
    bare: bareRate,
    desk: deskRate,
    ratio: deskRate / bareRate,
    commitsPerReport: (after.commits - before.commits) / sending.accepted,
    cpuPerReport: (after.cpu - before.cpu) / sending.accepted,
    sending,
  }
}

const send = (url: string, senders: number, milliseconds: number): Promise<Sending> =>
  resultOf('senders.js', [url, path, String(senders), String(milliseconds)])

function figures(senders: number, rounds: readonly Round[]): ReportFigures {
  const of = (value: (round: Round) => number): number => median(rounds.map(value))
  return {
    senders,
    rounds,
    bare: of(({ bare }) => bare),
    desk: of(({ desk }) => desk),
    ratio: of(({ ratio }) => ratio),
    commitsPerReport: of((round) => round.commitsPerReport),
    cpuPerReport: of((round) => round.cpuPerReport),
    p50: of(({ sending }) => sending.p50),
    p95: of(({ sending }) => sending.p95),
    failed: rounds.reduce((sum, { sending }) => sum + sending.failed, 0),
  }
}
