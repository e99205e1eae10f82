package dev.tidings.channels.http;

import com.linecorp.armeria.client.DnsTimeoutException;
import com.linecorp.armeria.client.SessionProtocolNegotiationException;
import com.linecorp.armeria.client.UnprocessedRequestException;
import com.linecorp.armeria.common.IpAddressRejectedException;
import com.linecorp.armeria.common.TimeoutException;
import com.linecorp.armeria.common.stream.ClosedStreamException;
import dev.tidings.channels.OwnShortage;
import dev.tidings.channels.outbound.TlsFailure;
import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.regex.Pattern;

/** What it means for the delivery that an attempt brought no status. */
public final class NoAnswer {
    private static final int MAX_CAUSES = 10;

    private static final String CLOSED = "it closed the connection before a status came";

    private static final Pattern BROKEN = Pattern.compile("broken pipe|connection reset", Pattern.CASE_INSENSITIVE);

    /** Netty's beginning of what the operating system says, and its end of what a connection could not be made to. */
    private static final Pattern SYSTEM_CALL =
            Pattern.compile("^\\w+\\(\\.\\.\\) failed(?: with error\\(-?\\d+\\))?: ");

    private static final Pattern ADDRESS = Pattern.compile(": [^ ]*/[^ ]+$");

    private NoAnswer() {}

    /** @param channel for settings that messages name */
    public static Outcome outcome(Throwable failure, String channel, Target target, Evidence evidence) {
        Outcome shortage = OwnShortage.of(failure);
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
                return Outcome.retry("provider_timeout", "no answer within the timeout", evidence);
            }
            cause = cause.getCause();
        }
        TlsFailure tls = TlsFailure.of(failure, new TlsFailure.Peer(target.host(), target.port(), channel));
        if (tls != null) {
            return Outcome.retry(tls.code(), tls.message(), evidence);
        }
        return Outcome.retry(
                "network_error",
                "no answer from " + target.host() + ":" + target.port() + ": " + why(root(failure)),
                evidence);
    }

    private static Outcome blocked(Target target, Evidence evidence) {
        return Outcome.rejected(
                "address_blocked",
                target.host()
                        + " is, or resolves to, an address that is not public; outbound.allow can open it, unless it"
                        + " is one of a cloud's metadata service",
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

    /** In words, since people read it: names of classes and of system calls say nothing to them. */
    private static String why(Throwable cause) {
        return switch (cause) {
            case UnknownHostException unknown -> "its name does not resolve";
            case ClosedChannelException closed -> CLOSED;
            case ClosedStreamException closed -> CLOSED;
            case SessionProtocolNegotiationException silent -> "it took the connection and then said nothing in time";
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
