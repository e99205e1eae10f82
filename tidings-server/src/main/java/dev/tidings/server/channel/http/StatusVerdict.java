package dev.tidings.server.channel.http;

import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a status means for the delivery. docs/guides/webhook.md has the same as a table. */
public final class StatusVerdict {
    private static final int MULTIPLE_CHOICES = 300;
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int GONE = 410;
    private static final int TOO_EARLY = 425;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;

    private StatusVerdict() {}

    /**
     * @param who answered, for messages
     * @param hint stands behind the status where it does not let Tidings in
     */
    public static Outcome of(Answer answer, String who, String hint, Instant now, Evidence evidence) {
        int status = answer.status();
        if (status >= 200 && status < MULTIPLE_CHOICES) {
            return Outcome.sent(evidence);
        }
        Duration wait = RetryAfter.parse(answer.retryAfter(), now);
        return switch (status) {
            case GONE -> new Outcome.Skipped("endpoint_disabled", true, evidence);
            case REQUEST_TIMEOUT, TOO_EARLY ->
                new Outcome.Retry("http_" + status, who + " answered " + status, wait, evidence);
            case TOO_MANY_REQUESTS -> new Outcome.Retry("provider_rate_limited", who + " answered 429", wait, evidence);
            case UNAUTHORIZED, FORBIDDEN ->
                Outcome.rejected("provider_auth_failed", who + " answered " + status + hint, evidence);
            default -> byClass(status, who, wait, evidence);
        };
    }

    private static Outcome byClass(int status, String who, @Nullable Duration wait, Evidence evidence) {
        if (status >= SERVER_ERROR) {
            return new Outcome.Retry("provider_5xx", who + " answered " + status, wait, evidence);
        }
        if (status >= BAD_REQUEST) {
            return Outcome.rejected("http_4xx", who + " answered " + status, evidence);
        }
        return Outcome.rejected("http_3xx", who + " answered " + status + "; redirects are not followed", evidence);
    }
}
