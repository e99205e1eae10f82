package dev.tidings.bench.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The attempts of a delivery, from the API. */
record AttemptHistory(List<JsonNode> all) {
    /** The clocks of the nodes follow that of the database, with a deviation. */
    static final Duration DEVIATION = Duration.ofMillis(100);

    private static final Set<String> DEFECTS = Set.of("channel_error", "internal_error", "endpoint_unreadable");

    /** An attempt without a result, and the start of the next one. */
    record Unknown(Instant started, Instant takenOver) {}

    /** A time in which a delivery was sent. */
    record Span(Instant from, Instant until) {}

    static AttemptHistory of(JsonNode delivery) {
        List<JsonNode> attempts = new ArrayList<>();
        delivery.path("attempts").forEach(attempts::add);
        return new AttemptHistory(attempts);
    }

    int attempts() {
        return all.size();
    }

    int count(String result) {
        return (int) all.stream()
                .filter(attempt -> attempt.path("result").asText().equals(result))
                .count();
    }

    int late() {
        return (int)
                all.stream().filter(attempt -> attempt.path("late").asBoolean()).count();
    }

    /** Codes of attempts that failed inside Tidings. */
    List<String> defects() {
        return all.stream()
                .map(attempt -> attempt.path("code").asText())
                .filter(DEFECTS::contains)
                .toList();
    }

    /** The interrupted attempts, including those with a late completion. */
    List<Unknown> unknowns() {
        List<Unknown> unknowns = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            JsonNode attempt = all.get(i);
            if (attempt.path("result").asText().equals("unknown")
                    || attempt.path("late").asBoolean()) {
                Instant next = i + 1 < all.size() ? started(all.get(i + 1)) : Instant.MAX;
                unknowns.add(new Unknown(started(attempt), next));
            }
        }
        return unknowns;
    }

    /** When the delivery was sent: from the start of an attempt to its end or, without a result, to the takeover. */
    List<Span> spans() {
        List<Span> spans = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            JsonNode attempt = all.get(i);
            boolean interrupted = attempt.path("result").asText().equals("unknown")
                    || attempt.path("late").asBoolean();
            if (!interrupted) {
                spans.add(new Span(
                        started(attempt), Instant.parse(attempt.path("ended_at").asText())));
            } else if (i + 1 < all.size()) {
                spans.add(new Span(started(attempt), started(all.get(i + 1))));
            }
        }
        return spans;
    }

    /** When the first attempt started. */
    Instant firstStart() {
        return started(all.getFirst());
    }

    /** When the last attempt ended, as far as it is known: one without a result at least started. */
    Instant end() {
        Instant last = started(all.getLast());
        for (Span span : spans()) {
            last = span.until().isAfter(last) ? span.until() : last;
        }
        return last;
    }

    private static Instant started(JsonNode attempt) {
        return Instant.parse(attempt.path("started_at").asText());
    }
}
