/** The project's own files as the house rules see them. */
import { globSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { transform } from 'esbuild'

export interface Source {
  /** From the root of the project, with forward slashes. */
  readonly path: string
  readonly text: string
  /** JavaScript without types and comments, JSX as calls of `jsx`; empty for other files. */
  readonly js: string
  /** The same with the insides of strings, templates and regular expressions blanked, at the same offsets. */
  readonly bare: string
  /** Every import, types too: files by their path from the root, packages by name. */
  readonly imports: readonly string[]
}

const notOurs = /(^|\/)(\.git|\.build|node_modules|dist|data)(\/|$)/

export async function readProject(root: string): Promise<Source[]> {
  const paths = globSync(['**/*', '.ci/*', '.npmrc', '.gitignore'], {
    cwd: root,
    withFileTypes: true,
    exclude: (entry) => notOurs.test(entry.name),
  })
    .filter(
      (entry) => entry.isFile() && /(^|\.)(tsx?|cjs|json|md|ya?ml|css|sql|svg|run|npmrc|gitignore)$/.test(entry.name),
    )
    .map((entry) => posix.relative(root, posix.join(entry.parentPath, entry.name)))
  return Promise.all(paths.map((path) => sourceOf(path, readFileSync(posix.join(root, path), 'utf8'))))
}

export async function sourceOf(path: string, text: string): Promise<Source> {
  if (!/\.(tsx?|cjs)$/.test(path)) return { path, text, js: '', bare: '', imports: [] }
  const { code: js } = await transform(text, {
    loader: path.endsWith('.tsx') ? 'tsx' : 'ts',
    jsx: 'automatic',
    legalComments: 'none',
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
  })
  return { path, text, js, bare: blank(js), imports: importsOf(path, text) }
}

const staticImport = /^\s*(?:import|export)\b[^;'"`]*?\bfrom\s*(['"])(.+?)\1/gm
const bareImport = /^\s*import\s*(['"])(.+?)\1/gm
const dynamicImport = /\b(?:import|require)\(\s*(['"])(.+?)\1/g

function importsOf(path: string, text: string): string[] {
  return [staticImport, bareImport, dynamicImport]
    .flatMap((pattern) => [...text.matchAll(pattern)])
    .map(([, , name = '']) => (name.startsWith('.') ? posix.join(posix.dirname(path), name) : name))
}

/**
 * Blanks what is data and not code. Works on what esbuild prints, where a slash after an operator or an opening
 * bracket begins a regular expression and any other slash divides.
 */
export function blank(js: string): string {
  let out = ''
  // For each template we are inside of: how many braces are open in its present `${ }`.
  const templates: number[] = []
  let i = 0
  while (i < js.length) {
    const char = js[i] ?? ''
    if (char === '"' || char === "'") skip(/(?:[^\\]|\\[\s\S])*?/y, char)
    else if (char === '`') template()
    else if (
      char === '/' &&
      /(^|[(,=:[!&|?{};+~<>%*-]|\b(return|typeof|case|in|of|default)|=>)\s*$/.test(out.slice(-20))
    ) {
      skip(/(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\[])*/y, '/')
    } else if (char === '}' && templates.at(-1) === 0) {
      templates.pop()
      template()
    } else {
      if (templates.length > 0 && char === '{') templates[templates.length - 1]! += 1
      if (templates.length > 0 && char === '}') templates[templates.length - 1]! -= 1
      out += char
      i += 1
    }
  }
  return out

  /** From an opening quote to its end, keeping both. */
  function skip(inside: RegExp, end: string) {
    const pattern = new RegExp(inside.source + (end === '/' ? '/' : end), 'y')
    pattern.lastIndex = i + 1
    const found = pattern.exec(js)?.[0] ?? js.slice(i + 1)
    out += end + found.slice(0, -1).replace(/[^\n]/g, ' ') + end
    i += 1 + found.length
  }

  /** The text of a template up to its end or its next `${`, which is code again. */
  function template() {
    out += js[i]
    i += 1
    while (i < js.length && js[i] !== '`') {
      if (js[i] === '$' && js[i + 1] === '{') {
        out += ' {'
        i += 2
        templates.push(0)
        return
      }
      const step = js[i] === '\\' ? 2 : 1
      out += ' '.repeat(step)
      i += step
    }
    out += '`'
    i += 1
  }
}
