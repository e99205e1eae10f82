/**
 * Fans events out to whoever is connected. {@link dev.tidings.push.gateway.Hub} follows the event log; a transport
 * subscribes, is told when there is something, and takes it in batches on its own thread:
 *
 * <pre>{@code
 * HubSubscription subscription = hub.subscribe(subscribe, eventLoop, ready -> write(ready));
 * void write(HubSubscription subscription) { // on the event loop, one call at a time
 *     while (writable()) {
 *         List<Frame> frames = subscription.take(64 * 1024);
 *         if (frames.isEmpty()) return; // told again when there is more
 *         frames.forEach(this::add);    // Opened first, then PublishedEvent; posted.as(FORM) is encoded once for all
 *         flush();
 *     }
 *     whenWritable(() -> write(subscription));
 * }
 * }</pre>
 *
 * <p>Invariants: events of a subscription come in the log's order, each once, with no gap but behind an {@code
 * Opened(RESET)}; what one subscriber does not take never holds up another and is bounded in bytes; nothing here blocks.
 */
@NullMarked
package dev.tidings.push.gateway;

import org.jspecify.annotations.NullMarked;
