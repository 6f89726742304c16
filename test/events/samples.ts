import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { latestVersion, type EventType } from '../../src/case/event.ts'
import type { SealingKey } from '../../src/store/seal.ts'
import { sealJson } from '../../src/store/seal.ts'
import { firstVersions } from './bodies.ts'

/**
 * One sealed fact per kind and version, kept for ever: what an old release wrote, every later one must read. The key is
 * public on purpose, it seals nothing else.
 */
export const sampleKey: SealingKey = { id: '0123456789abcdef', bytes: new Uint8Array(32).fill(42) }

export const sample = z.strictObject({
  type: z.string(),
  v: z.int(),
  row: z.string(),
  stream: z.string(),
  sealed: z.string(),
  /** What it was when it was sealed. */
  clear: z.record(z.string(), z.unknown()),
})
export type Sample = z.infer<typeof sample>

export const readSamples = (): Sample[] =>
  readdirSync(folder()).filter((name) => name.endsWith('.json')).map((name) => sample.parse(JSON.parse(readFileSync(join(folder(), name), 'utf8'))))

/** Adds samples for kinds and versions that have none. Never touches one that is there. */
export function addMissing(): string[] {
  mkdirSync(folder(), { recursive: true })
  return (Object.keys(latestVersion) as EventType[]).flatMap((type) => {
    const v = latestVersion[type]
    const path = join(folder(), `${type}.v${v}.json`)
    if (existsSync(path)) return []
    const place = { row: `sample-${type.toLowerCase()}`, stream: 'case-sample' }
    const sealed = sealJson(sampleKey, { at: 'event.body', ...place, v }, firstVersions[type])
    const { type: _, ...clear } = firstVersions[type]
    writeFileSync(path, `${JSON.stringify({ type, v, ...place, sealed: Buffer.from(sealed).toString('base64'), clear }, null, 2)}\n`)
    return [path]
  })
}

/** The samples lie in the source tree, wherever this was compiled to. */
function folder(): string {
  let at = import.meta.dirname
  while (!existsSync(join(at, 'package.json'))) at = dirname(at)
  return join(at, 'test/events/samples')
}
