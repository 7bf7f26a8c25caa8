// Pings between two iroh endpoints in this process; PingBenchmark.java says what a ping is.
// Prints one line a concurrency: FIGURES concurrency pings wall-ns cpu-ns ping-ns handshake-ns
import {createRequire} from 'node:module';
import {homedir} from 'node:os';
import {parseArgs} from 'node:util';

const modules = process.env.MOSAIK_NODE ?? `${homedir()}/.cache/mosaik/node`;
const {Endpoint, EndpointAddr, RelayMode, presetMinimal} =
    createRequire(`${modules}/package.json`)('@number0/iroh');

const ALPN = [...Buffer.from('/mosaik/discovery/ping/1.0')];
const REQUEST = [0, 0, 0, 0];
const ANSWER = Array(4 + 179).fill(0);
const SUCCESS = [...Buffer.from('Success')];

const {values} = parseArgs({options: {
  pings: {type: 'string', default: '4000'},
  'warm-up': {type: 'string', default: '10000'},
  concurrency: {type: 'string', default: '1,16'},
}});

async function endpoint() {
  const builder = Endpoint.builder();
  presetMinimal(builder);
  builder.relayMode(RelayMode.disabled());
  builder.alpns([ALPN]);
  builder.bindAddr('127.0.0.1:0');
  return builder.bind();
}

async function answer(incoming) {
  const accepting = await incoming.accept();
  const connection = await accepting.connect();
  const stream = await connection.acceptBi();
  await stream.recv.readExact(REQUEST.length);
  await stream.send.writeAll(ANSWER);
  await connection.closed(); // one that is collected earlier is closed
}

async function serve(server) {
  for (;;) {
    const incoming = await server.acceptNext();
    if (!incoming) return;
    answer(incoming).catch(() => {}); // a handshake without a ping, or the client's farewell
  }
}

async function ping(client, address) {
  const connection = await client.connect(address, ALPN);
  const stream = await connection.openBi();
  await stream.send.writeAll(REQUEST);
  await stream.recv.readExact(ANSWER.length);
  connection.close(200n, SUCCESS);
}

async function handshake(client, address) {
  const connection = await client.connect(address, ALPN);
  return () => connection.close(0n, []);
}

async function run(count, concurrency, action) {
  const durations = [];
  let begun = 0;
  async function worker() {
    while (begun++ < count) {
      const start = process.hrtime.bigint();
      const after = await action();
      durations.push(Number(process.hrtime.bigint() - start));
      after?.();
    }
  }
  await Promise.all(Array.from({length: concurrency}, worker));
  durations.sort((a, b) => a - b);
  return durations[Math.floor(count / 2)];
}

function cpuNanos() {
  const {user, system} = process.cpuUsage();
  return (user + system) * 1000;
}

const server = await endpoint();
const client = await endpoint();
serve(server);
const address = new EndpointAddr(server.id(), null, server.boundSockets());
const pings = Number(values.pings);
const warmUps = Math.min(Number(values['warm-up']), 500); // nothing to compile but the script

for (const concurrency of values.concurrency.split(',').map(Number)) {
  await run(warmUps, concurrency, () => ping(client, address));
  const cpu = cpuNanos();
  const start = process.hrtime.bigint();
  const median = await run(pings, concurrency, () => ping(client, address));
  const wall = process.hrtime.bigint() - start;
  const used = cpuNanos() - cpu;
  const handshakes = Math.max(1, Math.floor(pings / 10));
  const connected = await run(handshakes, 1, () => handshake(client, address));
  console.log('FIGURES', concurrency, pings, String(wall), used, median, connected);
}
process.exit(0);
