// The browser client of Tidings: receives the events of one recipient once and in order, across reconnects.
// A plain ES module, served by Tidings at /client/tidings.js. Documentation: docs/guides/push.md.

// After a crash, a server may push events again that it could not mark as sent; they have the same id.
const REMEMBERED = 1_000;
const LONGEST_INTERVAL = 600_000;
const NOTICES = new Set(["fresh", "recovered", "reset", "unavailable", "live", "end"]);

/**
 * Opens a subscription and keeps it open until it is closed.
 *
 * @param {object} options
 * @param {string} [options.server] the server, such as "https://tidings.example.com"; by default the origin of this module
 * @param {string} [options.recipient] the recipient; not needed with a token for one recipient
 * @param {(again: boolean) => string | Promise<string>} [options.token] returns a token; called again with true
 *     when the previous one is no longer accepted
 * @param {string} [options.cursor] resumes after this cursor; by default only new events are received
 * @param {(event: object, subscription: Subscription) => void | Promise<void>} options.onEvent handles an event:
 *     {cursor, user_id, event_type, event_id, payload, request_id, trace_id}. The next event waits for its promise. If it
 *     throws, the event is delivered again.
 * @param {(notice: object) => void | Promise<void>} [options.onReset] events may be missing: fetch the state
 *     from its source
 * @param {(notice: object) => void | Promise<void>} [options.onNotice] receives notices of the stream: {kind, cursor,
 *     reason}, with the kind fresh, recovered, reset, unavailable, live or end
 * @param {(state: string) => void} [options.onState] receives the state: connecting, open, waiting or closed
 * @param {(problem: Error) => void} [options.onError] receives the reason for a reconnect; `problem.detail` is the
 *     server's message, if there is one
 * @param {number} [options.baseDelay] the mean delay before the first reconnect in milliseconds, 500; doubles after each failure
 * @param {number} [options.maxDelay] the maximum mean delay, 30,000. Each delay is random, from zero to twice the mean. If all
 *     subscribers of the server come back, they spread over the interval that it asked for, if that is longer
 * @param {number} [options.silence] milliseconds without data after which a connection is given up, 45,000
 * @returns {Subscription}
 */
export function subscribe(options) {
    const subscription = new Subscription(options);
    subscription.run();
    return subscription;
}

class Subscription {
    #options;
    #base;
    #cursor;
    #token;
    #handled = new Set();
    #failures = 0;
    #openedAt = null;
    /** The interval of reconnects in milliseconds that the server asked for. */
    #interval = 0;
    /** Whether only this subscription failed. */
    #alone = false;
    #closed = false;
    #abort = null;
    #wake = null;

    constructor(options) {
        if (typeof options?.onEvent !== "function") {
            throw new TypeError("onEvent is missing; expected a function");
        }
        this.#options = { baseDelay: 500, maxDelay: 30_000, silence: 45_000, ...options };
        this.#base = new URL(this.#options.server ?? new URL(import.meta.url).origin);
        this.#cursor = options.cursor ?? null;
    }

    /** The cursor after the last handled event, to resume from later; null before the first response. */
    get cursor() {
        return this.#cursor;
    }

