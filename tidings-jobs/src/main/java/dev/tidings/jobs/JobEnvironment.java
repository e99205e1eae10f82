package dev.tidings.jobs;

import dev.tidings.core.id.Ids;
import dev.tidings.core.time.Ticker;
import java.time.InstantSource;

/**
 * Threads, time and ids of jobs.
 *
 * @param clock the store's
 */
public record JobEnvironment(JobThreads threads, InstantSource clock, Ticker ticker, Ids ids) {}
