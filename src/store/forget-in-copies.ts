import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { COPY_NAME } from './migrate.ts'

/**
 * The copies that upgrades made hold the keys of their day. A key that was destroyed since is destroyed in them as well;
 * everything else in them stays as it was, for whoever has to go back.
 */
export function forgetInCopies(folder: string, alive: readonly string[]): void {
  for (const name of readdirSync(folder)) if (COPY_NAME.test(name)) forgetIn(join(folder, name), alive)
}

function forgetIn(file: string, alive: readonly string[]): void {
  const db = new DatabaseSync(file, { timeout: 5_000 })
  try {
    // Without a log beside it: what is overwritten here is overwritten in the one file there is.
    db.exec('pragma journal_mode = delete; pragma synchronous = full; pragma secure_delete = on')
    const drop = db.prepare('delete from key_store where id not in (select value from json_each(?1))')
    // Pages that a tree moved about keep traces of what was in them: only a file that is written anew has none.
    if (drop.run(JSON.stringify(alive)).changes > 0) db.exec('vacuum')
  } finally {
    db.close()
  }
}
