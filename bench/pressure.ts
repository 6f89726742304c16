import { join } from 'node:path'
import type { Asked } from './asker.ts'
import { deskServer, resultOf, usedBy } from './child.ts'
import type { Guessed } from './guessers.ts'
import type { Sending } from './senders.ts'
import type { Uploaded } from './uploaders.ts'

/** A desk in trouble: a crowd with files, a disk that is slow, somebody who guesses codes. */
export interface PressureFigures {
  readonly crowd: {
    readonly uploaded: Uploaded
    readonly cases: number
    readonly restRss: number
    readonly peakRss: number
  }
  readonly slowDisk: { readonly health: Asked; readonly policy: Asked; readonly sending: Sending }
  readonly guessing: { readonly right: Asked; readonly guessed: Guessed }
}

const people = 64
const fileBytes = 2 * 1_024 * 1_024

export async function measurePressure(folder: string): Promise<PressureFigures> {
  return {
    crowd: await crowd(join(folder, 'crowd')),
    slowDisk: await slowDisk(join(folder, 'slow')),
    guessing: await guessing(join(folder, 'guessing')),
  }
}

export async function crowd(folder: string): Promise<PressureFigures['crowd']> {
  const desk = await deskServer(folder)
  try {
    const { rss: restRss } = await usedBy(desk)
    const uploaded = await resultOf<Uploaded>('uploaders.js', [desk.url, String(people), String(fileBytes)])
    const { peakRss } = await usedBy(desk)
    return { uploaded, cases: await desk.ask<number>('cases'), restRss, peakRss }
  } finally {
    await desk.stop()
  }
}

/** Each commit takes half a second longer. Who only reads must not notice; who reports shares the commits. */
async function slowDisk(folder: string): Promise<PressureFigures['slowDisk']> {
  await (await deskServer(folder)).stop()
  const desk = await deskServer(folder, { failpoints: { delayCommit: 500 } })
  try {
    const [sending, health, policy] = await Promise.all([
      resultOf<Sending>('senders.js', [desk.url, '/api/v1/reports', String(people), '1']),
      resultOf<Asked>('asker.js', [`${desk.url}/healthz`, '150', '{}']),
      resultOf<Asked>('asker.js', [`${desk.url}/`, '150', '{}']),
    ])
    return { sending, health, policy }
  } finally {
    await desk.stop()
  }
}

async function guessing(folder: string): Promise<PressureFigures['guessing']> {
  const desk = await deskServer(folder)
  try {
    const answer = await fetch(`${desk.url}/api/v1/reports`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ title: 'A right one', description: 'It opens.' }),
    })
    const { receipt } = (await answer.json()) as { receipt: string }
    const asking = resultOf<Guessed>('guessers.js', [desk.url, '1000', '4000'])
    await new Promise((resolve) => setTimeout(resolve, 500))
    const right = await resultOf<Asked>('asker.js', [
      `${desk.url}/api/v1/thread`,
      '40',
      JSON.stringify({ authorization: `Receipt ${receipt}` }),
    ])
    return { right, guessed: await asking }
  } finally {
    await desk.stop()
  }
}
