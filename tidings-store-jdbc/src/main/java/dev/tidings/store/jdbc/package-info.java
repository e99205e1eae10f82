/**
 * The store ports over JDBC: what is the same for every database. How rows are read and written, and the ports off the
 * hot path, in plain SQL through JDBI; {@link dev.tidings.store.jdbc.Dialect} has the few words that differ. Each database
 * has a room of its own with its migrations and its hot path (accept, claim, complete). Calls block: they belong on
 * platform threads.
 */
@NullMarked
package dev.tidings.store.jdbc;

import org.jspecify.annotations.NullMarked;
