package dev.tidings.core.id;

import java.time.Instant;

/** An id of 16 bytes that begin with the time of creation. Ids of one kind sort alike as objects, bytes and text. */
public sealed interface Id permits DeliveryId, EndpointId, NotificationId {
    /** The length of {@link #bytes}. */
    int BYTES = 16;

    /** What stores keep. */
    byte[] bytes();

    /** The text with its prefix, for everything outside the server: made when it is first asked for, once per object. */
    String value();

    /** When it was created, in milliseconds. */
    Instant time();
}
