/** `npm run check`: types, lint, dead code, the house rules, the lockfile and the map of ASVS 5.0. Runs them all before it judges. */
import { spawnSync } from 'node:child_process'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { asvsFindings } from './asvs.ts'
import { lockfileFaults } from './lockfile.ts'

process.chdir(dirname(import.meta.dirname))

const node = (...args: string[]) => spawnSync(process.execPath, args, { stdio: 'inherit' }).status === 0
const tsc = (project: string) => node('node_modules/typescript/bin/tsc', '--noEmit', '-p', project)

const checks: Record<string, () => boolean> = {
  types: () => tsc('tsconfig.json'),
  islands: () => globSync('src/web/islands/*.ts').length === 0 || tsc('tsconfig.islands.json'),
  'lint and format': () => node('node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings'),
  // Exits with 1 for what nothing uses and 2 for a wrong configuration.
  'dead code': () => node('node_modules/knip/bin/knip.js', '--no-progress'),
  house: () => node('--test', '--test-reporter=dot', 'test/house.test.ts'),
  lockfile: () => {
    const faults = lockfileFaults(readFileSync('package-lock.json', 'utf8'))
    for (const fault of faults) console.error(`package-lock.json: ${fault}`)
    return faults.length === 0
  },
  'ASVS 5.0': () => {
    const { faults, rows, shown, none, open } = asvsFindings(readFileSync('docs/asvs.yaml', 'utf8'))
    for (const fault of faults) console.error(`docs/asvs.yaml: ${fault}`)
    console.log(
      `  ${rows} requirements: ${shown} shown, ${none} do not apply, ${open.length} open (${open.join(', ')})`,
    )
    return faults.length === 0
  },
  licence: () => existsSync('LICENSE'),
}

const failed = Object.entries(checks).filter(([name, check]) => !timed(name, check))
if (failed.length > 0) {
  console.error(`\nFailed: ${failed.map(([name]) => name).join(', ')}`)
  process.exit(1)
}

function timed(name: string, check: () => boolean): boolean {
  const start = performance.now()
  const good = check()
  console.log(`${good ? '✔' : '✖'} ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`)
  return good
}
