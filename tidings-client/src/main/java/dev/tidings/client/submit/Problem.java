package dev.tidings.client.submit;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why something was not accepted; the same words as the problem documents of the REST API.
 *
 * @param code stable, as {@code invalid_field}; gRPC's own code in lower case when it is not from Tidings
 * @param message a sentence for people
 * @param field the path of the field at fault, if one is
 * @param value what stood there
 * @param expected what would have been right
 * @param retryAfter when asking again makes sense, if the server said so
 */
public record Problem(
        String code,
        String message,
        @Nullable String field,
        @Nullable String value,
        @Nullable String expected,
        @Nullable Duration retryAfter) {}
