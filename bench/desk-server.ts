/** A desk in a process of its own, as `start` runs it, which also tells what it used. Asked over the channel to its parent. */

import type { MemberActor } from '../src/desk/desk.ts'
import { house } from '../src/main.ts'
import type { Failpoints } from '../src/store/failpoints.ts'
import { layers, searches } from './layers.ts'
import { quantile } from './quantile.ts'

export interface Used {
  readonly commits: number
  readonly requests: number
  /** Milliseconds of processor time since the start, all threads together. */
  readonly cpu: number
  readonly rss: number
  readonly peakRss: number
}

/** What a member holds, by API and by browser. */
export interface Admission {
  readonly bearer: string
  readonly cookie: string
  /** The number of a case that waits for the team. */
  readonly open: string
}

export interface Searched {
  readonly p50: number
  readonly found: number
  /** How much of the desk was searchable by then, and after how many seconds. */
  readonly ready: number
  readonly seconds: number
}

const failpoints = JSON.parse(process.env.BENCH_FAILPOINTS ?? '{}') as Failpoints
const desk = await house({ env: process.env, failpoints })
const { url } = await desk.open()
let peakRss = 0
const watch = setInterval(() => {
  peakRss = Math.max(peakRss, process.memoryUsage.rss())
}, 25)
process.send?.({ url })

process.on('message', async (ask: 'used' | 'cases' | 'admit' | 'search' | 'layers' | 'searches' | 'stop') => {
  if (ask === 'used') process.send?.(used())
  if (ask === 'cases') process.send?.(await countCases())
  if (ask === 'admit') process.send?.(await admit())
  if (ask === 'search') process.send?.(await search())
  if (ask === 'layers') process.send?.(await layers(desk, Number(process.env.BENCH_TIMES ?? 40)))
  if (ask === 'searches') process.send?.(await searches(desk, 60, 900_000))
  if (ask !== 'stop') return
  clearInterval(watch)
  await desk.close()
  process.exit(0)
})

function used(): Used {
  const { user, system } = process.cpuUsage()
  peakRss = Math.max(peakRss, process.memoryUsage.rss())
  return { ...desk.stats(), cpu: (user + system) / 1_000, rss: process.memoryUsage.rss(), peakRss }
}

async function countCases(): Promise<number> {
  const counts = await desk.desk.counts({ as: 'member', member: 'nobody', role: 'observer' })
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}

async function admit(): Promise<Admission> {
  const name = `Bench ${process.pid}`
  const added = await desk.team.addMember({ name, role: 'lead', by: null })
  const member = 'member' in added ? added.member : ''
  const made = await desk.team.createToken({ member, label: 'bench', scopes: ['read', 'act'], days: 1, by: null })
  const link = await desk.team.memberSignIn(name)
  const session = 'link' in link ? await desk.team.useSignInLink(link.link.split('/').at(-1) ?? '', 'bench') : link
  if (!('token' in made) || !('token' in session)) throw new Error('the team takes a member')
  const waiting = await desk.desk.inbox({ as: 'member', member, role: 'lead' }, { group: 'waiting-for-us', limit: 1 })
  return { bearer: made.token, cookie: `postern=${session.token}`, open: waiting.items[0]?.number ?? '' }
}

/** Waits half a minute at most for the index to fill, as a member would who comes back after the start. */
async function search(): Promise<Searched> {
  const [one] = await desk.desk.members()
  const viewer: MemberActor = { as: 'member', member: one?.id ?? 'nobody', role: 'observer' }
  const began = performance.now()
  let { ready } = await desk.desk.search(viewer, 'password')
  while (ready < 1 && performance.now() - began < 30_000) {
    await new Promise((resolve) => setTimeout(resolve, 200))
    ready = (await desk.desk.search(viewer, 'password')).ready
  }
  const seconds = (performance.now() - began) / 1_000
  const waits: number[] = []
  let found = 0
  for (const words of ['password cookie', 'thumbnail', 'reco', 'nobody session wrong', 'calendar path']) {
    for (let n = 0; n < 10; n++) {
      const asked = performance.now()
      found += (await desk.desk.search(viewer, words)).items.length
      waits.push(performance.now() - asked)
    }
  }
  return { p50: quantile(waits, 0.5), found, ready, seconds }
}
