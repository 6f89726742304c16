const minute = 60_000

/** A length of time as an operator reads it: `3 hours`. */
export const span = (age: number): string => {
  const [length, unit] = units.find(([one]) => Math.abs(age) >= 2 * one) ?? [1_000, 'second']
  const count = Math.round(age / length)
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

const units: readonly (readonly [length: number, unit: string])[] = [
  [1_440 * minute, 'day'],
  [60 * minute, 'hour'],
  [minute, 'minute'],
]
