package dev.tidings.engine.dispatch;

import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.time.Ticker;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Time, chance and threads, all of them given, so that a simulation can stand in for each.
 *
 * @param clock the store's clock: that of due times
 * @param ticker measures leases, pauses and rates; never steps back
 * @param random jitter; safe for many threads
 * @param tokens makes a fresh lease token a claim; safe for many threads
 * @param writer platform threads that write to the store, one per connection for it, shared with the acceptor; tasks may run
 *     beside each other and overtake each other
 * @param sends runs each send; a virtual thread a task
 * @param timer runs what is to happen later
 */
public record Environment(
        InstantSource clock,
        Ticker ticker,
        RandomGenerator random,
        Supplier<LeaseToken> tokens,
        Executor writer,
        Executor sends,
        DelayedExecutor timer) {}
