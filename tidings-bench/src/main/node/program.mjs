// Common code of all Node peers: commands are lines of JSON on stdin, and each is answered with one line on stdout.
// Progress and errors go to stderr.
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { Pool } from "undici";

/** Nanoseconds of the machine's monotonic clock, the same one that the sink and the benchmark read. */
export const nanos = () => Number(process.hrtime.bigint());

/** Answers commands, one at a time, until stdin ends. */
export async function serve(commands) {
  console.log(JSON.stringify({ ready: true }));
  for await (const line of createInterface({ input: process.stdin })) {
    const command = JSON.parse(line);
    console.log(JSON.stringify((await commands[command.do](command)) ?? {}));
  }
  process.exit(0);
}

/** A payload of 300 bytes that carries its number. */
export function payload(number) {
  const head = { seq: String(number).padStart(8, "0"), note: "" };
  head.note = "x".repeat(300 - JSON.stringify(head).length);
  return head;
}

export const range = (first, count) => Array.from({ length: count }, (_, i) => first + i);

/** Calls `action` with slices of `size`, `width` of them at the same time. */
export async function inSlices(numbers, size, width, action) {
  let next = 0;
  const line = async () => {
    while (next < numbers.length) {
      const slice = numbers.slice(next, next + size);
      next += size;
      await action(slice);
    }
  };
  await Promise.all(Array.from({ length: width }, line));
}

/** Counts down; `done` resolves with the last one. */
export function countdown(count) {
  let left = count;
  let finish;
  const done = new Promise((resolve) => (finish = resolve));
  return { done, one: () => --left === 0 && finish() };
}

/** Waits until `isDone` says so, and answers when it did. */
export async function until(isDone) {
  while (!(await isDone())) {
    await sleep(1);
  }
  return nanos();
}

/** Posts to the sink over keep-alive connections. */
export function poster(port, inFlight) {
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: inFlight, pipelining: 1 });
  const headers = { "content-type": "application/json" };
  return {
    async post(body) {
      const answer = await pool.request({ method: "POST", path: "/hook", headers, body: JSON.stringify(body) });
      await answer.body.dump();
      if (answer.statusCode !== 200) {
        throw new Error(`the sink answered ${answer.statusCode}`);
      }
    },
    close: () => pool.close(),
  };
}

/** Calls `send` for each number at a steady rate; answers when each call was made. */
export async function paced(first, count, perSecond, send) {
  const begun = nanos() + 10e6;
  const sentAt = [];
  const sends = [];
  for (let i = 0; i < count; i++) {
    const wait = (begun + (i * 1e9) / perSecond - nanos()) / 1e6;
    if (wait > 0) {
      await sleep(wait);
    }
    sentAt.push(nanos());
    sends.push(send(first + i));
  }
  await Promise.all(sends);
  return sentAt;
}
