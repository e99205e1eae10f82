/** Profiles and topics over JDBC, in the database of a {@link dev.tidings.store.jdbc.JdbcStore} and behind its guards. */
@NullMarked
package dev.tidings.audience.jdbc;

import org.jspecify.annotations.NullMarked;
