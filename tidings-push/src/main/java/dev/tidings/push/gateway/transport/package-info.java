/**
 * Common to transports that write a long response: {@link dev.tidings.push.gateway.transport.EventTransport} takes frames
 * from a subscription when the socket requests them; {@link dev.tidings.push.gateway.transport.EventTransports} limits the
 * number of subscriptions per node.
 *
 * <p>Invariants: a transport is confined to the event loop of its connection and holds no lock; subscribers that take the same
 * frames on an event loop share one buffer; each turn is one write; an idle transport sends keep-alives; a transport whose peer
 * does not read is closed.
 */
@NullMarked
package dev.tidings.push.gateway.transport;

import org.jspecify.annotations.NullMarked;
