package dev.tidings.admin.rest;

import dev.tidings.core.problem.Problem;
import dev.tidings.json.JsonReader;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads {@code {"until": time}} or {@code {"duration_ms": number}}. */
final class PauseBody {
    private static final Duration LONGEST = Duration.ofDays(365);

    private @Nullable Instant until;

    private PauseBody() {}

    static Instant until(byte[] body, Instant now) {
        PauseBody read = new PauseBody();
        JsonReader.read(body, json -> {
            json.object("until, duration_ms", name -> {
                @Nullable Instant end;
                switch (name) {
                    case "until" -> end = json.optionalTime();
                    case "duration_ms" ->
                        end = json.absent() ? null : now.plusMillis(json.integer(1, LONGEST.toMillis()));
                    default -> {
                        return false;
                    }
                }
                if (end != null && read.until != null) {
                    throw Problem.invalid(name, "given with the other one", "until or duration_ms")
                            .exception();
                }
                read.until = end == null ? read.until : end;
                return true;
            });
            return true;
        });
        return checked(read.until, now);
    }

    private static Instant checked(@Nullable Instant until, Instant now) {
        if (until == null
                || !now.isBefore(until)
                || until.isAfter(now.plus(LONGEST).plusSeconds(1))) {
            throw Problem.invalid("until", until, "a time at most a year in the future, or duration_ms")
                    .exception();
        }
        return until;
    }
}
