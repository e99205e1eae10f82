package dev.tidings.core.endpoint;

import dev.tidings.core.text.PlainText;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the last test of an endpoint showed.
 *
 * @param status sent, retry, rejected or skipped
 * @param error the code and message when it was not sent
 */
public record EndpointTest(String status, @Nullable String error, Instant at) {
    public EndpointTest {
        error = PlainText.mendedOrNull(error);
    }
}
