import type { MemberActor } from '../src/desk/desk.ts'
import type { House } from '../src/main.ts'
import { quantile } from './quantile.ts'

/** Milliseconds. */
export interface Took {
  readonly p50: number
  readonly p95: number
}

/** What the desk itself takes for what members look at, and for one look of everything that works in the background. */
export async function layers(house: House, times: number): Promise<Readonly<Record<string, Took>>> {
  const { desk } = house
  const [one] = await desk.members()
  const viewer: MemberActor = { as: 'member', member: one?.id ?? 'nobody', role: 'lead' }
  const done = await desk.inbox(viewer, { group: 'done' })
  const waiting = await desk.inbox(viewer, { group: 'waiting-for-us', limit: 1 })
  const open = waiting.items[0]?.number ?? ''
  const now = desk.now()
  const asked: Readonly<Record<string, () => Promise<unknown>>> = {
    'counters of all groups': () => desk.counts(viewer),
    'front of the inbox': () => desk.front(viewer, {}),
    'front, mine': () => desk.front(viewer, { assignee: viewer.member }),
    'front, nobody’s': () => desk.front(viewer, { assignee: null }),
    'all groups': () => desk.inbox(viewer, {}),
    'group new': () => desk.inbox(viewer, { group: 'new' }),
    'group waiting for us': () => desk.inbox(viewer, { group: 'waiting-for-us' }),
    'group done': () => desk.inbox(viewer, { group: 'done' }),
    'group done, next page': () => desk.inbox(viewer, { group: 'done', after: done.next ?? undefined }),
    'stage patching': () => desk.inbox(viewer, { stage: 'patching' }),
    'changed since': () => desk.since(viewer, { after: now - 7_200_000, until: now }),
    'a case': () => desk.caseFor(viewer, open),
    'public advisories': () => desk.advisories(),
    'background, one look': () => house.tick(),
  }
  const figures: Record<string, Took> = {}
  for (const [name, ask] of Object.entries(asked)) {
    await ask()
    const waits: number[] = []
    for (let n = 0; n < times; n++) {
      const began = performance.now()
      await ask()
      waits.push(performance.now() - began)
    }
    figures[name] = { p50: quantile(waits, 0.5), p95: quantile(waits, 0.95) }
  }
  return figures
}

export interface SearchFigures {
  /** Cases that were searchable, and how long it took from the start until they were. */
  readonly cases: number
  readonly seconds: number
  readonly rss: number
  readonly byKind: Readonly<Record<string, Took & { readonly found: number }>>
}

const kinds = {
  'one common word': ['password', 'cookie', 'thumbnail', 'server', 'token', 'calendar'],
  'one seldom word': ['fabababe', 'xomo', 'zunevi', 'lamaro', 'terihe', 'wibode'],
  'two words': [
    'password cookie',
    'thumbnail preview',
    'token server',
    'calendar path',
    'xomo header',
    'folder lamaro',
  ],
  'beginning of a word': ['thum', 'pass', 'xom', 'zun', 'lam', 'cal'],
  'a CVE id': ['CVE-2021-1006', 'CVE-2019-4004', 'CVE-2024-11009', 'CVE-2016-20001', 'CVE-2020-31005', 'CVE-2022-8007'],
} as const

/** Waits until all that the index takes is in it, then searches. */
export async function searches(house: House, times: number, patience: number): Promise<SearchFigures> {
  const { desk, config } = house
  const [one] = await desk.members()
  const viewer: MemberActor = { as: 'member', member: one?.id ?? 'nobody', role: 'lead' }
  const counts = Object.values(await desk.counts(viewer)).reduce((sum, count) => sum + count, 0)
  const began = performance.now()
  let { ready } = await desk.search(viewer, 'password')
  while (ready < 1 && performance.now() - began < patience) {
    await new Promise((resolve) => setTimeout(resolve, 500))
    ready = (await desk.search(viewer, 'password')).ready
  }
  const seconds = process.uptime()
  const byKind: Record<string, Took & { found: number }> = {}
  for (const [kind, words] of Object.entries(kinds)) {
    const waits: number[] = []
    let found = 0
    for (let n = 0; n < times; n++) {
      const asked = performance.now()
      found += (await desk.search(viewer, words[n % words.length] ?? '')).items.length
      waits.push(performance.now() - asked)
    }
    byKind[kind] = { p50: quantile(waits, 0.5), p95: quantile(waits, 0.95), found: found / times }
  }
  const cases = Math.round(ready * Math.min(counts, config.limits.searchCases))
  return { cases, seconds, rss: process.memoryUsage.rss(), byKind }
}
