// An endpoint of the npm package @number0/iroh that prints JSON lines. Its first argument is the
// folder with node_modules, then come
//
//   version                      tells the version of the package
//   serve SECRET PORT FRAME      answers pings with the frame and echoes streams; a stream that is
//                                the word "close" makes it close the connection
//   ping SECRET ID ADDRESS N     pings N times, each on a connection of its own, as mosaik does
//   echo SECRET ID ADDRESS SIZE N  sends SIZE bytes on each of N streams of one connection
//   hold SECRET ID ADDRESS       connects, echoes a little, and waits for the end
//   dial SECRET ID ADDRESS ALPN  connects and tells how that ended
//
// SECRET, ID and FRAME are hexadecimal. ADDRESS is HOST:PORT.

import { createHash, randomBytes } from 'node:crypto'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const [folder, command, ...parameters] = process.argv.slice(2)
const require = createRequire(join(folder, 'package.json'))
const iroh = require('@number0/iroh/index.js')

const PING = '/mosaik/discovery/ping/1.0'
const ECHO = 'mosaik-test/echo'
const CHUNK = 64 * 1024
const started = Date.now()

const bytes = (hex) => [...Buffer.from(hex, 'hex')]
const text = (string) => [...Buffer.from(string)]
const hex = (array) => Buffer.from(array).toString('hex')
const hashOf = (buffer) => createHash('sha256').update(buffer).digest('hex')

/** Without the stack of calls that the package prints in every message. */
const messageOf = (error) => String(error).split(/\s*Stack backtrace/)[0].replace(/\s+/g, ' ')

function print(event, details) {
  console.log(JSON.stringify({ event, ms: Date.now() - started, ...details }))
}

async function bind(secret, port) {
  const builder = iroh.Endpoint.builder()
  iroh.presetMinimal(builder)
  builder.relayMode(iroh.RelayMode.disabled())
  builder.secretKey(bytes(secret))
  builder.alpns([text(PING), text(ECHO)])
  builder.bindAddr(`127.0.0.1:${port}`)
  return builder.bind()
}

function connect(endpoint, id, address, alpn) {
  const peer = new iroh.EndpointAddr(iroh.EndpointId.fromBytes(bytes(id)), null, [address])
  return endpoint.connect(peer, text(alpn))
}

/** All that still comes, until the peer ends the stream. */
async function readAll(stream, onChunk) {
  for (;;) {
    const chunk = await stream.read(CHUNK)
    if (chunk.length === 0) {
      return
    }
    await onChunk(chunk)
  }
}

// ---- server

async function serve(secret, port, frame) {
  const endpoint = await bind(secret, port)
  print('listening', { id: hex(endpoint.id().toBytes()), addresses: endpoint.boundSockets() })
  for (;;) {
    const incoming = await endpoint.acceptNext()
    if (!incoming) {
      return
    }
    accept(incoming, bytes(frame)).catch((error) => print('failed', { error: messageOf(error) }))
  }
}

async function accept(incoming, frame) {
  const connection = await (await incoming.accept()).connect()
  const peer = hex(connection.remoteId().toBytes())
  if (Buffer.from(connection.alpn()).toString() === PING) {
    await answerPing(connection, frame)
    print('pinged', { peer, end: await connection.closed() })
    return
  }
  const streams = echoStreams(connection).catch(() => {})
  print('closed', { peer, end: await connection.closed() })
  await streams
  // Three probe timeouts after the end iroh knows nothing of the connection any more.
  setTimeout(() => print('forgotten', { peer }), 5000)
}

/** The asker closes, after it has read the answer. */
async function answerPing(connection, frame) {
  const stream = await connection.acceptBi()
  await stream.recv.readExact(4)
  await stream.send.writeAll(frame)
}

async function echoStreams(connection) {
  for (;;) {
    const stream = await connection.acceptBi()
    await readAll(stream.recv, async (chunk) => {
      if (Buffer.from(chunk).toString() === 'close') {
        connection.close(1n, text('as you like'))
      }
      await stream.send.writeAll(chunk)
    })
    await stream.send.finish()
  }
}

// ---- client

async function ping(endpoint, id, address, times) {
  let frame = []
  for (let time = 0; time < Number(times); time++) {
    const connection = await connect(endpoint, id, address, PING)
    const stream = await connection.openBi()
    await stream.send.writeAll([0, 0, 0, 0])
    const size = Buffer.from(await stream.recv.readExact(4)).readUInt32BE()
    frame = await stream.recv.readExact(size)
    connection.close(200n, text('Success'))
  }
  print('pinged', { times: Number(times), entry: hex(frame) })
}

async function echo(endpoint, id, address, size, times) {
  const connection = await connect(endpoint, id, address, ECHO)
  for (let time = 0; time < Number(times); time++) {
    const data = randomBytes(Number(size))
    const returned = await echoed(connection, data)
    if (time === Number(times) - 1 || hashOf(data) !== hashOf(returned)) {
      print('echoed', { times: time + 1, sent: hashOf(data), received: hashOf(returned) })
    }
  }
  print('stats', connection.stats())
  connection.close(0n, [])
}

async function echoed(connection, data) {
  const stream = await connection.openBi()
  const received = []
  const reading = readAll(stream.recv, (chunk) => received.push(Buffer.from(chunk)))
  for (let at = 0; at < data.length; at += CHUNK) {
    await stream.send.writeAll([...data.subarray(at, at + CHUNK)])
  }
  await stream.send.finish()
  await reading
  return Buffer.concat(received)
}

async function hold(endpoint, id, address) {
  const connection = await connect(endpoint, id, address, ECHO)
  await echoed(connection, Buffer.from('hello'))
  print('connected', {})
  print('closed', { end: await connection.closed() })
}

/** A client is done before the server has decided, so wait for what follows. */
async function dial(endpoint, id, address, alpn) {
  try {
    const connection = await connect(endpoint, id, address, alpn)
    print('connected', { id: hex(connection.remoteId().toBytes()) })
    print('closed', { end: await connection.closed() })
  } catch (error) {
    print('refused', { end: messageOf(error) })
  }
}

if (process.env.IROH_LOG) {
  iroh.setLogLevel(process.env.IROH_LOG)
}
if (command === 'version') {
  print('version', { version: require('@number0/iroh/package.json').version })
} else if (command === 'serve') {
  await serve(...parameters)
} else {
  const [secret, ...rest] = parameters
  const endpoint = await bind(secret, 0)
  await { ping, echo, hold, dial }[command](endpoint, ...rest)
  await endpoint.close()
}
process.exit(0)
