package dev.tidings.server.channel.feishu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.retry.RetryAfter;
import dev.tidings.server.channel.http.Answer;
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
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int GONE = 410;
    private static final int TOO_EARLY = 425;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;

    /** Of a bot, of the platform, of both. */
    private static final Set<Long> THROTTLED = Set.of(11_232L, 99_991_400L);

    /** A request it could not read, and sometimes one too many. */
    private static final long BAD_OR_TOO_MANY = 9_499;

    /** The key in the address, the signature, the sender's address. */
    private static final Set<Long> NOT_LET_IN = Set.of(19_001L, 19_021L, 19_022L);

    /** A parameter, a keyword the bot insists on, what a card holds. */
    private static final Set<Long> NOT_TAKEN = Set.of(19_002L, 19_024L, 11_246L, 11_247L, 11_310L);

    private FeishuVerdict() {}

    static Outcome of(Answer answer, Instant now, Evidence evidence) {
        int status = answer.status();
        Duration wait = RetryAfter.parse(answer.retryAfter(), now);
        JsonNode body = body(answer);
        OptionalLong code = code(body);
        if (status == GONE) {
            return new Outcome.Skipped("endpoint_disabled", true, evidence);
        }
        if (status == TOO_MANY_REQUESTS) {
            return new Outcome.Retry("provider_rate_limited", "Feishu answered 429", wait, evidence);
        }
        if (status >= SERVER_ERROR) {
            return new Outcome.Retry("provider_5xx", "Feishu answered " + status, wait, evidence);
        }
        if (status == UNAUTHORIZED || status == FORBIDDEN) {
            return Outcome.rejected(
                    "provider_auth_failed",
                    "Feishu answered " + status + said(body) + "; check key and token",
                    evidence);
        }
        if (code.isPresent() && (code.getAsLong() != 0 || status < MULTIPLE_CHOICES)) {
            return byCode(code.getAsLong(), said(body), wait, evidence);
        }
        return byStatus(answer, wait, evidence);
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

    private static Outcome byStatus(Answer answer, @Nullable Duration wait, Evidence evidence) {
        int status = answer.status();
        if (status < MULTIPLE_CHOICES) {
            return answer.body().isBlank()
                    ? Outcome.sent(evidence)
                    : new Outcome.Retry(
                            "provider_error",
                            "the answer " + status + " has no code that says it was taken",
                            wait,
                            evidence);
        }
        if (status == REQUEST_TIMEOUT || status == TOO_EARLY) {
            return new Outcome.Retry("http_" + status, "Feishu answered " + status, wait, evidence);
        }
        return status >= BAD_REQUEST
                ? Outcome.rejected("http_4xx", "Feishu answered " + status, evidence)
                : Outcome.rejected("http_3xx", "Feishu answered " + status + "; redirects are not followed", evidence);
    }

    private static boolean tooMany(String said) {
        String lower = said.toLowerCase(Locale.ROOT);
        return lower.contains("too many") || lower.contains("frequency");
    }

    private static @Nullable JsonNode body(Answer answer) {
        try {
            return answer.body().isBlank() ? null : JSON.readTree(answer.body());
        } catch (IOException noJson) {
            return null;
        }
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
