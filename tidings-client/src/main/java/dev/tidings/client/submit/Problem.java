package dev.tidings.client.submit;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why a request was refused, with the same fields as the problem documents of the REST API.
 *
 * @param code stable, such as {@code invalid_field}; gRPC's code in lower case when it does not come from Tidings
 * @param message a description for people
 * @param field the path of the invalid field, if any
 * @param value the invalid value
 * @param expected the expected value
 * @param retryAfter when to retry, if the server named a time
 */
public record Problem(
        String code,
        String message,
        @Nullable String field,
        @Nullable String value,
        @Nullable String expected,
        @Nullable Duration retryAfter) {}
