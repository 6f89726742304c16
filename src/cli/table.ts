import { auditAcceptRollback, auditCheckpoint, auditExport, auditVerify } from './audit.ts'
import { backup } from './backup.ts'
import { caseAdd } from './case-add.ts'
import { caseErase } from './case-erase.ts'
import { check } from './check.ts'
import type { CliCommand } from './command.ts'
import { contributors } from './contributors.ts'
import { exportCommand } from './export.ts'
import { keyCheck, keyCreate, keyRetire, keyRotate, keySheetCommand } from './key.ts'
import { memberAdd, memberAgree, memberList, memberSignIn } from './member.ts'
import { policy } from './policy.ts'
import { rebuild } from './rebuild.ts'
import { restore } from './restore.ts'
import { securityTxtCommand } from './security-txt.ts'
import { start } from './start.ts'
import { status } from './status.ts'
import { tokenCreate } from './token.ts'
import { verify } from './verify.ts'

/** Every command, in the order in which somebody meets them. */
export const commandTable: readonly (readonly [name: string, command: CliCommand])[] = [
  ['start', start],
  ['check', check],
  ['policy', policy],
  ['security-txt', securityTxtCommand],
  ['member add', memberAdd],
  ['member sign-in', memberSignIn],
  ['member list', memberList],
  ['member agree', memberAgree],
  ['token create', tokenCreate],
  ['case add', caseAdd],
  ['case erase', caseErase],
  ['contributors', contributors],
  ['backup', backup],
  ['restore', restore],
  ['export', exportCommand],
  ['verify', verify],
  ['rebuild', rebuild],
  ['status', status],
  ['audit verify', auditVerify],
  ['audit checkpoint', auditCheckpoint],
  ['audit export', auditExport],
  ['audit accept-rollback', auditAcceptRollback],
  ['key create', keyCreate],
  ['key check', keyCheck],
  ['key sheet', keySheetCommand],
  ['key rotate', keyRotate],
  ['key retire', keyRetire],
]
