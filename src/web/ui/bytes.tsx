import { useLanguage } from './words.ts'

/** A size as people read it: "2.4 MB". Thousands, as on the label of a disk. */
export function Bytes({ size, lang }: { size: number; lang?: string }) {
  const language = useLanguage(lang)
  return <bdi class="bytes">{bytesText(size, language)}</bdi>
}

export function bytesText(size: number, lang = 'en'): string {
  const [unit, length] = units.find(([, length]) => size >= length) ?? (['byte', 1] as const)
  return new Intl.NumberFormat(lang, {
    style: 'unit',
    unit,
    unitDisplay: unit === 'byte' ? 'long' : 'short',
    maximumFractionDigits: size / length < 10 && unit !== 'byte' ? 1 : 0,
  }).format(size / length)
}

const units = [
  ['gigabyte', 1e9],
  ['megabyte', 1e6],
  ['kilobyte', 1e3],
] as const
