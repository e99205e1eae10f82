/**
 * Delivers by HTTP POST according to Standard Webhooks.
 *
 * <p>Invariant: signatures and credentials never appear in evidence.
 */
@NullMarked
package dev.tidings.channels.webhook;

import org.jspecify.annotations.NullMarked;
