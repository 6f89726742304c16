import type { TestHouse } from './house-kit.ts'

/** Everything the world can read about an advisory, by its address. */
export async function inPublic(desk: TestHouse, id: string): Promise<ReadonlyMap<string, string>> {
  const paths = [
    `/advisories/${id}`,
    `/advisories/${id}.md`,
    `/advisories/${id}.osv.json`,
    '/advisories',
    '/advisories/feed.atom',
    '/advisories/feed.json',
    '/credits',
    '/',
  ]
  const texts = await Promise.all(paths.map(async (path) => [path, await desk.read(path)] as const))
  return new Map(texts)
}

/** Where these words can be read. */
export async function whereItSays(desk: TestHouse, id: string, words: string): Promise<readonly string[]> {
  return [...(await inPublic(desk, id))].filter(([, text]) => text.includes(words)).map(([path]) => path)
}
