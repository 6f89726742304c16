import { z } from 'zod'
import { stepKind } from './event.ts'

/**
 * What a project promises, as data: the part of postern.yaml that a case is pinned to. A case keeps the policy it
 * came under, by digest. Every block and step takes the project's own Markdown; generated text is only the default.
 */

const markdown = z.string().max(65_536)
const line = z.string().min(1).max(500)
const url = z
  .url({ protocol: /^(https?|mailto)$/ })
  .max(2_000)
  .describe('a web address such as https://example.org')
/** A language tag of RFC 5646, such as `en` or `pt-BR`. */
const language = z
  .string()
  .regex(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/, 'expected a language such as en or pt-BR')
  .max(35)
const days = z.number().min(0).max(3_650).describe('a number of days')
const link = z.strictObject({ title: line, url })

/** One step as the page shows it. `kind` is the rule it stands for; a step without a kind is text only. */
export interface Step {
  kind?: z.infer<typeof stepKind> | undefined
  text?: string | undefined
  /** "If possible": a member may skip it with a reason. */
  optional?: boolean | undefined
  /** Nested steps, shown numbered below. */
  steps?: Step[] | undefined
  /** These happen at the same time and are shown as a list. */
  together?: Step[] | undefined
}
export const step: z.ZodType<Step> = z.strictObject({
  kind: stepKind.optional(),
  text: markdown.optional(),
  optional: z.boolean().optional(),
  get steps() {
    return z.array(step).max(20).optional()
  },
  get together() {
    return z.array(step).max(20).optional()
  },
})

export const contact = z.strictObject({
  kind: z.enum(['form', 'github', 'email', 'matrix', 'discord', 'link']),
  title: line.optional(),
  /** An address, a room or a page; the form needs none. */
  to: z.string().max(2_000).optional(),
  /** Whom it suits. */
  for: markdown.optional(),
  why: markdown.optional(),
  /** What to do there, in order: whom to ask first, where to write then. */
  how: markdown.optional(),
  /** How to know the core team there. */
  identify: markdown.optional(),
  /** Reserved for vulnerability reports alone. */
  reserved: z.boolean().optional(),
  /** Where everything else goes. */
  elsewhere: markdown.optional(),
  /** Only where necessary: it reaches one person, and mistakes are easy. */
  lastResort: z.boolean().optional(),
})
export type Contact = z.infer<typeof contact>

export const policy = z.strictObject({
  project: z.strictObject({
    name: line,
    site: url.optional(),
    /** Prefix of advisory ids: `PREFIX-2027-0001`. Made from the name where absent. */
    prefix: z
      .string()
      .regex(/^[A-Z][A-Z0-9]{1,15}$/, 'expected 2 to 16 capital letters and digits, such as ACME')
      .optional(),
    repository: url.optional(),
    /** Languages people can write in. Absent: nothing is said, and English is understood. */
    languages: z.array(language).min(1).max(20).optional(),
  }),
  /** Blocks of the page in the project's own words. */
  prologue: markdown.optional(),
  /** Rules a report must keep, numbered as the project numbers them. */
  rules: z.array(markdown).max(30).default([]),
  disclosure: markdown.optional(),
  avoid: z.array(markdown).max(30).optional(),
  contacts: z
    .array(contact)
    .max(20)
    .default([{ kind: 'form' }]),
  contactIntro: markdown.optional(),
  steps: z
    .array(step)
    .min(1)
    .max(30)
    .default([
      { kind: 'report' },
      { kind: 'acknowledge' },
      { kind: 'review', steps: [{ kind: 'review' }, { kind: 'review' }, { kind: 'review' }] },
      { kind: 'reproduce' },
      { kind: 'patch', optional: true },
      { kind: 'verify' },
      { kind: 'release' },
      { kind: 'publish' },
    ]),
  report: z
    .strictObject({
      severity: z.enum(['none', 'optional', 'cvss-4.0']).default('optional'),
      /** Ask how generative AI was used, part by part. */
      aiUse: z.boolean().default(false),
      aiPolicy: url.optional(),
      /** Ask for the text before machine translation. */
      translation: z.boolean().default(false),
      translationPolicy: url.optional(),
      /** Ask for the configuration or architecture that is needed. */
      configuration: z.boolean().default(false),
      codeOfConduct: url.optional(),
    })
    .prefault({}),
  acknowledge: z.strictObject({ automatic: z.boolean().default(true) }).prefault({}),
  verify: z
    .strictObject({ by: z.enum(['either', 'reporter', 'team']).default('either'), wait: days.default(7) })
    .prefault({}),
  publish: z
    .strictObject({
      /** `after-window`: once users could update. `with-release`: a brief advisory in one act with the release. */
      when: z.enum(['after-window', 'with-release']).default('after-window'),
      updateWindow: days.default(7),
      /** After a brief advisory: when what was held back is due. */
      details: days.default(7),
      approvals: z.int().min(1).max(2).default(1),
    })
    .prefault({}),
  deadlines: z
    .strictObject({
      firstAnswer: days.default(7),
      news: days.default(14),
      embargo: days.default(90),
      reminder: days.default(7),
      silent: days.default(30),
      declineAnswer: days.default(30),
    })
    .prefault({}),
  credit: z
    .strictObject({
      text: markdown.optional(),
      duplicates: z.enum(['all-before-publication', 'first']).default('all-before-publication'),
      /** Where the project lists all its contributors. */
      contributors: url.optional(),
      advisories: url.optional(),
    })
    .prefault({}),
  team: z
    .strictObject({ text: markdown.optional(), url: url.optional(), identify: z.array(markdown).max(20).optional() })
    .prefault({}),
  documentation: z.array(link).max(30).default([]),
  helpWanted: markdown.optional(),
  /** The versions that get fixes, as the project says it. */
  supported: markdown.optional(),
  /** What is often reported and is not treated as a vulnerability here, with the words by which it is recognised. */
  notAVulnerability: z
    .array(
      z.strictObject({
        title: line,
        text: markdown,
        link: url.optional(),
        words: z.array(z.string().trim().min(2).max(100)).max(50).default([]),
      }),
    )
    .max(50)
    .optional(),
})
export type Policy = z.infer<typeof policy>
export type PolicyInput = z.input<typeof policy>

export const day = 86_400_000
