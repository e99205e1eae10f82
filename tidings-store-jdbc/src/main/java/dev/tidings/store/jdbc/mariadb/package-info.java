/**
 * The store of a cluster on MariaDB 10.6 and later. Statements of the hot path carry whole batches: what a batch asks of the
 * network does not grow with its size. Rows are locked in the order of their keys, so that nodes do not deadlock; where they
 * do, the transaction is tried again.
 */
@NullMarked
package dev.tidings.store.jdbc.mariadb;

import org.jspecify.annotations.NullMarked;
