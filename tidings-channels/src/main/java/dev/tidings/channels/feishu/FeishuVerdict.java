package dev.tidings.channels.feishu;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.channels.http.Answer;
import dev.tidings.channels.http.FinalStatuses;
import dev.tidings.channels.http.StatusVerdict;
import dev.tidings.client.RetryAfter;
import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an answer means for the delivery: its status, and the body's {@code code}. docs/guides/feishu.md has the table. */
final class FeishuVerdict {
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final int MULTIPLE_CHOICES = 300;
    private static final int SERVER_ERROR = 500;

    /** Statuses for which the code in the body is irrelevant. */
    private static final Set<Integer> SAID_BY_STATUS = Set.of(401, 403, 410, 429);

    /** Of a bot; of the platform's own APIs. */
    private static final Set<Long> THROTTLED = Set.of(11_232L, 99_991_400L);

    /** A request that it could not read, or that is too large; some met it for one too many. */
    private static final long BAD_OR_TOO_MANY = 9_499;

    /** The key in the address, the signature, the sender's address. */
    private static final Set<Long> NOT_LET_IN = Set.of(19_001L, 19_021L, 19_022L);

    /** A parameter, a keyword the bot insists on, a card that it does not understand. */
    private static final Set<Long> NOT_TAKEN = Set.of(19_002L, 19_024L, 11_246L);

    private FeishuVerdict() {}

    static Outcome of(Answer answer, FinalStatuses finals, Instant now, Evidence evidence) {
        int status = answer.status();
        JsonNode body = body(answer);
        OptionalLong code = code(body);
        boolean taken = status < MULTIPLE_CHOICES;
        if (!SAID_BY_STATUS.contains(status) && status < SERVER_ERROR) {
            Duration wait = RetryAfter.parse(answer.retryAfter(), now);
            if (code.isPresent() && (code.getAsLong() != 0 || taken)) {
                return byCode(code.getAsLong(), said(body), wait, evidence);
            }
            if (taken && answer.complete() && !answer.body().isBlank()) {
                return new Outcome.Retry(
                        "provider_error",
                        "the answer " + status + " has no code that says it was taken",
                        wait,
                        evidence);
            }
        }
        return StatusVerdict.of(answer, finals, "Feishu", said(body) + "; check key and token", now, evidence);
    }

    private static Outcome byCode(long code, String said, @Nullable Duration wait, Evidence evidence) {
        if (code == 0) {
            return Outcome.sent(evidence);
        }
        String message = "Feishu answered code " + code + said;
        if (THROTTLED.contains(code) || (code == BAD_OR_TOO_MANY && tooMany(said))) {
            return new Outcome.Retry("provider_rate_limited", message, wait, evidence);
        }
        if (NOT_LET_IN.contains(code)) {
            return Outcome.rejected(
                    "provider_auth_failed", message + "; check key, secret and its own rules", evidence);
        }
        if (NOT_TAKEN.contains(code) || code == BAD_OR_TOO_MANY) {
            return Outcome.rejected("provider_rejected", message, evidence);
        }
        // Of what is not known here, trying again is the lesser evil: there are few attempts.
        return new Outcome.Retry("provider_error", message, wait, evidence);
    }

    private static boolean tooMany(String said) {
        String lower = said.toLowerCase(Locale.ROOT);
        return lower.contains("too many") || lower.contains("frequency");
    }

    /** What the answer says of itself, as far as it came: null when it is not one JSON object. */
    private static @Nullable JsonNode body(Answer answer) {
        ObjectNode read = JSON.createObjectNode();
        try (JsonParser body = JSON.createParser(answer.body())) {
            if (body.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (body.nextToken() == JsonToken.FIELD_NAME) {
                String name = body.currentName();
                body.nextToken();
                read.set(name, body.readValueAsTree());
            }
            if (answer.complete() && body.nextToken() != null) {
                return null;
            }
        } catch (IOException brokenOff) {
            return answer.complete() ? null : read;
        }
        return read;
    }

    /** Older bots write it as {@code StatusCode}. */
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
