// hypercore on the same work: one log of JSON lines, replicated over a pair of streams that are counted.
import Hypercore from 'hypercore'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { cpuMs, deeds, figure, peakMib } from './work.mjs'

const PEER = 'hypercore'
const folder = mkdtempSync(join(tmpdir(), 'weft-peer-'))
const log = new Hypercore(join(folder, 'a'))
await log.ready()
let before = cpuMs()
await log.append(deeds.map((deed) => Buffer.from(JSON.stringify(deed))))
figure(PEER, 'entries', log.length, '')
figure(PEER, 'processor time of writing it all', cpuMs() - before, 'ms')

const copy = new Hypercore(join(folder, 'b'), log.key)
await copy.ready()
let bytes = 0
const counted = () => new Transform({ transform(chunk, _, done) { bytes += chunk.length; done(null, chunk) } })
before = cpuMs()
const [one, other] = [log.replicate(true), copy.replicate(false)]
one.pipe(counted()).pipe(other)
other.pipe(counted()).pipe(one)
await copy.update({ wait: true })
await copy.download({ start: 0, end: log.length }).done()
figure(PEER, 'join: bytes', bytes, 'B')
figure(PEER, 'join: processor time, both ends', cpuMs() - before, 'ms')
figure(PEER, 'join: peak memory, both ends', peakMib(), 'MiB')

await new Promise((done) => setTimeout(done, 300))
bytes = 0
before = cpuMs()
for (let n = 0; n < 10; n++) {
  await log.append(Buffer.from(JSON.stringify({ step: 'offer', why: 'soup on Tuesday evening' })))
  await copy.get(log.length - 1)
}
figure(PEER, 'change: bytes, both ways', bytes / 10, 'B')
figure(PEER, 'change: processor time, both ends', (cpuMs() - before) / 10, 'ms')
rmSync(folder, { recursive: true, force: true })
process.exit(0)
