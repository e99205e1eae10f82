/**
 * Connections to a Tidings server and the delays between retries. {@link dev.tidings.client.submit} and {@link
 * dev.tidings.client.push} use them.
 *
 * <p>Invariants: no text made here contains a secret; only this module reads clocks and random numbers.
 */
@NullMarked
package dev.tidings.client;

import org.jspecify.annotations.NullMarked;
