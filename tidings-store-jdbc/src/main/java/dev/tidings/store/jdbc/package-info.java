/** The store ports over JDBC. */
@NullMarked
package dev.tidings.store.jdbc;

import org.jspecify.annotations.NullMarked;
