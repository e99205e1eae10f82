/** Tenants over JDBC, in the database of a {@link dev.tidings.store.jdbc.JdbcStore} and behind its guards. */
@NullMarked
package dev.tidings.tenants.jdbc;

import org.jspecify.annotations.NullMarked;
