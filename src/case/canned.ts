import type { DeclineReason, StepKind } from './event.ts'

/**
 * Texts of the house for every step and every reason, to be read and changed before they are sent. Kind and clear; the
 * reader may be new to all this, may not read English often, and gave us their time. A project may put its own in their
 * place (`texts:` in postern.yaml). `{number}` and the like are filled in where a member asks for the text.
 */
export const houseTexts = {
  /** One for each step of the process, said when it is done. */
  steps: {
    report:
      'Thank you for telling us about this in private. Your report has arrived as {number}. A person of our team will read it and answer you here by {deadline}.',
    acknowledge:
      'Thank you for your report. It has arrived, and a person of our team has seen it. We will read it with care and answer you here by {deadline}.',
    review:
      'We have read your report with care, and it tells us what we need. Next we will try to see for ourselves what you saw. You hear from us by {deadline}.',
    reproduce: 'We see the same as you now. We are working on a fix, and you hear from us by {deadline}.',
    patch:
      'Here is a fix for what you reported. If you have the time, please test it and tell us whether it holds. If we hear nothing by {deadline}, we will confirm it ourselves and go on.',
    verify: 'The fix is confirmed, and we are preparing the release. Thank you for your help.',
    cve: 'The CVE id for this is {cve}. Please keep it to yourself until our advisory is public.',
    release:
      'The fix is out, in {version}. Please keep the details to yourself a little longer, until our advisory is public.',
    publish:
      'Our advisory is public: {advisory}. Thank you for finding this, for telling us in private, and for your patience.',
    update:
      'We have added to the advisory what we held back at first, so now everything is told: {advisory}. Thank you again.',
  },
  /** What may be missing in a report. */
  questions: {
    steps:
      'Thank you for your report. To see what you see, we need the steps, one by one: what did you start with, what did you do, and what happened then? A small example that we can run helps most.',
    version:
      'Thank you for your report. Which version did you test, and where did it come from (a release, an image, your own build)? If you can, please say whether the newest release is affected too.',
    configuration:
      'Thank you for your report. We could not see it with our own configuration. Please send us yours, without passwords and keys, and tell us what else is needed: a proxy, a database, a certain network.',
    impact:
      'Thank you for your report. Please help us to see the impact: who could do this, from where, and what would they have afterwards that they did not have before?',
    'cvss-4.0':
      'Thank you for rating the severity. Our policy uses CVSS 4.0. If you like, please send us a vector that begins with CVSS:4.0. If that is difficult, leave it to us: your report is welcome either way.',
    'ai-use':
      'Thank you for your report. Our policy asks whether generative AI helped to find this, to write it, to make the proof of concept or to suggest a fix, and how. Please tell us for each of these, and that you have reviewed it and understand it yourself.',
    plans:
      'Thank you for your report. Do you plan to write or speak about this yourself, and if so, when? Then we can agree on a day that suits both of us.',
    'known-to':
      'Thank you for your report. Does anybody else know of this, and has any of it been public? We ask only to judge how much time there is.',
  },
  /** For a decline: the reason in kind words, and what can still be done. */
  decline: {
    duplicate:
      'Thank you for your report. Somebody told us of the same vulnerability before. Your report follows that case from now on: you will see here when it is fixed and when the advisory is public. Our policy says how we credit several reports of one vulnerability.',
    'obsolete-product':
      'Thank you for your report. It is about a version that we no longer maintain, so there will be no fix for it. If a version that we do maintain is affected as well, please tell us here until {deadline}, and we will look again.',
    'not-security':
      'Thank you for your report. We looked at it with care and do not see how somebody could use it to do harm. If we missed something, please tell us here until {deadline} how an attacker would go about it, and we will look again.',
    'other-vendor':
      'Thank you for your report. What you found lies in a product that others make, so only they can fix it. Please report it to them, in private as you did here. If you cannot reach them, say so here until {deadline}, and we will try to help.',
    'not-reproducible':
      'Thank you for your report. We tried for some time and could not see what you saw. If you can send the exact steps or a small example, please do so here until {deadline}, and we will try again.',
    'out-of-scope':
      'Thank you for your report. It lies outside what our policy covers, so we will not work on it here. If you think that we drew the line in the wrong place, please tell us why, here and until {deadline}.',
    'no-answer':
      'Some time ago we asked you for something that we need to go on, and we have not heard from you. That happens, and we do not hold it against you. We close the report for now. If you can still answer, please do so here until {deadline}, and we will take it up again.',
    conduct:
      'We cannot go on with this report in the way in which it was written to us. Our code of conduct holds for everybody, on both sides. What you found may matter all the same: if you would like to go on calmly, you can answer here once, until {deadline}.',
    junk: 'We could not find a vulnerability in what you sent, so we will not work on it. If there is one after all, please tell us here until {deadline}, in a few words of your own, what is affected and how.',
    'file-in-public':
      'Thank you for your report. It need not be kept private: please file it in our public tracker, where more people can help. From our side you are free to write about it.',
  },
  /** For what happens beside the steps. */
  more: {
    credit:
      'We would like to thank you by name in the advisory and in our list of contributors, if you want that. You may also stay anonymous, or not be mentioned at all. If we hear nothing until publication, no name appears.',
    'credit-late':
      'Our advisory is public, so far without your name. We would still like to thank you by name in it and in our list of contributors, if you want that. You may also stay anonymous, or not be mentioned at all. What you choose is brought into the next revision.',
    embargo:
      'We would like to agree with you on a day before which nothing is public, so that users can be safe first. If the day we propose does not suit you, please tell us which one does.',
    wait: 'This takes longer than we told you, and we are sorry. Your report is not forgotten: we are working on it, and you hear from us by {deadline}.',
    reminder:
      'Some days ago we asked you for something. If you still have the time, please answer here; a short answer helps too.',
    reopen: 'We looked at your report once more and have taken it up again. You hear from us by {deadline}.',
    thanks:
      'With this, all is done on our side. Thank you for your time and your care. If you find something else, you are always welcome here.',
  },
} as const satisfies {
  steps: { readonly [K in StepKind]: string }
  questions: Readonly<Record<string, string>>
  decline: { readonly [R in DeclineReason]: string }
  more: Readonly<Record<string, string>>
}

