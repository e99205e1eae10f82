// pg-boss, fed with multi-row inserts; batches are fetched, handled and completed in one statement each.
import { PgBoss } from "pg-boss";
import { countdown, inSlices, nanos, payload, poster, range, serve, until } from "./program.mjs";

const [connectionString] = process.argv.slice(2);
const QUEUE = "notify";
const INSERT = 1000;
const INSERTERS = 2;
const FETCH = 1000;
const FETCHERS = 2;

const boss = new PgBoss({ connectionString, max: 20, supervise: false, schedule: false });
boss.on("error", console.error);
await boss.start();
// A separate table, as recommended for busy queues.
await boss.createQueue(QUEUE, { partition: true });

const id = (number) => `00000000-0000-7000-8000-${String(number).padStart(12, "0")}`;
const enqueue = (numbers) =>
  inSlices(numbers, INSERT, INSERTERS, (slice) =>
    boss.insert(QUEUE, slice.map((number) => ({ id: id(number), data: payload(number) }))));

/** Fetches, handles and completes until as many are done as are expected. */
async function work(expected, inFlight, handler) {
  const left = countdown(expected);
  let missing = expected;
  const line = async () => {
    while (missing > 0) {
      const jobs = await boss.fetch(QUEUE, { batchSize: FETCH, ignoreStartAfter: true });
      if (jobs.length === 0) {
        await new Promise((resume) => setTimeout(resume, 2));
        continue;
      }
      missing -= jobs.length;
      await inSlices(jobs, 1, inFlight, ([job]) => handler(job.data));
      await boss.complete(QUEUE, jobs.map((job) => job.id));
      jobs.forEach(() => left.one());
    }
  };
  await Promise.all(Array.from({ length: FETCHERS }, line));
  await left.done;
}

await serve({
  async run({ first, count, together, in_flight: inFlight, port }) {
    await boss.deleteAllJobs(QUEUE);
    const sink = port && poster(port, inFlight);
    const handler = sink ? sink.post : () => {};
    const start = () => work(count, inFlight ? inFlight / FETCHERS : 1, handler);
    const begun = nanos();
    let working = together ? start() : undefined;
    await enqueue(range(first, count));
    const enqueued = nanos();
    working ??= start();
    await working;
    const ended = nanos();
    await sink?.close();
    return { begun, enqueued, ended };
  },
});
