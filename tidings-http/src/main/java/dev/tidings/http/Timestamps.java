package dev.tidings.http;

import com.google.protobuf.Timestamp;
import dev.tidings.core.problem.Problem;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/** Converts protobuf timestamps and durations. */
public final class Timestamps {
    private static final Instant LEAST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant MOST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private Timestamps() {}

    public static Timestamp of(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }

    public static com.google.protobuf.Duration duration(Duration duration) {
        return com.google.protobuf.Duration.newBuilder()
                .setSeconds(duration.getSeconds())
                .setNanos(duration.getNano())
                .build();
    }

    /** Throws a ProblemException for values outside the protobuf range. */
    public static Instant instant(String field, Timestamp timestamp) {
        try {
            Instant instant = Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
            if (timestamp.getNanos() >= 0 && !instant.isBefore(LEAST) && !instant.isAfter(MOST)) {
                return instant;
            }
        } catch (DateTimeException | ArithmeticException outOfRange) {
            // Reported below.
        }
        throw Problem.invalid(
                        field,
                        timestamp.getSeconds() + " s " + timestamp.getNanos() + " ns",
                        "a time between the years 1 and 9999")
                .exception();
    }
}
