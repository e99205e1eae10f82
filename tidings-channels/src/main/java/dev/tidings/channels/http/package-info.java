/**
 * Posting to addresses that a user of the API named, for the channels that do.
 *
 * <p>Invariants: no connection is opened to an address that the outbound guard does not allow, whatever a name resolves
 * to and however often it changes; no redirect is followed; no attempt takes longer than its timeout or reads more than
 * its share of a response.
 */
@NullMarked
package dev.tidings.channels.http;

import org.jspecify.annotations.NullMarked;
