// graphile-worker, either with its batching (a local queue, completions in batches) or plain.
import { makeWorkerUtils, run, WorkerPreset, Logger } from "graphile-worker";
import pg from "pg";
import { countdown, inSlices, nanos, paced, payload, poster, range, serve, until } from "./program.mjs";

const [connectionString, kind] = process.argv.slice(2);
const TASK = "notify";
const INSERT = 500;
const INSERTERS = 2;
const CONCURRENCY = 24;
const LOCAL_QUEUE = 500;

const batched = (concurrentJobs) => ({
  concurrentJobs,
  localQueue: { size: LOCAL_QUEUE },
  completeJobBatchDelay: 0,
  failJobBatchDelay: 0,
});
const plain = (concurrentJobs) => ({ concurrentJobs });

const pgPool = new pg.Pool({ connectionString, max: 40 });
pgPool.on("error", console.error);
pgPool.on("connect", (client) => client.on("error", console.error));
const base = {
  connectionString,
  logger: new Logger(() => (level, message) => level === "error" && console.error(message)),
};
const utils = await makeWorkerUtils({ preset: { extends: [WorkerPreset], worker: base }, pgPool });
await utils.migrate();

// No job key: it would be slower, and is only kept as long as the job.
const spec = (number) => ({ identifier: TASK, payload: payload(number) });
const enqueue = (numbers) => inSlices(numbers, INSERT, INSERTERS, (slice) => utils.addJobs(slice.map(spec)));
const work = (inFlight, task) =>
  run({
    preset: {
      extends: [WorkerPreset],
      worker: { ...base, ...(kind === "batched" ? batched(inFlight) : plain(inFlight)) },
    },
    pgPool,
    taskList: { [TASK]: task },
    noHandleSignals: true,
    crontab: "",
  });
const empty = async () => (await pgPool.query("SELECT 1 FROM graphile_worker._private_jobs LIMIT 1")).rowCount === 0;

await serve({
  async run({ first, count, together, in_flight: inFlight, port }) {
    await pgPool.query("TRUNCATE graphile_worker._private_jobs");
    const left = countdown(count);
    const sink = port && poster(port, inFlight);
    const task = sink ? (item) => sink.post(item).then(left.one) : () => void left.one();
    const start = () => work(inFlight || CONCURRENCY, task);
    let runner = together ? await start() : undefined;
    const begun = nanos();
    await enqueue(range(first, count));
    const enqueued = nanos();
    runner ??= await start();
    await left.done;
    const ended = await until(empty);
    await runner.stop();
    await sink?.close();
    return { begun, enqueued, ended };
  },

  async paced({ first, count, per_second: perSecond, port }) {
    const left = countdown(count);
    const sink = poster(port, CONCURRENCY);
    const runner = await work(CONCURRENCY, (item) => sink.post(item).then(left.one));
    const due = await paced(first, count, perSecond, (number) => utils.addJob(TASK, payload(number)));
    await left.done;
    await until(empty);
    await runner.stop();
    await sink.close();
    return { due };
  },
});
