/**
 * The store ports over JDBC that are equal for every database: reading and writing rows, and the ports off the hot
 * path. {@link dev.tidings.store.jdbc.DialectSql} holds statements that differ. Each database has its own package
 * with its migrations and its hot path (accept, claim, complete). Calls block and belong on platform threads.
 */
@NullMarked
package dev.tidings.store.jdbc;

import org.jspecify.annotations.NullMarked;
