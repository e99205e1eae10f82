/**
 * Delivers by HTTP POST as the Standard Webhooks specification has it.
 *
 * <p>Invariants: no connection is opened to an address that the outbound guard does not allow, whatever a name resolves
 * to and however often it changes; no redirect is followed; no attempt takes longer than its timeout or reads more than
 * its share of a response; signatures and credentials never get into evidence.
 */
@NullMarked
package dev.tidings.server.channel.webhook;

import org.jspecify.annotations.NullMarked;
