import { z } from 'zod'
import { type Policy, policy } from '../case/policy.ts'
import { limits } from '../limits.ts'
import { mail } from './mail.ts'
import { signIn } from './sign-in.ts'
import { texts } from './texts.ts'
import { webhook } from './webhooks.ts'

/**
 * postern.yaml as a whole: the policy block by block, and beside it the few settings of this desk that no case is
 * pinned to. One flat page that a person can write by hand.
 */

const httpsUrl = z
  .url({ protocol: /^https$/ })
  .max(2_000)
  .describe('an https address')
/** RFC 9116, 2.5.4: a place where the key can be fetched, never the key itself. */
const keyPlace = z
  .string()
  .max(2_000)
  .regex(/^(https:\/\/|dns:|openpgp4fpr:)\S+$/, 'expected where the key is: an https, dns or openpgp4fpr address')

const daysFrom = (least: number) => z.int().min(least).max(36_500).describe(`a whole number of days, ${least} or more`)

export const settings = z.strictObject({
  securityTxt: z
    .strictObject({
      /** How long the file holds; it is renewed only while members still sign in. */
      days: z.int().min(1).max(364).describe('a whole number of days below a year').default(90),
      encryption: z.array(keyPlace).max(10).default([]),
      hiring: httpsUrl.optional(),
      /** Further addresses this same file is served from. The desk's own is always listed. */
      canonical: z.array(httpsUrl).max(10).default([]),
    })
    .prefault({}),
  storage: z
    .strictObject({
      /** Network folders lose what they acknowledged; whoever knows theirs does not, says so here. */
      allowNetworkFolder: z.boolean().default(false),
    })
    .prefault({}),
  /** What goes by itself, in days after a case that is over was touched last. Without a rule all of it is kept for ever. */
  retention: z
    .strictObject({
      /** Cases that were declined as junk. */
      junk: daysFrom(8).optional(),
      /** Every case that is over. */
      closed: daysFrom(31).optional(),
      /** What names the reporter of such a case, but for the name that a published advisory gives. */
      contact: daysFrom(31).optional(),
      /** Receipt codes of such a case. */
      receipts: daysFrom(31).optional(),
      /** What was carried out, counted from when it was. */
      outbox: daysFrom(7).default(40),
    })
    .prefault({}),
  /** A monitor elsewhere that wants to hear from the desk again and again. */
  heartbeat: z
    .strictObject({
      url: z
        .url({ protocol: /^https?$/ })
        .max(2_000)
        .describe('an https address'),
      minutes: z.int().min(1).max(1_440).describe('a whole number of minutes').default(5),
      /** A host of the own network: only then may its address be private, or plain http. */
      internal: z.boolean().default(false),
    })
    .optional(),
  claimCheck: z
    .strictObject({
      /** A clone of the project's repository on this machine, in which the desk looks up what reports name. */
      repository: z
        .string()
        .max(4_096)
        .regex(/^\//, 'expected where a clone of the repository lies: a path that begins with /')
        .optional(),
    })
    .prefault({}),
  signIn: signIn.prefault({}),
  /** Who sees how busy this desk is. What strangers see is rounded, and changes once a month. */
  figures: z.enum(['members', 'public']).default('members'),
  /** Whether reporters may gather their reports in an account. Receipt codes work all the same. */
  reporterAccounts: z.boolean().default(false),
  mail: mail.prefault({}),
  webhooks: z.array(webhook).max(20).default([]),
  texts: texts.prefault({}),
  limits: limits.prefault({}),
})
export type Settings = z.infer<typeof settings>

/** Without a name the pages say "this project". */
export const unnamed = 'this project'
export const isNamed = ({ project }: Pick<Policy, 'project'>): boolean => project.name !== unnamed

export const file = z.strictObject({
  ...policy.shape,
  project: policy.shape.project.prefault({ name: unnamed }),
  ...settings.shape,
})
export type PosternFile = z.infer<typeof file>
