import { visibleText } from './ui/visible.ts'

/**
 * A name under which a stranger's file can be saved without harm: no folders, no control characters, nothing that
 * turns the reading direction around, not hidden, not a device, not longer than file systems take.
 */
export function safeFileName(name: string): string {
  const last = name.split(/[/\\]/).findLast((part) => part.trim() !== '') ?? ''
  const plain = withoutHidden(last)
    .replaceAll(/[<>:"|?*%;'`$]/g, '_')
    .replaceAll(/\s+/g, ' ')
    .replace(/^[.\s~-]+/, '')
    .replace(/[.\s]+$/, '')
  const short = shorten(plain)
  // Windows opens these as devices, with any ending (Microsoft, "Naming Files, Paths, and Namespaces").
  if (/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(short)) return `_${short}`
  return short === '' ? 'file' : short
}

/** RFC 6266 with RFC 8187: an ASCII name for old clients, the true one in UTF-8. */
export function contentDisposition(name: string): string {
  const safe = safeFileName(name)
  const ascii = safe.replaceAll(/[^\x20-\x7e]/g, '_')
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(safe).replaceAll(/['()!*]/g, percent)}`
}

function withoutHidden(text: string): string {
  return visibleText(text).replaceAll(/⟨[^⟩]{0,40}⟩/g, '')
}

// Bytes, not letters, are what a file system counts. The ending says what kind of file it is, so it stays.
const longest = 120

function shorten(name: string): string {
  if (Buffer.byteLength(name) <= longest) return name
  const dot = name.lastIndexOf('.')
  const ending = dot > 0 && name.length - dot <= 12 ? name.slice(dot) : ''
  let kept = ''
  for (const letter of name.slice(0, name.length - ending.length)) {
    if (Buffer.byteLength(kept + letter + ending) > longest) break
    kept += letter
  }
  return kept + ending
}

function percent(letter: string): string {
  return `%${letter.charCodeAt(0).toString(16).toUpperCase()}`
}
