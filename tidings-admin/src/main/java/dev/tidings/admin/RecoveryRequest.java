package dev.tidings.admin;

import dev.tidings.core.id.EndpointId;
import dev.tidings.core.problem.Problem;
import dev.tidings.json.JsonReader;
import dev.tidings.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint gets that it missed.
 *
 * @param since accepted at or after
 * @param until accepted before
 */
public record RecoveryRequest(EndpointId endpoint, Instant since, Instant until) {
    /** Returns the request as a run stores it. */
    public String json() {
        return new String(
                JsonWriter.object(json -> {
                    json.text("endpoint", endpoint.value());
                    json.time("since", since);
                    json.time("until", until);
                }),
                StandardCharsets.UTF_8);
    }

    /** Reads a request that a run stored. */
    static RecoveryRequest parse(String stored) {
        return JsonReader.read(stored.getBytes(StandardCharsets.UTF_8), json -> {
            Fields fields = new Fields();
            json.object("endpoint, since, until", name -> {
                switch (name) {
                    case "endpoint" -> fields.endpoint = EndpointId.parse(name, json.text());
                    case "since" -> fields.since = json.optionalTime();
                    case "until" -> fields.until = json.optionalTime();
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
        private @Nullable Instant since;
        private @Nullable Instant until;

        RecoveryRequest complete() {
            if (endpoint == null || since == null || until == null) {
                throw Problem.invalid("request", "incomplete", "endpoint, since and until")
                        .exception();
            }
            return new RecoveryRequest(endpoint, since, until);
        }
    }
}
