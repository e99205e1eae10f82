/**
 * The store of a cluster on PostgreSQL 13 or later. Several nodes write concurrently; a unique index, a lease token
 * or {@code SKIP LOCKED} decides between them, never a leader.
 *
 * <p>The hot path is a handful of multi-row statements per group commit, with rows as arrays and {@code unnest}.
 * The number of round trips does not grow with the batch.
 */
@NullMarked
package dev.tidings.store.jdbc.postgres;

import org.jspecify.annotations.NullMarked;
