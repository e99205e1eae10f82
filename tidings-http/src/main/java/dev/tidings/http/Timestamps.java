package dev.tidings.http;

import com.google.protobuf.Timestamp;
import dev.tidings.core.problem.Problem;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/** Times and durations of protobuf. */
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

    /** Throws a ProblemException for what protobuf does not allow. */
    public static Instant instant(String field, Timestamp timestamp) {
        try {
            Instant instant = Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
            if (timestamp.getNanos() >= 0 && !instant.isBefore(LEAST) && !instant.isAfter(MOST)) {
                return instant;
            }
        } catch (DateTimeException | ArithmeticException outOfRange) {
            // The same answer as for a time out of range.
        }
        throw Problem.invalid(
                        field,
                        timestamp.getSeconds() + " s " + timestamp.getNanos() + " ns",
                        "a time of the years 1 to 9999")
                .exception();
    }
}