    /**
     * Acknowledges an event; the sender sees it in the delivery's history. Resolves when the server has stored it.
     *
     * @param {object|string} event the event, or its id
     * @param {"delivered"|"read"} [state]
     */
    async ack(event, state = "delivered") {
        const id = typeof event === "string" ? event : event.event_id;
        const url = new URL(`/v1/events/${encodeURIComponent(id)}/acks`, this.#base);
        const response = await this.#allowed((again) => this.#send(url, again, {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify({ state }),
        }));
        await response.body?.cancel();
    }

    /** Closes the subscription. */
    close() {
        if (!this.#closed) {
            this.#closed = true;
            this.#abort?.abort();
            this.#wake?.();
            this.#state("closed");
        }
    }

    async run() {
        const online = () => this.#wake?.();
        globalThis.addEventListener?.("online", online);
        try {
            while (!this.#closed) {
                try {
                    this.#state("connecting");
                    await this.#connect();
                    await this.#failed(new Error("the server ended the stream"));
                } catch (problem) {
                    await this.#failed(problem);
                }
            }
        } finally {
            globalThis.removeEventListener?.("online", online);
        }
    }

    async #failed(problem) {
        if (this.#closed) {
            return;
        }
        const { baseDelay, maxDelay } = this.#options;
        // A quiet stream has no events; a long-lived connection also resets the backoff.
        const stood = this.#openedAt !== null && performance.now() - this.#openedAt > maxDelay;
        this.#openedAt = null;
        this.#failures = stood ? 1 : this.#failures + 1;
        const mean = Math.min(baseDelay * 2 ** Math.min(this.#failures - 1, 30), maxDelay);
        const delay = Math.random() * Math.max(2 * mean, this.#alone ? 0 : this.#interval);
        this.#options.onError?.(problem);
        this.#state("waiting");
        await new Promise((resolve) => {
            const timer = setTimeout(resolve, delay + (problem.retryAfter ?? 0));
            this.#wake = () => {
                clearTimeout(timer);
                resolve();
            };
        });
        this.#wake = null;
    }

    async #connect() {
        const abort = new AbortController();
        this.#abort = abort;
        this.#alone = false;
        const silence = new Silence(this.#options.silence, () => abort.abort(new Error("the server fell silent")));
        try {
            const response = await this.#ask(abort.signal);
            this.#openedAt = performance.now();
            this.#state("open");
            const lines = new Lines();
            const reader = response.body.getReader();
            for (let part = await reader.read(); !part.done; part = await reader.read()) {
                silence.heard();
                for (const message of lines.messages(part.value)) {
                    // Time spent in the page's handler does not count as silence of the server.
                    silence.pause();
                    await this.#take(message);
                    silence.heard();
                    if (this.#closed) {
                        return;
                    }
                }
            }
        } finally {
            silence.pause();
            abort.abort();
        }
    }

    async #ask(signal) {
        const url = new URL("/v1/events", this.#base);
        if (this.#options.recipient) {
            url.searchParams.set("recipient", this.#options.recipient);
        }
        if (this.#cursor) {
            url.searchParams.set("cursor", this.#cursor);
        }
        const headers = { Accept: "text/event-stream" };
        return this.#allowed((again) => this.#send(url, again, { headers, signal, cache: "no-store" }));
    }

    /** Retries once with a new token if the current one is no longer accepted. */
    async #allowed(send) {
        let response = await send(false);
        if (response.status === 401 && this.#options.token) {
            response = await send(true);
        }
        if (!response.ok) {
            throw await refusal(response);
        }
        return response;
    }

    async #send(url, again, request) {
        const headers = { ...request.headers };
        if (this.#options.token) {
            if (again || this.#token === undefined) {
                this.#token = await this.#options.token(again);
            }
            headers.Authorization = `Bearer ${this.#token}`;
        }
        return fetch(url, { ...request, headers, credentials: this.#options.token ? "omit" : "include" });
    }

    async #take(message) {
        const content = JSON.parse(message.data);
        // Until the page has handled it, a failure is the page's.
        this.#alone = true;
        if (NOTICES.has(message.name)) {
            await this.#notice(content);
        } else if (message.name === "message") {
            await this.#event(content);
            this.#failures = 0;
        } else {
            this.#alone = false;
            return;
        }
        // The cursor only covers handled events.
        this.#cursor = message.id || content.cursor || this.#cursor;
        this.#interval = Math.min(content.reconnect_ms ?? this.#interval, LONGEST_INTERVAL);
        this.#alone = content.kind === "end" && content.reconnect_ms === undefined;
    }

    async #event(content) {
        if (this.#handled.has(content.event_id)) {
            return;
        }
        await this.#options.onEvent(content, this);
        this.#handled.add(content.event_id);
        if (this.#handled.size > REMEMBERED) {
            this.#handled.delete(this.#handled.values().next().value);
        }
    }

    async #notice(content) {
        if (content.kind === "end" && content.reason === "expired") {
            this.#token = undefined;
        }
        if (content.kind === "reset") {
            await this.#options.onReset?.(content);
        }
        await this.#options.onNotice?.(content);
    }

    #state(state) {
        this.#options.onState?.(state);
    }
}

/** Parses a stream of server-sent events. */
class Lines {
    #decoder = new TextDecoder();
    #rest = "";
    #message = { name: "message", data: [], id: "" };

    *messages(bytes) {
        const lines = (this.#rest + this.#decoder.decode(bytes, { stream: true })).split(/\r?\n/);
        this.#rest = lines.pop();
        for (const line of lines) {
            if (line === "") {
                const { name, data, id } = this.#message;
                this.#message = { name: "message", data: [], id: "" };
                if (data.length > 0) {
                    yield { name, data: data.join("\n"), id };
                }
            } else {
                this.#field(line);
            }
        }
    }

    #field(line) {
        const colon = line.indexOf(":");
        const field = colon < 0 ? line : line.slice(0, colon);
        const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
        if (field === "data") {
            this.#message.data.push(value);
        } else if (field === "event") {
            this.#message.name = value;
        } else if (field === "id") {
            this.#message.id = value;
        }
    }
}

/** Detects silence of the connection. */
class Silence {
    #timer;

    constructor(limit, tooLong) {
        this.limit = limit;
        this.tooLong = tooLong;
        this.heard();
    }

    heard() {
        this.pause();
        this.#timer = setTimeout(this.tooLong, this.limit);
    }

    pause() {
        clearTimeout(this.#timer);
    }
}

async function refusal(response) {
    const detail = await response.json().catch(() => null);
    const problem = new Error(detail?.detail ?? detail?.title ?? `the server answered ${response.status}`);
    problem.status = response.status;
    problem.detail = detail;
    problem.retryAfter = 1000 * (Number(response.headers.get("Retry-After")) || 0);
    return problem;
}
