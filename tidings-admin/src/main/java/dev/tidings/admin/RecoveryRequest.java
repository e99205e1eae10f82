package dev.tidings.admin;

import dev.tidings.core.id.EndpointId;
import dev.tidings.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

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
        StoredRequest request = StoredRequest.read(stored, "endpoint", "since", "until");
        return new RecoveryRequest(request.endpoint("endpoint"), request.time("since"), request.time("until"));
    }
}
