package dev.tidings.core.problem;

import dev.tidings.core.secret.Masking;
import dev.tidings.core.text.PlainText;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An error for the caller.
 *
 * @param code the kind
 * @param message one sentence for people
 * @param field the path of the invalid field (`audience.recipients[3]`), if any
 * @param value its value, truncated; never a secret
 * @param expected what a valid value looks like
 * @param pointer the JSON pointer (RFC 6901) of the invalid part of the field, if the field is a JSON document
 * @param retryAfter when a retry makes sense, if it does
 */
public record Problem(
        ProblemCode code,
        String message,
        @Nullable String field,
        @Nullable String value,
        @Nullable String expected,
        @Nullable String pointer,
        @Nullable Duration retryAfter) {

    private static final int VALUE_CHARS = 100;

    /** Problems are sent over the protocols that carry the refused request, so unsupported characters are replaced. */
    public Problem {
        message = PlainText.cleaned(message);
        field = PlainText.cleanedOrNull(field);
        value = PlainText.cleanedOrNull(value);
        expected = PlainText.cleanedOrNull(expected);
        pointer = PlainText.cleanedOrNull(pointer);
    }

    public Problem(
            ProblemCode code,
            String message,
            @Nullable String field,
            @Nullable String value,
            @Nullable String expected,
            @Nullable Duration retryAfter) {
        this(code, message, field, value, expected, null, retryAfter);
    }

    public static Problem of(ProblemCode code, String message) {
        return new Problem(code, message, null, null, null, null);
    }

    public static Problem invalid(String field, @Nullable Object value, String expected) {
        return at(ProblemCode.INVALID_FIELD, field, value, expected);
    }

    public static Problem overLimit(String field, Object value, String limit) {
        return at(ProblemCode.LIMIT_EXCEEDED, field, value, limit);
    }

    /**
     * A quota of a tenant that is used up.
     *
     * @param quota its name, such as {@code endpoints}
     * @param used what is used, without a secret
     * @param limit what may be used
     */
    public static Problem quota(String tenant, String quota, Object used, String limit) {
        return new Problem(
                ProblemCode.TENANT_QUOTA,
                "the tenant " + tenant + " has used its quota " + quota + ": " + used + "; expected " + limit,
                quota,
                used.toString(),
                limit,
                null);
    }

    public static Problem notFound(String noun, String id) {
        return new Problem(ProblemCode.NOT_FOUND, "no " + noun + " '" + shorten(id) + "'", null, null, null, null);
    }

    public static Problem at(ProblemCode code, String field, @Nullable Object value, String expected) {
        String shown = value == null ? null : shorten(repeatable(value.toString()));
        String message = field + (shown == null ? " is missing" : " is " + shown) + "; expected " + expected;
        return new Problem(code, message, field, shown, expected, null);
    }

    /**
     * A flaw inside a field that is a JSON document.
     *
     * @param pointer the JSON pointer of the flaw; empty for the whole document
     * @param reason completes "at … of the field", without the value
     */
    public static Problem inside(ProblemCode code, String field, String pointer, String reason, String expected) {
        String where = pointer.isEmpty() ? field : field + " at " + shorten(pointer);
        return new Problem(
                code, where + ": " + shorten(reason) + "; expected " + expected, field, null, expected, pointer, null);
    }

    public Problem retryAfter(Duration delay) {
        return new Problem(code, message, field, value, expected, pointer, delay);
    }

    public ProblemException exception() {
        return new ProblemException(this);
    }

    /** Masks credentials and parameters of addresses in any field. */
    private static String repeatable(String value) {
        return value.contains("//") ? Masking.address(value) : value;
    }

    private static String shorten(String text) {
        return text.codePointCount(0, text.length()) <= VALUE_CHARS
                ? text
                : text.substring(0, text.offsetByCodePoints(0, VALUE_CHARS)) + "…";
    }
}
