// automerge-repo on the same work: two repositories in one process, joined by an adapter that counts bytes.
import * as A from '@automerge/automerge'
import { NetworkAdapter, Repo } from '@automerge/automerge-repo'
import { encode } from 'cbor-x'
import { cpuMs, deeds, figure, peakMib } from './work.mjs'

const PEER = 'automerge-repo'
const sent = { bytes: 0, messages: 0 }

class Pipe extends NetworkAdapter {
  isReady() { return true }
  whenReady() { return Promise.resolve() }
  connect(peerId, peerMetadata) {
    this.peerId = peerId
    // Each hears of the other once both are there.
    this.peerMetadata = peerMetadata ?? {}
    if (this.other.peerId) {
      for (const [one, other] of [[this, this.other], [this.other, this]]) {
        setTimeout(() => one.emit('peer-candidate', { peerId: other.peerId, peerMetadata: other.peerMetadata }), 1)
      }
    }
  }
  send(message) {
    const bytes = encode(message)
    sent.bytes += bytes.length
    sent.messages += 1
    setImmediate(() => this.other.emit('message', message))
  }
  disconnect() {}
}

const [left, right] = [new Pipe(), new Pipe()]
left.other = right
right.other = left

let before = cpuMs()
let doc = A.from({ notes: {}, acts: {} })
deeds.forEach((deed, n) => {
  doc = A.change(doc, { time: 0 }, (draft) => {
    if (deed.Page) {
      const { page, at, insert } = deed.Page
      if (draft.notes[page] === undefined) draft.notes[page] = ''
      A.splice(draft, ['notes', page], Math.min(at, draft.notes[page].length), deed.Page.delete, insert)
    } else {
      draft.acts[n] = { ...deed.Act }
    }
  })
})
figure(PEER, 'entries', deeds.length, '')
figure(PEER, 'processor time of writing it all', cpuMs() - before, 'ms')
const saved = A.save(doc)
figure(PEER, 'bytes saved', saved.length, 'B')

before = cpuMs()
A.load(saved)
figure(PEER, 'start: processor time of loading', cpuMs() - before, 'ms')

const host = new Repo({ peerId: 'host', sharePolicy: async () => true })
const handle = host.import(saved)
await handle.whenReady()
const guest = new Repo({ peerId: 'guest', sharePolicy: async () => true })
host.networkSubsystem.addNetworkAdapter(left)
guest.networkSubsystem.addNetworkAdapter(right)
await new Promise((done) => setTimeout(done, 200))
before = cpuMs()
const arrived = await guest.find(handle.url)
await arrived.whenReady()
const heads = (one) => JSON.stringify(A.getHeads(one.doc()))
while (heads(arrived) !== heads(handle)) await new Promise((done) => setTimeout(done, 5))
figure(PEER, 'join: bytes', sent.bytes, 'B')
figure(PEER, 'join: messages', sent.messages, '')
figure(PEER, 'join: processor time, both ends', cpuMs() - before, 'ms')
figure(PEER, 'join: peak memory, both ends', peakMib(), 'MiB')

await new Promise((done) => setTimeout(done, 500))
Object.assign(sent, { bytes: 0, messages: 0 })
before = cpuMs()
for (let n = 0; n < 10; n++) {
  handle.change((draft) => { draft.acts[`more ${n}`] = { step: 'offer', why: 'soup on Tuesday evening' } })
  while (heads(arrived) !== heads(handle)) await new Promise((done) => setTimeout(done, 1))
}
await new Promise((done) => setTimeout(done, 200))
figure(PEER, 'change: bytes, both ways', sent.bytes / 10, 'B')
figure(PEER, 'change: processor time, both ends', (cpuMs() - before) / 10, 'ms')
process.exit(0)
