// The npm package pkarr at a relay: node pkarr-relay.mjs FOLDER put|get RELAY SEED|KEY [TIMESTAMP]
// FOLDER holds node_modules. Prints one line of JSON.
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const [folder, operation, relay, argument, timestamp] = process.argv.slice(2)
const require = createRequire(pathToFileURL(folder + '/'))
const { Pkarr, SignedPacket, z32, generateKeyPair } = await import(
  pathToFileURL(require.resolve('pkarr')).href
)
const manifest = JSON.parse(readFileSync(folder + '/node_modules/pkarr/package.json', 'utf8'))
const version = manifest.version

function describe (packet) {
  return {
    key: z32.encode(packet.publicKey()),
    timestamp: String(packet.timestamp()),
    payload: Buffer.from(packet.bytes()).toString('hex')
  }
}

try {
  if (operation === 'put') {
    const keys = generateKeyPair(Buffer.from(argument, 'hex'))
    const packet = SignedPacket.fromPacket(
      keys,
      {
        id: 0,
        type: 'response',
        flags: 0,
        answers: [{ name: '_from', type: 'TXT', class: 'IN', ttl: 600, data: 'npm' }]
      },
      { timestamp: Number(timestamp) }
    )
    const response = await Pkarr.relayPut(relay, packet)
    const event = response.ok ? 'published' : 'error'
    console.log(JSON.stringify({ event, status: response.status, version, ...describe(packet) }))
    process.exit(response.ok ? 0 : 1)
  } else {
    const packet = await Pkarr.relayGet(relay, z32.decode(argument))
    console.log(JSON.stringify({ event: 'packet', version, ...describe(packet) }))
  }
} catch (error) {
  console.log(JSON.stringify({ event: 'error', error: String(error), version }))
  process.exit(1)
}
