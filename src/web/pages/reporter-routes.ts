import type { Route } from '../route.ts'
import { confirm, confirmPage } from './confirm.tsx'
import { agreeAsGuest, guestFile, guestPage, leaveAsGuest, writeAsGuest } from './guest.tsx'
import { enterCode, enterCodePage, receiptFile } from './receipt.tsx'
import { newReportPage, proofFile, reportForm } from './report.tsx'
import { takeOver, takeOverPage } from './take-over.tsx'
import { threadPage } from './thread.tsx'
import { leave, threadAct, threadFile } from './thread-acts.tsx'
import { resume } from './thread-lapsed.tsx'
import type { FormName } from './thread-state.ts'
import { unlistedFeed } from './unlisted-feed.ts'

const open = { who: 'everyone', kind: 'receipt' } as const
const inside = { who: 'receipt', kind: 'receipt' } as const
const asGuest = { who: 'guest', kind: 'receipt' } as const
const form = (name: FormName) => ({ handle: threadAct(name), lapsed: true })

/** The reporter's way in and their thread. All of it works without scripts, without an account and over Tor. */
export const reporterRoutes: readonly Route[] = [
  { ...open, method: 'GET', path: '/report', handle: newReportPage },
  { ...open, method: 'POST', path: '/report', handle: reportForm },
  { ...open, method: 'POST', path: '/report/proof', handle: proofFile },
  { ...open, method: 'GET', path: '/receipt', handle: enterCodePage },
  { ...open, method: 'POST', path: '/receipt', handle: enterCode },
  { ...open, method: 'POST', path: '/receipt/file', handle: receiptFile },
  { ...open, method: 'POST', path: '/receipt/resume', handle: resume },
  { ...open, method: 'GET', path: '/take-over', handle: takeOverPage },
  { ...open, method: 'POST', path: '/take-over', handle: takeOver },
  { ...open, method: 'GET', path: '/confirm', handle: confirmPage },
  { ...open, method: 'POST', path: '/confirm', handle: confirm },
  // Kept by nobody on its way, like a file: its address is known to one reader alone.
  { ...open, method: 'GET', path: '/news/:code', kind: 'download', handle: unlistedFeed },

  { ...inside, method: 'GET', path: '/thread', handle: threadPage },
  { ...inside, method: 'POST', path: '/thread/information', ...form('information') },
  { ...inside, method: 'POST', path: '/thread/message', ...form('message') },
  { ...inside, method: 'POST', path: '/thread/verify', ...form('verify') },
  { ...inside, method: 'POST', path: '/thread/credit', ...form('credit') },
  { ...inside, method: 'POST', path: '/thread/embargo', ...form('embargo') },
  { ...inside, method: 'POST', path: '/thread/decline-answer', ...form('decline-answer') },
  { ...inside, method: 'POST', path: '/thread/withdraw', ...form('withdraw') },
  { ...inside, method: 'POST', path: '/thread/rotate', ...form('rotate') },
  { ...inside, method: 'POST', path: '/thread/forget', ...form('forget') },
  { ...inside, method: 'POST', path: '/thread/told', ...form('told') },
  { ...inside, method: 'POST', path: '/thread/leave', handle: leave },
  { ...inside, method: 'GET', path: '/thread/files/:id', kind: 'download', handle: threadFile },

  { ...asGuest, method: 'GET', path: '/guest', handle: guestPage },
  { ...asGuest, method: 'POST', path: '/guest/agree', handle: agreeAsGuest },
  { ...asGuest, method: 'POST', path: '/guest/message', handle: writeAsGuest },
  { ...asGuest, method: 'POST', path: '/guest/leave', handle: leaveAsGuest },
  { ...asGuest, method: 'GET', path: '/guest/files/:id', kind: 'download', handle: guestFile },
]
