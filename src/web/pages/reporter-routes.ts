import type { Route } from '../route.ts'
import { confirm, confirmPage } from './confirm.tsx'
import { enterCode, enterCodePage, receiptFile } from './receipt.tsx'
import { newReportPage, proofFile, reportForm } from './report.tsx'
import { takeOver, takeOverPage } from './take-over.tsx'
import { threadPage } from './thread.tsx'
import {
  addInformation,
  answerDecline,
  answerEmbargo,
  chooseCredit,
  forgetMe,
  leave,
  rotateReceipt,
  sendMessage,
  threadFile,
  verifyFix,
  withdraw,
} from './thread-acts.tsx'
import { chooseHowTold } from './thread-told-act.ts'

import { unlistedFeed } from './unlisted-feed.ts'

const open = { who: 'everyone', kind: 'receipt' } as const
const inside = { who: 'receipt', kind: 'receipt' } as const

/** The reporter's way in and their thread. All of it works without scripts, without an account and over Tor. */
export const reporterRoutes: readonly Route[] = [
  { ...open, method: 'GET', path: '/report', handle: newReportPage },
  { ...open, method: 'POST', path: '/report', handle: reportForm },
  { ...open, method: 'POST', path: '/report/proof', handle: proofFile },
  { ...open, method: 'GET', path: '/receipt', handle: enterCodePage },
  { ...open, method: 'POST', path: '/receipt', handle: enterCode },
  { ...open, method: 'POST', path: '/receipt/file', handle: receiptFile },
  { ...open, method: 'GET', path: '/take-over', handle: takeOverPage },
  { ...open, method: 'POST', path: '/take-over', handle: takeOver },
  { ...open, method: 'GET', path: '/confirm', handle: confirmPage },
  { ...open, method: 'POST', path: '/confirm', handle: confirm },
  // Kept by nobody on its way, like a file: its address is known to one reader alone.
  { ...open, method: 'GET', path: '/news/:code', kind: 'download', handle: unlistedFeed },

  { ...inside, method: 'GET', path: '/thread', handle: threadPage },
  { ...inside, method: 'POST', path: '/thread/information', handle: addInformation },
  { ...inside, method: 'POST', path: '/thread/message', handle: sendMessage },
  { ...inside, method: 'POST', path: '/thread/verify', handle: verifyFix },
  { ...inside, method: 'POST', path: '/thread/credit', handle: chooseCredit },
  { ...inside, method: 'POST', path: '/thread/embargo', handle: answerEmbargo },
  { ...inside, method: 'POST', path: '/thread/decline-answer', handle: answerDecline },
  { ...inside, method: 'POST', path: '/thread/withdraw', handle: withdraw },
  { ...inside, method: 'POST', path: '/thread/rotate', handle: rotateReceipt },
  { ...inside, method: 'POST', path: '/thread/forget', handle: forgetMe },
  { ...inside, method: 'POST', path: '/thread/told', handle: chooseHowTold },
  { ...inside, method: 'POST', path: '/thread/leave', handle: leave },
  { ...inside, method: 'GET', path: '/thread/files/:id', kind: 'download', handle: threadFile },
]
