/**
 * What transports that write bytes into one long answer share: {@link dev.tidings.push.gateway.stream.EventTransport} takes from a
 * subscription when the socket takes from it, and {@link dev.tidings.push.gateway.stream.EventTransports} keeps the outlets of a
 * node within bounds.
 *
 * <p>Invariants: an outlet lives on the event loop of its connection and holds no lock; what subscribers take at the same
 * time is put together once an event loop and shared; a turn is one write; a silent outlet gives signs of life, and one whose
 * peer takes nothing for long is cut off.
 */
@NullMarked
package dev.tidings.push.gateway.stream;

import org.jspecify.annotations.NullMarked;
