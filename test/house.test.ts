/** The house rules of ARCHITECTURE.md, read off the sources. `test/house/rules.ts` holds them, each with examples. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { describe, it } from 'node:test'
import { build, type OnResolveArgs, type OnResolveResult } from 'esbuild'
import { rules } from './house/rules.ts'
import { readProject, sourceOf } from './house/source.ts'

const root = rootAbove(import.meta.dirname)
const project = await readProject(root)
const modules = project.filter(({ path }) => /^src\/.*\.tsx?$/.test(path) && !/\.d\.ts$/.test(path))

describe('the house', () => {
  it('has been looked at', () => {
    assert.ok(modules.length > 20, `only ${modules.length} modules were seen`)
    const edges = modules.flatMap(({ imports }) => imports.filter((name) => name.startsWith('src/')))
    assert.ok(edges.length > modules.length, `only ${edges.length} imports were seen`)
    for (const path of ['package-lock.json', '.ci/run', 'start.cjs', 'test/run.ts']) {
      assert.ok(
        project.some((source) => source.path === path),
        `${path} was not seen`,
      )
    }
  })

  it('was seen with every import that the bundler sees', async () => {
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints: modules.map(({ path }) => path),
      bundle: true,
      write: false,
      outdir: 'nowhere',
      metafile: true,
      logLevel: 'silent',
      jsx: 'preserve',
      plugins: [{ name: 'every file alone', setup: (bundler) => bundler.onResolve({ filter: /./ }, everyFileAlone) }],
    })
    let count = 0
    for (const { path, imports } of modules) {
      for (const { path: name } of metafile.inputs[path]?.imports ?? []) {
        const seen = name.startsWith('.') ? posix.join(posix.dirname(path), name) : name
        assert.ok(imports.includes(seen), `${path} imports ${seen}, and the rules do not see it`)
        count += 1
      }
    }
    assert.ok(count > modules.length, `the bundler saw only ${count} imports`)
  })

  for (const rule of rules) {
    it(rule.says, () => {
      const found = project.flatMap((source) => rule.finds(source).map((fault) => `${source.path}: ${fault}`))
      assert.deepEqual(found, [])
    })
  }

  it('asks the compiler for erasable syntax and strict types', () => {
    const { compilerOptions } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8'))
    assert.equal(compilerOptions.erasableSyntaxOnly, true)
    assert.equal(compilerOptions.strict, true)
  })
})

describe('the rules of the house', () => {
  for (const rule of rules) {
    it(`catch, for: ${rule.says}`, async () => {
      assert.ok(rule.catches.length > 0)
      for (const [path, text] of rule.catches) {
        const found = rule.finds(await sourceOf(path, text))
        assert.ok(found.length > 0, `not caught in ${path}: ${text}`)
      }
    })

    it(`let pass, for: ${rule.says}`, async () => {
      for (const [path, text] of rule.allows) assert.deepEqual(rule.finds(await sourceOf(path, text)), [], text)
    })
  }
})

function everyFileAlone({ kind, path }: OnResolveArgs): OnResolveResult | undefined {
  return kind === 'entry-point' ? undefined : { path, external: true }
}

function rootAbove(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : rootAbove(dirname(folder))
}
