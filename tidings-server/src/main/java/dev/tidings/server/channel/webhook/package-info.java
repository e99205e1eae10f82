/**
 * Delivers by HTTP POST as the Standard Webhooks specification has it.
 *
 * <p>Invariant: signatures and credentials never get into evidence.
 */
@NullMarked
package dev.tidings.server.channel.webhook;

import org.jspecify.annotations.NullMarked;
