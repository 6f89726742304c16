import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { publicFolder } from './assets.ts'

/** The style sheet and pictures as they are in the tree, and the islands that the build made. */
export function assetFolders(): readonly string[] {
  const source = publicFolder()
  // Beside this file, or beside the one file that the build made of the whole program.
  const built = ['public', '../src/web/public'].map((path) => join(import.meta.dirname, path))
  return [source, ...built.filter((folder) => folder !== source && existsSync(folder))]
}
