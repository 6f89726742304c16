/** How often a fault is tried: a few times with every `npm test`, and many times in `npm run faults`. */
export const rounds = (few: number, many: number): number => (process.env.FAULTS === 'long' ? many : few)
