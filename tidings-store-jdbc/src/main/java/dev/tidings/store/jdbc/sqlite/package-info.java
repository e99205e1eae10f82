/**
 * The embedded store: one SQLite file with its log beside it.
 *
 * <p>There is one write connection behind a lock; every write is one transaction that is durable when the call returns.
 * Reads go to a pool of read-only connections beside it and never wait for a write. The hot path (accept, claim,
 * complete) keeps its prepared statements. Calls block in native code: they belong on platform threads.
 */
@NullMarked
package dev.tidings.store.jdbc.sqlite;

import org.jspecify.annotations.NullMarked;
