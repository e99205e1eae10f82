package dev.tidings.core.event;

import dev.tidings.core.notification.Notification;

/**
 * Encodes an event's payload from a notification. To add an encoder, implement this interface with a public no-argument
 * constructor and name the class in {@code META-INF/services/dev.tidings.core.event.PayloadEncoder}. Without an encoder
 * for its type, an event carries the intent's payload unchanged, its content if there is no payload, and both if there
 * are both.
 *
 * <p>The same notification and recipient must produce the same bytes: a replayed event that has left the log is encoded
 * again. Called by many threads at once.
 */
public interface PayloadEncoder {
    /** Returns whether it encodes events of this type. */
    boolean encodes(String type);

    /** Returns the payload; an exception counts as {@code payload_encoding_failed} and is retried. */
    byte[] encode(Notification notification, String recipient) throws Exception;
}
