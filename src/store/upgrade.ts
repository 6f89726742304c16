import { Worker } from 'node:worker_threads'

/** How far a start is with the schema files that an existing desk still waits for. Awaited before the next one begins. */
export type Upgrading = (done: number, of: number) => Promise<void>

export interface UpgradeData {
  readonly file: string
  readonly folder: string
  readonly now: number
  readonly upTo: number | undefined
}

export interface UpgradeProgress {
  readonly done: number
  readonly of: number
}

/** Brings an SQLite file up to date in a thread of its own, so that this process can say meanwhile what it waits for. */
export async function upgradeBeside(workerData: UpgradeData, tell: Upgrading): Promise<void> {
  await tell(0, 0)
  const worker = new Worker(new URL('./upgrade-worker.js', import.meta.url), { workerData })
  worker.on('message', ({ done, of }: UpgradeProgress) => void tell(done, of))
  await new Promise<void>((resolve, reject) => {
    worker.once('error', reject)
    worker.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error('the thread that changes the schema ends when it is done')),
    )
  })
}
