import { keepInPostgres } from '../journeys/house-kit.ts'

/** The three policies, what goes public, and the audit log, by the same tests as on the embedded store. */
keepInPostgres()
await import('../journeys/policy-1.api.test.ts')
await import('../journeys/policy-2.api.test.ts')
await import('../journeys/policy-3.api.test.ts')
await import('../journeys/publish.api.test.ts')
await import('../journeys/audit-log.test.ts')
