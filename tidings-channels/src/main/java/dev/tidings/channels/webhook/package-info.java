/**
 * Delivers by HTTP POST as the Standard Webhooks specification has it.
 *
 * <p>Invariant: signatures and credentials never get into evidence.
 */
@NullMarked
package dev.tidings.channels.webhook;

import org.jspecify.annotations.NullMarked;
