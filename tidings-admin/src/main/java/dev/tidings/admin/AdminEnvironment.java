package dev.tidings.admin;

import dev.tidings.core.id.Ids;
import dev.tidings.engine.bulk.BulkRunner;
import dev.tidings.http.StoreThreads;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * Threads, ids, chance, time, limits and bulk runs of administration.
 *
 * @param stores where the store may block
 * @param sends where channels may block, for tests of endpoints
 * @param random spreads what an operator makes due
 * @param clock the store's
 * @param tenants what is known about tenants
 * @param bulk does bulk runs
 */
public record AdminEnvironment(
        StoreThreads stores,
        Executor sends,
        Ids ids,
        RandomGenerator random,
        InstantSource clock,
        TenantRules tenants,
        BulkRunner bulk) {}
