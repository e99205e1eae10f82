/**
 * The ports of runtimes over JDBC: tables of jobs in the database of a {@link dev.tidings.store.jdbc.JdbcStore}, behind its
 * guards. Its migrations create the tables.
 */
@NullMarked
package dev.tidings.jobs.jdbc;

import org.jspecify.annotations.NullMarked;
