package dev.tidings.client.outbox;

import com.google.protobuf.Timestamp;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The times of an intent as Java instants. */
record IntentTimes(@Nullable Instant notBefore, @Nullable Instant expiresAt) {
    static IntentTimes of(dev.tidings.v1.Intent message) {
        return new IntentTimes(
                message.hasNotBefore() ? instant("not_before", message.getNotBefore()) : null,
                message.hasExpiresAt() ? instant("expires_at", message.getExpiresAt()) : null);
    }

    private static Instant instant(String field, Timestamp timestamp) {
        try {
            return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
        } catch (DateTimeException | ArithmeticException beyond) {
            throw new IllegalArgumentException(
                    field + " is " + timestamp.getSeconds() + " s; expected a time of this era", beyond);
        }
    }
}
