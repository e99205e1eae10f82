/**
 * The store of a cluster on MariaDB 10.6 and later. Statements of the hot path carry whole batches, so the number
 * of round trips does not grow with the batch. Rows are locked in the order of their keys to avoid deadlocks;
 * remaining ones are retried.
 */
@NullMarked
package dev.tidings.store.jdbc.mariadb;

import org.jspecify.annotations.NullMarked;
