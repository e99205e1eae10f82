/**
 * The store of a cluster on PostgreSQL 13 or later. Several nodes write at once; what decides between them is a unique
 * index, a lease token or {@code SKIP LOCKED}, never a leader.
 *
 * <p>The hot path is a handful of multi-row statements a group commit: rows come as arrays and {@code unnest}. Nothing in it
 * takes more round trips when a batch is larger.
 */
@NullMarked
package dev.tidings.store.jdbc.postgres;

import org.jspecify.annotations.NullMarked;
