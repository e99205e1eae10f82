package dev.tidings.core.endpoint;

import dev.tidings.core.text.PlainText;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The result of the last test of an endpoint.
 *
 * @param status sent, retry, rejected or skipped
 * @param error code and message when it was not sent
 */
public record EndpointTest(String status, @Nullable String error, Instant at) {
    public EndpointTest {
        error = PlainText.cleanedOrNull(error);
    }
}
