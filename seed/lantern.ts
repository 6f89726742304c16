import { join } from 'node:path'
import { day } from '../src/case/policy.ts'
import { type House, type HouseAsk, house } from '../src/main.ts'
import { cases, policyChanged } from './cases.ts'
import { storyClock } from './clock.ts'
import { garden, harvest, hire, type Planted, tell } from './plant.ts'

const longest = 101

/** The two policies that Lantern had, as files beside this one. */
export const lanternPolicies = {
  earlier: join(import.meta.dirname, 'postern-earlier.yaml'),
  present: join(import.meta.dirname, 'postern.yaml'),
} as const

/**
 * Tells the whole history of Lantern up to `today` into an empty data folder, as two houses one after the other: the
 * policy changed in between, and a case keeps the policy it came under. Nobody listens meanwhile.
 */
export async function plantLantern(ask: Omit<HouseAsk, 'clock'>, today: number): Promise<Planted> {
  const clock = storyClock(today - longest * day)
  const ground = garden(clock, today)
  const under = (POSTERN_CONFIG: string): Promise<House> =>
    house({ ...ask, clock, env: { ...ask.env, POSTERN_CONFIG } })
  const before = await under(lanternPolicies.earlier)
  try {
    await hire(before, ground)
    await tell(before, ground, cases, { from: longest, to: policyChanged })
  } finally {
    await before.close()
  }
  const after = await under(lanternPolicies.present)
  try {
    await tell(after, ground, cases, { from: policyChanged, to: 0 })
  } finally {
    await after.close()
  }
  return harvest(ground, cases)
}