export type HouseTexts = typeof houseTexts
export type TextGroup = keyof HouseTexts

/** The ready questions as buttons, in the order in which they are offered. */
export const questionTitles: { readonly [Q in keyof HouseTexts['questions']]: string } = {
  steps: 'How to reproduce it',
  version: 'Which version',
  configuration: 'Configuration',
  impact: 'What an attacker gains',
  'cvss-4.0': 'Rating as CVSS 4.0',
  'ai-use': 'Use of generative AI',
  plans: 'Your own plans',
  'known-to': 'Who else knows',
}

/** What a text may name in braces. `deadline` is the day that goes with that text. */
export const variables = ['number', 'project', 'member', 'deadline', 'cve', 'version', 'advisory'] as const
export type Variable = (typeof variables)[number]
export type Values = Readonly<Partial<Record<Variable, string>>>

/** What a text of this group and name may refer to: an advisory that does not exist yet has no address. */
export const variablesOf = (group: TextGroup | 'own', name: string): readonly Variable[] =>
  variables.filter((variable) => {
    if (variable === 'cve') return group === 'steps' && ['cve', 'release', 'publish', 'update'].includes(name)
    if (variable === 'version') return group === 'steps' && ['release', 'publish', 'update'].includes(name)
    if (variable === 'advisory') return group === 'steps' && ['publish', 'update'].includes(name)
    return true
  })

/** `{{` and `}}` stand for a brace; everything else between braces is a variable, known or not. */
const braces = /\{\{|\}\}|\{([^{}\n]{0,60})\}/g

/** The names in braces that this text may not use, as they stand there. */
export const unknownVariables = (text: string, known: readonly Variable[]): readonly string[] =>
  [...text.matchAll(braces)].flatMap(([, name]) =>
    name === undefined || known.some((variable) => variable === name) ? [] : [name],
  )

/**
 * Fills a text in, once: what a value says is never looked at again, neither as a template nor as Markdown. Where there
 * is no value yet, three dots show that something is to be written by hand.
 */
export const filledIn = (text: string, values: Values): string =>
  text.replace(braces, (found, name: Variable | undefined) =>
    name === undefined ? found.charAt(0) : asText(values[name] ?? '…'),
  )

/** A value as Markdown that shows just these signs, also at the beginning of a line (CommonMark 0.31, 2.4). */
const asText = (value: string): string =>
  value
    .replace(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .replace(/[\\`*[\]<>&~|#]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\$&')
    .replace(/^(?:[-+=]|\d{1,9}(?=[.)]))/, (start) => (/\d/.test(start) ? start : `\\${start}`))
    .replace(/^(\d{1,9})([.)])/, '$1\\$2')

/** Whether somebody sent this ready text as it is, whatever was filled in. */
export const isJust = (text: string, ready: string): boolean => {
  const pieces = ready.split(/\{[a-z]+\}/)
  const said = text.trim()
  let from = 0
  return (
    pieces.every((piece, place) => {
      const at = said.indexOf(piece, from)
      from = at + piece.length
      // What is filled in is a name or a day, and never a sentence of its own.
      return place === 0 ? at === 0 : at >= 0
    }) &&
    from === said.length &&
    said.length <= ready.length + 40
  )
}
