/**
 * Common to consumers of all brokers: decoding, handling and quarantine.
 *
 * <p>Invariants: an entry is acknowledged only after it was handled durably or is in quarantine with its raw fields. While
 * the broker or the store is unavailable the consumer waits. This package is independent of what entries mean, and calls
 * the store only on the store's own threads.
 */
@NullMarked
package dev.tidings.streams;

import org.jspecify.annotations.NullMarked;
