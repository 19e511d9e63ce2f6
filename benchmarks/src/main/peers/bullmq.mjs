// BullMQ's side: a worker in one process, its own defaults, a job that does nothing.
//
//   node bullmq.mjs version
//   node bullmq.mjs enqueue-single N       one add after the other
//   node bullmq.mjs enqueue-bulk N         addBulk, 1,000 at a time
//   node bullmq.mjs drain N CONCURRENCY    runs until it is ended
//
// Redis is in REDIS_URI; its database is emptied before jobs are added.
import { createRequire } from 'node:module';
import { Queue, Worker } from 'bullmq';
import Redis from 'ioredis';

const QUEUE = 'peers';
const AT_ONCE = 1000;
const FILLER = 'x'.repeat(210);

const connect = () => new Redis(process.env.REDIS_URI, { maxRetriesPerRequest: null });
const job = (number) => ({ name: 'noop', data: { number, filler: FILLER } });

async function enqueue(count, add) {
  const connection = connect();
  await connection.flushdb();
  const queue = new Queue(QUEUE, { connection });
  await queue.waitUntilReady();
  const begin = performance.now();
  await add(queue, count);
  console.log(`figure enqueued=${(1000 * count) / (performance.now() - begin)}`);
  await queue.close();
  connection.disconnect();
}

async function addEach(queue, count) {
  for (let number = 0; number < count; number++) {
    const { name, data } = job(number);
    await queue.add(name, data);
  }
}

async function addMany(queue, count) {
  for (let first = 0; first < count; first += AT_ONCE) {
    const size = Math.min(AT_ONCE, count - first);
    await queue.addBulk(Array.from({ length: size }, (_, i) => job(first + i)));
  }
}

function drain(jobs, concurrency) {
  let done = 0;
  let started;
  let lastThird;
  const third = Math.floor(jobs / 3);
  const run = async () => {
    done++;
    if (done === 1) started = performance.now();
    if (done === jobs - third) lastThird = performance.now();
    if (done === jobs) {
      const now = performance.now();
      console.log(`figure last=${(1000 * third) / (now - lastThird)}\nfigure drained=${(1000 * (jobs - 1)) / (now - started)}`);
    }
  };
  new Worker(QUEUE, run, { connection: connect(), concurrency });
}

const [command, count, concurrency] = process.argv.slice(2);
if (command === 'version') {
  console.log('version', createRequire(import.meta.url)('bullmq/package.json').version);
} else if (command === 'drain') {
  drain(Number(count), Number(concurrency));
} else {
  await enqueue(Number(count), command === 'enqueue-single' ? addEach : addMany);
}
