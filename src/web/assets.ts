import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { headersFor, type Origin } from './headers.ts'

/** Our own files, read once at the start. Afterwards no request touches the disk and no path is ever put together. */
export interface Assets {
  /** The address of a file by its plain name, such as "postern.css". Throws for a name that is not there. */
  address(name: string): string
  /** The answer for a path, or undefined where no file has exactly this address. */
  answer(path: string, acceptEncoding: string | null, origin: Origin): Response | undefined
}

/** Where all of them live. The server hands every GET below it to `answer`. */
export const assetsPath = '/assets/'

export function loadAssets(folders: readonly string[]): Assets {
  const byName = new Map<string, Asset>()
  const byAddress = new Map<string, Asset>()
  for (const folder of folders) {
    for (const name of readdirSync(folder)) {
      const asset = read(folder, name)
      if (asset === undefined) continue
      byName.set(name, asset)
      byAddress.set(asset.address, asset)
    }
  }
  return {
    address(name) {
      const asset = byName.get(name)
      if (asset === undefined) throw new Error(`"${name}" is one of our own files`)
      return asset.address
    },
    answer(path, acceptEncoding, origin) {
      const asset = byAddress.get(path)
      return asset && respond(asset, /\bgzip\b/.test(acceptEncoding ?? ''), origin)
    },
  }
}

/** The folder with the stylesheet and the door mark. They are not compiled, so they lie in the sources. */
export function publicFolder(): string {
  let folder = import.meta.dirname
  while (!existsSync(join(folder, 'package.json'))) {
    if (dirname(folder) === folder) throw new Error('the program lies inside its package')
    folder = dirname(folder)
  }
  return join(folder, 'src/web/public')
}

interface Asset {
  readonly address: string
  readonly type: string
  readonly plain: Uint8Array<ArrayBuffer>
  readonly zipped: Uint8Array<ArrayBuffer>
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

function read(folder: string, name: string): Asset | undefined {
  const ending = extname(name)
  const type = types[ending]
  if (type === undefined) return undefined
  const plain = new Uint8Array(readFileSync(join(folder, name)))
  const hash = createHash('sha256').update(plain).digest('hex').slice(0, 16)
  return {
    address: `${assetsPath}${name.slice(0, -ending.length)}.${hash}${ending}`,
    type,
    plain,
    zipped: new Uint8Array(gzipSync(plain, { level: 9 })),
  }
}

function respond(asset: Asset, zip: boolean, origin: Origin): Response {
  return new Response(zip ? asset.zipped : asset.plain, {
    headers: {
      ...headersFor('static', origin),
      'Content-Type': asset.type,
      Vary: 'Accept-Encoding',
      ...(zip && { 'Content-Encoding': 'gzip' }),
    },
  })
}
