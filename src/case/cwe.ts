/** Kinds of weakness by their numbers in MITRE's list, as OSV, CSAF and CVE take them: "CWE-79, CWE-80". */

const most = 10

/** What was typed as those programs read it, '' for nothing; undefined where it is something else. */
export function readCwe(typed: string): string | undefined {
  const parts = typed.split(/[\s,;]+/).filter((part) => part !== '')
  const ids = [...new Set(parts.map((part) => part.toUpperCase()))]
  return ids.length <= most && ids.every((id) => /^CWE-[1-9]\d{0,4}$/.test(id)) ? ids.join(', ') : undefined
}

/** A program gives them the way they are published. */
export const isCwe = (text: string): boolean => readCwe(text) === text
