import type { Check } from './health.ts'

/** What a monitor wants to see over time, as names and numbers. How many cases there are is nobody's business. */
export interface HouseFigure {
  readonly name: string
  readonly help: string
  readonly type: 'counter' | 'gauge'
  readonly values: readonly { readonly labels?: Readonly<Record<string, string>>; readonly value: number }[]
}

export function houseFigures(seen: {
  readonly checks: readonly Check[]
  readonly stats: { readonly commits: number; readonly requests: number }
  readonly diskUse: number
  readonly ready: boolean
  readonly backupAt: number | null
  readonly rss: number
}): readonly HouseFigure[] {
  const one = (name: string, type: HouseFigure['type'], help: string, value: number): HouseFigure => ({
    ...{ name, help, type },
    values: [{ value }],
  })
  return [
    one('postern_ready', 'gauge', '1 while this node takes reports.', Number(seen.ready)),
    {
      name: 'postern_check',
      help: '1 where a check of "postern status" is in order, 0 where it needs a person.',
      type: 'gauge',
      values: seen.checks.map(({ name, ok }) => ({ labels: { check: name }, value: Number(ok) })),
    },
    one('postern_commits_total', 'counter', 'Commits since the start.', seen.stats.commits),
    one('postern_writes_total', 'counter', 'Writes that these commits carried.', seen.stats.requests),
    one('postern_disk_used_ratio', 'gauge', 'How full the disk is, from 0 to 1.', seen.diskUse),
    one(
      'postern_last_backup_seconds',
      'gauge',
      'When the last backup was taken, 0 for never.',
      (seen.backupAt ?? 0) / 1_000,
    ),
    one('process_resident_memory_bytes', 'gauge', 'Resident memory.', seen.rss),
  ]
}
