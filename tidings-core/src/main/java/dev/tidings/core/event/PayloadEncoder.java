package dev.tidings.core.event;

import dev.tidings.core.notification.Notification;

/**
 * Makes an event's payload from a notification. A third party adds one by implementing this with a public no-argument
 * constructor and naming the class in {@code META-INF/services/dev.tidings.core.event.PayloadEncoder}. Without one for its
 * type an event carries the intent's payload as it came, its content when it has no payload, and both where there are both.
 *
 * <p>The same notification and recipient must make the same bytes: an event that is replayed after the log has forgotten
 * it is encoded again. Called by many threads at once.
 */
public interface PayloadEncoder {
    /** Whether it encodes events of this type. */
    boolean encodes(String type);

    /** The payload; an exception counts as {@code payload_encoding_failed} and is tried again. */
    byte[] encode(Notification notification, String recipient) throws Exception;
}
