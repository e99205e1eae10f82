/**
 * Endpoints from memory, for the hot path. What is written through here is seen at once; what another process wrote is
 * seen within a second.
 */
@NullMarked
package dev.tidings.store.jdbc.cache;

import org.jspecify.annotations.NullMarked;
