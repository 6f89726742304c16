import type { DatabaseSync } from 'node:sqlite'

/** Puts a new table of the same shape into the place of this one. Pages that are given back are zeroed (secure_delete). */
export function writeAnew(db: DatabaseSync, table: string): void {
  const { sql } = db.prepare("select sql from sqlite_master where type = 'table' and name = ?1").get(table) as {
    sql: string
  }
  const next = `${table}_next`
  db.exec('begin immediate')
  db.exec(`${sql.replace(new RegExp(`^create table "?${table}"?`, 'i'), `create table ${next}`)};
    insert into ${next} select * from ${table};
    drop table ${table};
    alter table ${next} rename to ${table};
    commit`)
}
