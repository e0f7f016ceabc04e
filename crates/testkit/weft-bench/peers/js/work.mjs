// Reads the work that weft-bench exports, and prints figures in one form.
import { readFileSync } from 'node:fs'

export const deeds = readFileSync(process.argv[2], 'utf8').trim().split('\n').map((line) => JSON.parse(line))

export const cpuMs = () => {
  const used = process.cpuUsage()
  return (used.user + used.system) / 1000
}

export const figure = (peer, what, value, unit) => console.log(`${peer} | ${what} | ${Math.round(value * 100) / 100} ${unit}`)

export const peakMib = () => process.resourceUsage().maxRSS / 1024
