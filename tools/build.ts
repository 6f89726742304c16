/**
 * `node tools/build.ts STAMP`: compiles everything into a fresh folder and puts it in the place of `dist` in one
 * step, so that a killed build leaves the last one standing and a deleted source leaves nothing behind.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { globSync } from 'node:fs'
import { cp, glob, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { build as bundle } from 'esbuild'

const root = dirname(import.meta.dirname)
process.chdir(root)

const next = join('.build', `next-${process.pid}`)
await sweep()
const built = await Promise.all([compile(), copyAssets(), bundleIslands()])
if (built.includes(false) || !(await bundleProgram())) {
  await rm(next, { recursive: true })
  process.exit(1)
}
await writeFile(join(next, '.stamp'), process.argv[2] ?? '')
await replaceDist()

/** What a killed build left. Others may keep folders of their own in `.build`. */
async function sweep() {
  await mkdir('.build', { recursive: true })
  for (const name of await readdir('.build')) {
    if (/^(next|old)-\d+$/.test(name)) await rm(join('.build', name), { recursive: true })
  }
}

/** Syntax only: types are for `npm run check`, and checking them would make every first start several times slower. */
async function compile(): Promise<boolean> {
  const args = ['node_modules/typescript/bin/tsc', '--noCheck', '--outDir', next]
  const tsc = spawn(process.execPath, args, { stdio: 'inherit' })
  return (await exitOf(tsc)) === 0
}

/** Everything that is not TypeScript keeps its place: SQL, style sheets, pictures, texts. */
async function copyAssets(): Promise<boolean> {
  for await (const file of glob('{src,seed,test,bench}/**', { withFileTypes: true })) {
    const path = relative(root, join(file.parentPath, file.name))
    if (file.isFile() && !/\.tsx?$/.test(path)) await cp(path, join(next, path))
  }
  return true
}

/** Islands lie beside the style sheet; they are the only scripts a page ever loads. */
async function bundleIslands(): Promise<boolean> {
  const entryPoints = globSync('src/web/islands/*.ts')
  const options = { bundle: true, minify: true, format: 'esm', target: 'es2023', legalComments: 'none' } as const
  return bundle({ entryPoints, outdir: join(next, 'src/web/public'), ...options }).then(
    () => true,
    () => false,
  )
}

/**
 * The program in a handful of files in the place of hundreds of modules: it starts in half the time and takes less memory.
 * What runs in a thread of its own lies beside the program under its own name, as it does in the sources.
 */
function bundleProgram(): Promise<boolean> {
  const from = (name: string) => join(next, 'src', name)
  return bundle({
    entryPoints: [
      from('cli/cli.js'),
      from('store/writer.js'),
      from('store/upgrade-worker.js'),
      from('desk/search-worker.js'),
    ],
    outdir: join(next, 'program'),
    chunkNames: 'part-[hash]',
    entryNames: '[name]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    external: ['pg-native'],
    // Packages of the older kind ask for Node's own modules by `require`, which a module does not have.
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'\nconst require = requireFrom(import.meta.url)",
    },
    logLevel: 'error',
  }).then(
    () => true,
    () => false,
  )
}

async function replaceDist() {
  const old = join('.build', `old-${process.pid}`)
  await rename('dist', old).catch(() => undefined)
  await rename(next, 'dist')
  await rm(old, { recursive: true, force: true })
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.on('exit', resolve))
}
