import { parentPort, workerData } from 'node:worker_threads'
import { migrate, migrations } from './migrate.ts'
import { openForWriting } from './sqlite-file.ts'
import type { UpgradeData, UpgradeProgress } from './upgrade.ts'

const { file, folder, now, upTo } = workerData as UpgradeData
const db = openForWriting(file)
try {
  migrate(db, folder, now, migrations().slice(0, upTo), (done, of) =>
    parentPort?.postMessage({ done, of } satisfies UpgradeProgress),
  )
} finally {
  db.close()
}
