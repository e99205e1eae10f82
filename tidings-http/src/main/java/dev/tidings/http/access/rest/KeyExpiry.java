package dev.tidings.http.access.rest;

import dev.tidings.core.problem.Problem;
import dev.tidings.json.JsonReader;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads a key's expiry: {@code expires_at} or {@code ttl_ms}. */
final class KeyExpiry {
    static final String FIELDS = "expires_at, ttl_ms";

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(3_650);

    private final Instant now;
    private @Nullable Instant end;

    KeyExpiry(Instant now) {
        this.now = now;
    }

    /** Returns false when the field is neither. */
    boolean read(JsonReader json, String name) throws IOException {
        @Nullable Instant read;
        switch (name) {
            case "expires_at" -> read = json.optionalTime();
            case "ttl_ms" ->
                read = json.absent() ? null : now.plusMillis(json.integer(SHORTEST.toMillis(), LONGEST.toMillis()));
            default -> {
                return false;
            }
        }
        if (read != null && end != null) {
            throw Problem.invalid(name, "given with the other one", "expires_at or ttl_ms")
                    .exception();
        }
        end = read == null ? end : read;
        return true;
    }

    /** Reads a body with one of the two. */
    static Instant required(byte[] body, Instant now) {
        KeyExpiry expiry = new KeyExpiry(now);
        JsonReader.read(body, json -> {
            json.object(FIELDS, name -> expiry.read(json, name));
            return true;
        });
        if (expiry.end == null) {
            throw Problem.invalid("expires_at", null, "a future time, or ttl_ms")
                    .exception();
        }
        return expiry.end;
    }

    /** Returns null when neither was given. */
    @Nullable
    Instant end() {
        return end;
    }
}
