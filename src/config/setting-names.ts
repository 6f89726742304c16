import { file, settings } from './file.ts'

/** What a file says that the defaults do not: a release that brings new settings changes nothing by that alone. */
export function saidInFile(policy: object, of: object): readonly (readonly [name: string, value: string])[] {
  const own = Object.fromEntries(Object.entries(of).filter(([name]) => name in settings.shape))
  const usual = new Map(settingNames(file.parse({})))
  return settingNames({ ...policy, ...own }).filter(([name, value]) => usual.get(name) !== value)
}

/**
 * Every setting by its name in postern.yaml, such as `publish.updateWindow`, with its value as text. A list is one
 * setting: its places have no names of their own.
 */
function settingNames(of: object, within = ''): readonly (readonly [name: string, value: string])[] {
  return Object.entries(of).flatMap(([name, value]: [string, unknown]): (readonly [string, string])[] => {
    const here = within === '' ? name : `${within}.${name}`
    if (value === undefined) return []
    return isGroup(value) ? [...settingNames(value, here)] : [[here, JSON.stringify(value)]]
  })
}

const isGroup = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof RegExp)
