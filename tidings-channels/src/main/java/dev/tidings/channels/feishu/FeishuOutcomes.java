package dev.tidings.channels.feishu;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.channels.http.EndpointResponse;
import dev.tidings.channels.http.FinalStatuses;
import dev.tidings.channels.http.HttpOutcomes;
import dev.tidings.channels.http.RetryAfterHeader;
import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Maps a response to an outcome by its status and the body's {@code code}, as in the table of docs/guides/feishu.md.
 */
final class FeishuOutcomes {
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final int MULTIPLE_CHOICES = 300;
    private static final int SERVER_ERROR = 500;

    /** Statuses for which the code in the body is irrelevant. */
    private static final Set<Integer> DECIDED_BY_STATUS = Set.of(401, 403, 410, 429);

    /** Of bots; of the platform's own APIs. */
    private static final Set<Long> THROTTLED = Set.of(11_232L, 99_991_400L);

    /** A malformed or oversized request; sometimes also rate limiting. */
    private static final long BAD_OR_TOO_MANY = 9_499;

    /** The key in the address, the signature, or the sender's IP address. */
    private static final Set<Long> UNAUTHORIZED = Set.of(19_001L, 19_021L, 19_022L);

    /** A parameter, a missing required keyword, or an invalid card. */
    private static final Set<Long> INVALID_MESSAGE = Set.of(19_002L, 19_024L, 11_246L);

    private FeishuOutcomes() {}

    static Outcome of(EndpointResponse response, FinalStatuses finals, Instant now, Evidence evidence) {
        int status = response.status();
        JsonNode body = body(response);
        OptionalLong code = code(body);
        boolean taken = status < MULTIPLE_CHOICES;
        if (!DECIDED_BY_STATUS.contains(status) && status < SERVER_ERROR) {
            Duration wait = RetryAfterHeader.parse(response.retryAfter(), now);
            if (code.isPresent() && (code.getAsLong() != 0 || taken)) {
                return byCode(code.getAsLong(), said(body), wait, evidence);
            }
            if (taken && response.complete() && !response.body().isBlank()) {
                return new Outcome.Retry(
                        "provider_error",
                        "Feishu answered " + status + " without a code that confirms acceptance",
                        wait,
                        evidence);
            }
        }
        return HttpOutcomes.of(response, finals, "Feishu", said(body) + "; check the key and the token", now, evidence);
    }

    private static Outcome byCode(long code, String said, @Nullable Duration wait, Evidence evidence) {
        if (code == 0) {
            return Outcome.sent(evidence);
        }
        String message = "Feishu answered code " + code + said;
        if (THROTTLED.contains(code) || (code == BAD_OR_TOO_MANY && tooMany(said))) {
            return new Outcome.Retry("provider_rate_limited", message, wait, evidence);
        }
        if (UNAUTHORIZED.contains(code)) {
            return Outcome.rejected(
                    "provider_auth_failed",
                    message + "; check the key, the secret and the bot's security settings",
                    evidence);
        }
        if (INVALID_MESSAGE.contains(code) || code == BAD_OR_TOO_MANY) {
            return Outcome.rejected("provider_rejected", message, evidence);
        }
        // Unknown codes are retried, because there are only few attempts.
        return new Outcome.Retry("provider_error", message, wait, evidence);
    }

    private static boolean tooMany(String said) {
        String lower = said.toLowerCase(Locale.ROOT);
        return lower.contains("too many") || lower.contains("frequency");
    }

    /** Parses the body as far as it was read; null when it is not one JSON object. */
    private static @Nullable JsonNode body(EndpointResponse response) {
        ObjectNode read = JSON.createObjectNode();
        try (JsonParser body = JSON.createParser(response.body())) {
            if (body.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (body.nextToken() == JsonToken.FIELD_NAME) {
                String name = body.currentName();
                body.nextToken();
                read.set(name, body.readValueAsTree());
            }
            if (response.complete() && body.nextToken() != null) {
                return null;
            }
        } catch (IOException brokenOff) {
            return response.complete() ? null : read;
        }
        return read;
    }

    /** Older bots use {@code StatusCode}. */
    private static OptionalLong code(@Nullable JsonNode body) {
        if (body == null) {
            return OptionalLong.empty();
        }
        JsonNode code = body.has("code") ? body.get("code") : body.get("StatusCode");
        return code != null && code.canConvertToLong() && code.isIntegralNumber()
                ? OptionalLong.of(code.longValue())
                : OptionalLong.empty();
    }

    private static String said(@Nullable JsonNode body) {
        if (body == null) {
            return "";
        }
        JsonNode message = body.has("msg") ? body.get("msg") : body.get("StatusMessage");
        return message == null || !message.isTextual() || message.textValue().isBlank()
                ? ""
                : ": " + message.textValue();
    }
}
