import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { publicFolder } from './assets.ts'

/** The style sheet and pictures as they are in the tree, and the islands that the build made. */
export function assetFolders(): readonly string[] {
  const built = join(import.meta.dirname, 'public')
  const source = publicFolder()
  return built !== source && existsSync(built) ? [source, built] : [source]
}
