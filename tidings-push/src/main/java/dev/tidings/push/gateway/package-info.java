/**
 * Fans events out to subscribers. {@link dev.tidings.push.gateway.Hub} follows the event log. A transport subscribes, is
 * called when frames are pending, and takes them in batches on its own thread:
 *
 * <pre>{@code
 * HubSubscription subscription = hub.subscribe(subscribe, eventLoop, ready -> write(ready));
 * void write(HubSubscription subscription) { // on the event loop, one call at a time
 *     while (writable()) {
 *         List<Frame> frames = subscription.take(64 * 1024);
 *         if (frames.isEmpty()) return; // called again when there is more
 *         frames.forEach(this::add);    // Opened first, then PublishedEvent; published.as(FORM) is encoded once for all
 *         flush();
 *     }
 *     whenWritable(() -> write(subscription));
 * }
 * }</pre>
 *
 * <p>Invariants: a subscription receives events in log order, each once, and without gaps except after an {@code
 * Opened(RESET)}. A slow subscriber never delays others, and its backlog is bounded in bytes. Nothing here blocks.
 */
@NullMarked
package dev.tidings.push.gateway;

import org.jspecify.annotations.NullMarked;
