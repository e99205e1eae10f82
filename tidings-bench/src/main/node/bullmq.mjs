// BullMQ on a Redis that flushes every write; only for latency, since it does not use PostgreSQL.
import { Queue, Worker } from "bullmq";
import { countdown, paced, payload, poster, serve } from "./program.mjs";

const [connectionString] = process.argv.slice(2);
const QUEUE = "notify";
const CONCURRENCY = 64;
const { hostname, port: redisPort } = new URL(connectionString);
const connection = { host: hostname, port: Number(redisPort), maxRetriesPerRequest: null };
const queue = new Queue(QUEUE, { connection, defaultJobOptions: { removeOnComplete: true } });
await queue.waitUntilReady();

await serve({
  async paced({ first, count, per_second: perSecond, port }) {
    const left = countdown(count);
    const sink = poster(port, CONCURRENCY);
    const worker = new Worker(QUEUE, (job) => sink.post(job.data), { connection, concurrency: CONCURRENCY });
    worker.on("error", console.error);
    worker.on("completed", left.one);
    await worker.waitUntilReady();
    const due = await paced(first, count, perSecond, (number) => queue.add(QUEUE, payload(number)));
    await left.done;
    await worker.close();
    await sink.close();
    return { due };
  },
});
