package dev.tidings.engine.dispatch;

import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.store.StoreWriter;
import dev.tidings.core.time.Ticker;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Time, randomness and threads, so that a simulation can replace each.
 *
 * @param clock the store's clock, for due times
 * @param ticker measures leases, pauses and rates; monotonic
 * @param random jitter; thread-safe
 * @param tokens generates a lease token per claim; thread-safe
 * @param writer platform threads that write to the store, one per connection, shared with the acceptor; tasks run
 * concurrently and in any order
 * @param sends runs each send on its own virtual thread
 * @param timer runs delayed tasks
 */
public record DispatchEnvironment(
        InstantSource clock,
        Ticker ticker,
        RandomGenerator random,
        Supplier<LeaseToken> tokens,
        StoreWriter writer,
        Executor sends,
        DelayedExecutor timer) {}
