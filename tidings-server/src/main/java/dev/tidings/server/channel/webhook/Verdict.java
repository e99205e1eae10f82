package dev.tidings.server.channel.webhook;

import com.linecorp.armeria.client.UnprocessedRequestException;
import com.linecorp.armeria.common.IpAddressRejectedException;
import com.linecorp.armeria.common.TimeoutException;
import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.retry.RetryAfter;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What an answer, or the lack of one, means for the delivery. docs/guides/webhook.md has the same as a table. */
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
    private static final int MAX_CAUSES = 10;

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

    /** Of an attempt that brought no status. */
    static Outcome of(Throwable failure, Target target, Evidence evidence) {
        Throwable cause = failure;
        for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
            if (cause instanceof IpAddressRejectedException) {
                return blocked(target, evidence);
            }
            if (cause instanceof TimeoutException) {
                return Outcome.retry("provider_timeout", "no answer within the timeout", evidence);
            }
            if (cause instanceof SSLException || cause instanceof java.security.cert.CertificateException) {
                return Outcome.retry("tls_failed", "no TLS connection: " + said(cause), evidence);
            }
            cause = cause.getCause();
        }
        return Outcome.retry("network_error", "no answer: " + said(root(failure)), evidence);
    }

    static Outcome blocked(Target target, Evidence evidence) {
        return Outcome.rejected(
                "address_blocked",
                target.host() + " is, or resolves to, an address that is not public; outbound.allow can open it",
                evidence);
    }

    private static Throwable root(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; i < MAX_CAUSES && cause instanceof UnprocessedRequestException; i++) {
            Throwable next = cause.getCause();
            if (next == null) {
                break;
            }
            cause = next;
        }
        return cause;
    }

    private static String said(Throwable cause) {
        String message = cause.getMessage();
        String kind = cause.getClass().getSimpleName();
        return message == null ? kind : kind + ": " + message;
    }
}
