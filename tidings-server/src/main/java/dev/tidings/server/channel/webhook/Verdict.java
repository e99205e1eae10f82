package dev.tidings.server.channel.webhook;

import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.retry.RetryAfter;
import dev.tidings.server.channel.http.Answer;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What an answer means for the delivery. docs/guides/webhook.md has the same as a table. */
final class Verdict {
    private static final int MULTIPLE_CHOICES = 300;
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int GONE = 410;
    private static final int TOO_EARLY = 425;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;

    private Verdict() {}

    static Outcome of(Answer answer, Instant now, Evidence evidence) {
        int status = answer.status();
        if (status >= 200 && status < MULTIPLE_CHOICES) {
            return Outcome.sent(evidence);
        }
        Duration wait = RetryAfter.parse(answer.retryAfter(), now);
        return switch (status) {
            case GONE -> new Outcome.Skipped("endpoint_disabled", true, evidence);
            case REQUEST_TIMEOUT, TOO_EARLY ->
                new Outcome.Retry("http_" + status, "the endpoint answered " + status, wait, evidence);
            case TOO_MANY_REQUESTS ->
                new Outcome.Retry("provider_rate_limited", "the endpoint answered 429", wait, evidence);
            case UNAUTHORIZED, FORBIDDEN ->
                Outcome.rejected(
                        "provider_auth_failed",
                        "the endpoint answered " + status + "; check its auth and signing secret",
                        evidence);
            default -> byClass(status, wait, evidence);
        };
    }

    private static Outcome byClass(int status, @Nullable Duration wait, Evidence evidence) {
        if (status >= SERVER_ERROR) {
            return new Outcome.Retry("provider_5xx", "the endpoint answered " + status, wait, evidence);
        }
        if (status >= BAD_REQUEST) {
            return Outcome.rejected("http_4xx", "the endpoint answered " + status, evidence);
        }
        return Outcome.rejected(
                "http_3xx", "the endpoint answered " + status + "; redirects are not followed", evidence);
    }
}
