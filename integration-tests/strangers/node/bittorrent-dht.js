// DHT nodes of the npm package bittorrent-dht, led by lines of JSON. Its only argument is the
// folder with node_modules.
//
// Standard input takes requests, {"id": 1, "op": NAME, ...}; standard output gives one answer each,
// {"id": 1, ...}, with "error" where there is none to give. Bytes are hexadecimal, addresses are
// HOST:PORT. All requests but the first two name a node by "node", counted from 0.
//
//   version                                   {version}
//   start     hosts bootstrap                 {addresses}  one node for each host; without
//                                                          bootstrap the first serves as that
//   known                                     {count}      nodes in the routing table
//   put       seed key salt value seq [cas]   {stored}, or {error, code}; a value that is a
//                                             number is stored as one
//   get       key salt                        {value, seq, sig}, or {} where there is nothing
//   put_immutable  value                      {stored}
//   get_immutable  target                     {value}, or {} where there is nothing
//   announce  info_hash port                  {port}
//   peers     info_hash                       {peers}      of one lookup
//   queries                                   {asked, answered}  how many of which kind so far

import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'

const folder = join(process.argv[2], 'node_modules', 'bittorrent-dht')
const { default: DHT } = await import(pathToFileURL(join(folder, 'index.js')))

// RFC 8410, 7: an Ed25519 key is these bytes and then its 32.
const PRIVATE_KEY = Buffer.from('302e020100300506032b657004220420', 'hex')
const PUBLIC_KEY = Buffer.from('302a300506032b6570032100', 'hex')

const nodes = []

function verifySignature (signature, message, key) {
  const publicKey = createPublicKey({
    key: Buffer.concat([PUBLIC_KEY, key]), format: 'der', type: 'spki'
  })
  return verify(null, message, publicKey, signature)
}

function signer (seed) {
  const privateKey = createPrivateKey({
    key: Buffer.concat([PRIVATE_KEY, seed]), format: 'der', type: 'pkcs8'
  })
  return message => sign(null, message, privateKey)
}

function addressOf (dht) {
  const { address, port } = dht.address()
  return `${address}:${port}`
}

function start (host, bootstrap) {
  return new Promise((resolve, reject) => {
    const dht = new DHT({
      bootstrap: bootstrap.length > 0 ? bootstrap : false, host, verify: verifySignature
    })
    dht.on('error', reject)
    dht.on('warning', () => {}) // Unexpected datagrams are no fault of its own.
    const queries = { asked: {}, answered: {} }
    const { socket } = dht._rpc
    const query = socket.query
    socket.query = function (peer, message, callback) {
      count(queries.asked, message.q)
      return query.call(this, peer, message, callback)
    }
    socket.on('query', message => count(queries.answered, message.q.toString()))
    nodes.push({ dht, queries })
    dht.listen(0, host, () => resolve(addressOf(dht)))
  })
}

function count (counts, kind) {
  counts[kind] = (counts[kind] ?? 0) + 1
}

const operations = {
  version () {
    return { version: JSON.parse(readFileSync(join(folder, 'package.json'))).version }
  },

  async start ({ hosts, bootstrap }) {
    const addresses = []
    for (const host of hosts) {
      const entries = bootstrap.length > 0 ? bootstrap : addresses.slice(0, 1)
      addresses.push(await start(host, entries))
    }
    return { addresses }
  },

  known ({ dht }) {
    return { count: dht.nodes.toArray().length }
  },

  put ({ dht, seed, key, salt, value, seq, cas }) {
    const item = { k: bytes(key), v: toStore(value), seq, cas, sign: signer(bytes(seed)) }
    if (salt !== '') item.salt = bytes(salt)
    return new Promise(resolve => dht.put(item, (failure, target, stored) =>
      resolve(failure ? { error: failure.message, code: failure.code } : { stored })))
  },

  get ({ dht, key, salt }) {
    const target = createHash('sha1').update(bytes(key)).update(bytes(salt)).digest()
    const options = salt === '' ? { cache: false } : { cache: false, salt: bytes(salt) }
    return new Promise(resolve => dht.get(target, options, (failure, found) => {
      if (failure) resolve({ error: failure.message })
      else resolve(found ? { value: shown(found.v), seq: found.seq, sig: hex(found.sig) } : {})
    }))
  },

  put_immutable ({ dht, value }) {
    return new Promise(resolve => dht.put({ v: bytes(value) }, (failure, target, stored) =>
      resolve(failure ? { error: failure.message } : { stored })))
  },

  get_immutable ({ dht, target }) {
    return new Promise(resolve => dht.get(bytes(target), { cache: false }, (failure, found) => {
      if (failure) resolve({ error: failure.message })
      else resolve(found ? { value: hex(found.v) } : {})
    }))
  },

  announce ({ dht, info_hash: infoHash, port }) {
    return new Promise(resolve => dht.announce(infoHash, port, failure =>
      resolve(failure ? { error: failure.message } : { port })))
  },

  peers ({ dht, info_hash: infoHash }) {
    const found = new Set()
    const note = ({ host, port }, of) => of.equals(bytes(infoHash)) && found.add(`${host}:${port}`)
    dht.on('peer', note)
    return new Promise(resolve => dht.lookup(infoHash, failure => {
      dht.off('peer', note)
      resolve(failure ? { error: failure.message } : { peers: [...found] })
    }))
  },

  queries ({ queries }) {
    return queries
  }
}

function toStore (value) {
  return typeof value === 'number' ? value : bytes(value)
}

function shown (value) {
  return typeof value === 'number' ? value : hex(value)
}

function bytes (text) {
  return Buffer.from(text, 'hex')
}

function hex (data) {
  return Buffer.from(data).toString('hex')
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, op, node, ...rest } = JSON.parse(line)
  Promise.resolve({ ...rest, ...nodes[node] })
    .then(request => operations[op](request))
    .catch(failure => ({ error: String(failure) }))
    .then(answer => console.log(JSON.stringify({ id, ...answer })))
}
process.exit(0)
