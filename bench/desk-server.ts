/** A desk in a process of its own, as `start` runs it, which also tells what it used. Asked over the channel to its parent. */
import type { Failpoints } from '../src/store/failpoints.ts'
import { house } from '../src/main.ts'

export interface Used {
  readonly commits: number
  readonly requests: number
  /** Milliseconds of processor time since the start. */
  readonly cpu: number
  readonly rss: number
  readonly peakRss: number
}

const failpoints = JSON.parse(process.env.BENCH_FAILPOINTS ?? '{}') as Failpoints
const desk = await house({ env: process.env, failpoints })
const { url } = await desk.open()
let peakRss = 0
const watch = setInterval(() => {
  peakRss = Math.max(peakRss, process.memoryUsage.rss())
}, 20)
process.send?.({ url })

process.on('message', async (ask: 'used' | 'token' | 'stop') => {
  if (ask === 'used') process.send?.(used())
  if (ask === 'token') process.send?.({ token: await newToken() })
  if (ask !== 'stop') return
  clearInterval(watch)
  await desk.close()
  process.exit(0)
})

function used(): Used {
  const { user, system } = process.cpuUsage()
  return { ...desk.stats(), cpu: (user + system) / 1_000, rss: process.memoryUsage.rss(), peakRss }
}

async function newToken(): Promise<string> {
  const added = await desk.team.addMember({ name: `Bench ${process.pid}`, role: 'lead', by: null })
  if (!('member' in added)) throw new Error('the team takes a member')
  const made = await desk.team.createToken({ member: added.member, label: 'bench', scopes: ['read', 'act'], days: 1, by: null })
  if (!('token' in made)) throw new Error('a member may have a token')
  return made.token
}
