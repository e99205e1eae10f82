package dev.tidings.admin;

import dev.tidings.core.id.EndpointId;
import dev.tidings.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

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
        StoredRequest request = StoredRequest.read(stored, "endpoint", "fixed_at");
        return new UnblockRequest(request.endpoint("endpoint"), request.time("fixed_at"));
    }
}
