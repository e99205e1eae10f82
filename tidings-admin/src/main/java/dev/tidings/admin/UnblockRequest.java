package dev.tidings.admin;

import dev.tidings.core.id.EndpointId;
import dev.tidings.core.problem.Problem;
import dev.tidings.json.JsonReader;
import dev.tidings.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which deliveries of an endpoint become due after it was unblocked.
 *
 * @param fixedAt those that failed again since then keep their backoff
 */
record UnblockRequest(EndpointId endpoint, Instant fixedAt) {
    /** Returns the request as a run stores it. */
    String json() {
        return new String(
                JsonWriter.object(json -> {
                    json.text("endpoint", endpoint.value());
                    json.time("fixed_at", fixedAt);
                }),
                StandardCharsets.UTF_8);
    }

    /** Reads a request that a run stored. */
    static UnblockRequest parse(String stored) {
        return JsonReader.read(stored.getBytes(StandardCharsets.UTF_8), json -> {
            Fields fields = new Fields();
            json.object("endpoint, fixed_at", name -> {
                switch (name) {
                    case "endpoint" -> fields.endpoint = EndpointId.parse(name, json.text());
                    case "fixed_at" -> fields.fixedAt = json.optionalTime();
                    default -> {
                        return false;
                    }
                }
                return true;
            });
            return fields.complete();
        });
    }

    private static final class Fields {
        private @Nullable EndpointId endpoint;
        private @Nullable Instant fixedAt;

        UnblockRequest complete() {
            if (endpoint == null || fixedAt == null) {
                throw Problem.invalid("request", "incomplete", "endpoint and fixed_at")
                        .exception();
            }
            return new UnblockRequest(endpoint, fixedAt);
        }
    }
}
