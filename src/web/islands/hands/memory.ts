/** Of this tab alone: places, never words. Storage may be switched off; then nothing is remembered, and nothing breaks. */
export function remember(name: string, value: string): void {
  try {
    sessionStorage.setItem(name, value)
  } catch {
    // It holds until the next page, and does no harm.
  }
}

export function recall(name: string): string | null {
  try {
    return sessionStorage.getItem(name)
  } catch {
    return null
  }
}
