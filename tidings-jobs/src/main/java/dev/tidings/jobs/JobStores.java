package dev.tidings.jobs;

import dev.tidings.core.store.SingletonLeaseStore;
import dev.tidings.jobs.runtime.RuntimeQueryStore;
import dev.tidings.jobs.runtime.RuntimeStore;

/**
 * What jobs ask of storage.
 *
 * @param runtimes the state of runtimes, and the operations on them
 * @param queries reads both
 * @param leases says which node drives
 */
public record JobStores(RuntimeStore runtimes, RuntimeQueryStore queries, SingletonLeaseStore leases) {}
