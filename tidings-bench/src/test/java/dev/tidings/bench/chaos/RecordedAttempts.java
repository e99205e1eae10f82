package dev.tidings.bench.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;

/** Attempts of a delivery, as the API shows them. */
final class RecordedAttempts {
    private static final ObjectMapper JSON = new ObjectMapper();

    private RecordedAttempts() {}

    /** @param from seconds and milliseconds, such as {@code 01.000} */
    static String attempt(String from, String until, String result) {
        return "{\"started_at\": \"2026-01-01T00:00:" + from + "Z\", \"ended_at\": \"2026-01-01T00:00:" + until
                + "Z\", \"result\": \"" + result + "\"}";
    }

    static AttemptHistory history(String... attempts) throws Exception {
        return AttemptHistory.of(JSON.readTree("{\"attempts\": [" + String.join(",", attempts) + "]}"));
    }
}
