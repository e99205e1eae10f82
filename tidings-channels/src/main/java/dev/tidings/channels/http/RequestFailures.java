package dev.tidings.channels.http;

import com.linecorp.armeria.client.DnsTimeoutException;
import com.linecorp.armeria.client.SessionProtocolNegotiationException;
import com.linecorp.armeria.client.UnprocessedRequestException;
import com.linecorp.armeria.common.IpAddressRejectedException;
import com.linecorp.armeria.common.TimeoutException;
import com.linecorp.armeria.common.stream.ClosedStreamException;
import dev.tidings.channels.LocalShortage;
import dev.tidings.channels.outbound.TlsFailure;
import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.regex.Pattern;

/** Maps a failed request without a status to an outcome. */
public final class RequestFailures {
    private static final int MAX_CAUSES = 10;

    private static final String CLOSED = "the connection was closed before a status";

    private static final Pattern BROKEN = Pattern.compile("broken pipe|connection reset", Pattern.CASE_INSENSITIVE);

    /** Netty's prefix of system errors, and its suffix with the address. */
    private static final Pattern SYSTEM_CALL =
            Pattern.compile("^\\w+\\(\\.\\.\\) failed(?: with error\\(-?\\d+\\))?: ");

    private static final Pattern ADDRESS = Pattern.compile(": [^ ]*/[^ ]+$");

    private RequestFailures() {}

    /** @param channel names the settings in messages */
    public static Outcome outcome(Throwable failure, String channel, TargetUrl target, Evidence evidence) {
        Outcome shortage = LocalShortage.of(failure);
        if (shortage != null) {
            return shortage;
        }
        Throwable cause = failure;
        for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
            if (cause instanceof IpAddressRejectedException) {
                return blocked(target, evidence);
            }
            if (cause instanceof DnsTimeoutException) {
                return Outcome.retry(
                        "provider_timeout", "the name " + target.host() + " was not resolved in time", evidence);
            }
            if (cause instanceof TimeoutException) {
                return Outcome.retry("provider_timeout", "no response within the timeout", evidence);
            }
            cause = cause.getCause();
        }
        TlsFailure tls = TlsFailure.of(failure, new TlsFailure.Peer(target.host(), target.port(), channel));
        if (tls != null) {
            return Outcome.retry(tls.code(), tls.message(), evidence);
        }
        return Outcome.retry(
                "network_error",
                "no response from " + target.host() + ":" + target.port() + ": " + reason(root(failure)),
                evidence);
    }

    private static Outcome blocked(TargetUrl target, Evidence evidence) {
        return Outcome.rejected(
                "address_blocked",
                target.host() + " is, or resolves to, an address that is not public; allow it with outbound.allow"
                        + " (cloud metadata services cannot be allowed)",
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

    /** Describes the failure without class and system call names. */
    private static String reason(Throwable cause) {
        return switch (cause) {
            case UnknownHostException unknown -> "the name does not resolve";
            case ClosedChannelException closed -> CLOSED;
            case ClosedStreamException closed -> CLOSED;
            case SessionProtocolNegotiationException silent -> "it accepted the connection but did not respond in time";
            default -> {
                String message = cause.getMessage();
                if (message == null) {
                    yield cause.getClass().getSimpleName();
                }
                yield BROKEN.matcher(message).find()
                        ? CLOSED
                        : ADDRESS.matcher(SYSTEM_CALL.matcher(message).replaceFirst(""))
                                .replaceFirst("");
            }
        };
    }
}
