import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { type TeamName, team } from '../../seed/cast.ts'
import { storyClock } from '../../seed/clock.ts'
import { lanternPolicies, plantLantern } from '../../seed/lantern.ts'
import type { PlantedCase } from '../../seed/plant.ts'
import type { MemberActor } from '../../src/desk/desk.ts'
import { type House, house } from '../../src/main.ts'

/** Lantern's desk, open on this machine: one case in every stage, at a moment that stands still. */
export interface Lantern {
  readonly house: House
  readonly url: string
  readonly cases: readonly PlantedCase[]
  caseOf(name: string): PlantedCase
  member(who: TeamName): MemberActor
  /** Comes in by a link from the console and stands before the inbox. */
  signIn(page: Page, who: TeamName): Promise<void>
  /** Enters the receipt code of a case and stands before its thread. */
  openThread(page: Page, name: string): Promise<void>
  close(): Promise<void>
}

/** A Saturday evening, when volunteers look after such things. */
const today = Date.UTC(2026, 10, 21, 18, 30)

export async function openLantern(): Promise<Lantern> {
  const folder = mkdtempSync(join(tmpdir(), 'postern-browser-'))
  const env = {
    HOST: '127.0.0.1',
    PORT: '0',
    POSTERN_DATA: join(folder, 'data'),
    POSTERN_KEY_FILE: join(folder, 'lantern.key'),
    POSTERN_CONFIG: lanternPolicies.present,
  }
  const log = {
    request: () => undefined,
    failure: (_: string, route: string, error: unknown) => console.error(route, error),
    note: () => undefined,
  }
  const planted = await plantLantern({ env: { ...env, PORT: '8081' }, kind: 'demo', log }, today)
  // Whoever looks at every page opens more cases in an hour than anybody should.
  const config = join(folder, 'postern.yaml')
  writeFileSync(
    config,
    `${readFileSync(lanternPolicies.present, 'utf8')}\nreporterAccounts: true\nlimits: { casesPerHour: 1000 }\n`,
  )
  const open = await house({
    env: { ...env, POSTERN_CONFIG: config },
    kind: 'demo',
    clock: storyClock(today),
    log,
    acceptNewOrigin: true,
  })
  const { url } = await open.open()
  const caseOf: Lantern['caseOf'] = (name) => planted.cases.get(name) ?? assert.fail(`no story is called "${name}"`)
  return {
    house: open,
    url,
    cases: [...planted.cases.values()],
    caseOf,
    member: (who) => planted.members.get(who) ?? assert.fail(),
    async signIn(page, who) {
      const made = await open.team.memberSignIn(team[who].name)
      assert.ok('link' in made)
      await page.goto(made.link)
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.waitForURL(`${url}/desk`)
    },
    async openThread(page, name) {
      await page.goto(`${url}/receipt`)
      await page.locator('#code').fill(caseOf(name).receipt ?? '')
      await page.getByRole('button', { name: 'Open' }).click()
      await page.waitForURL(`${url}/thread`)
    },
    async close() {
      await open.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
