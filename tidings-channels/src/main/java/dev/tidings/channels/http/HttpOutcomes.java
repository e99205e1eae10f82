package dev.tidings.channels.http;

import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import java.time.Instant;

/**
 * Maps an HTTP status to an outcome: anything but 2xx is retried, as Standard Webhooks recommends, unless it is a final
 * status. docs/guides/webhook.md has the table.
 */
public final class HttpOutcomes {
    private static final int MULTIPLE_CHOICES = 300;
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int GONE = 410;
    private static final int TOO_EARLY = 425;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;

    private HttpOutcomes() {}

    /**
     * @param finals statuses that are not retried
     * @param who the responder, for messages
     * @param hint appended when the status means missing access
     */
    public static Outcome of(
            EndpointResponse response, FinalStatuses finals, String who, String hint, Instant now, Evidence evidence) {
        int status = response.status();
        if (status >= 200 && status < MULTIPLE_CHOICES) {
            return Outcome.sent(evidence);
        }
        if (status == GONE) {
            return new Outcome.Skipped("endpoint_disabled", true, evidence);
        }
        String code = code(status);
        String message = who + " answered " + status + explained(response, hint);
        return finals.contain(status)
                ? Outcome.rejected(code, message + "; " + status + " is one of final_statuses", evidence)
                : new Outcome.Retry(code, message, RetryAfterHeader.parse(response.retryAfter(), now), evidence);
    }

    private static String code(int status) {
        return switch (status) {
            case REQUEST_TIMEOUT, TOO_EARLY -> "http_" + status;
            case TOO_MANY_REQUESTS -> "provider_rate_limited";
            case UNAUTHORIZED, FORBIDDEN -> "provider_auth_failed";
            default -> status >= SERVER_ERROR ? "provider_5xx" : status >= BAD_REQUEST ? "http_4xx" : "http_3xx";
        };
    }

    private static String explained(EndpointResponse response, String hint) {
        int status = response.status();
        if (status == UNAUTHORIZED || status == FORBIDDEN) {
            return hint;
        }
        if (status >= BAD_REQUEST) {
            return "";
        }
        String target = response.location() == null ? null : RedirectTarget.shown(response.location());
        return (target == null ? "" : " and redirects to " + target)
                + "; redirects are not followed: use the final URL as the address";
    }
}
