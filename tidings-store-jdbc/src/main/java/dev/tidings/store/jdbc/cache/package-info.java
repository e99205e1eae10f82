/**
 * Endpoints cached in memory for the hot path. Writes through this cache are visible immediately, writes of other
 * processes within a second.
 */
@NullMarked
package dev.tidings.store.jdbc.cache;

import org.jspecify.annotations.NullMarked;
