import { ended } from './cases/ended.ts'
import { publishing } from './cases/publishing.ts'
import { waiting } from './cases/waiting.ts'
import type { SeedCase } from './scene.ts'

/** At least one case in every stage. */
export const cases: readonly SeedCase[] = [...waiting, ...publishing, ...ended]

/** So many days before today Lantern changed its policy: what was reported earlier came under the earlier one. */
export const policyChanged = 40
