package dev.tidings.channels.http;

import com.linecorp.armeria.client.UnprocessedRequestException;
import com.linecorp.armeria.common.IpAddressRejectedException;
import com.linecorp.armeria.common.TimeoutException;
import dev.tidings.channels.OwnShortage;
import dev.tidings.channels.outbound.TlsFailure;
import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;

/** What it means for the delivery that an attempt brought no status. */
public final class NoAnswer {
    private static final int MAX_CAUSES = 10;

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
            if (cause instanceof TimeoutException) {
                return Outcome.retry("provider_timeout", "no answer within the timeout", evidence);
            }
            cause = cause.getCause();
        }
        TlsFailure tls = TlsFailure.of(failure, new TlsFailure.Peer(target.host(), target.port(), channel));
        if (tls != null) {
            return Outcome.retry(tls.code(), tls.message(), evidence);
        }
        return Outcome.retry("network_error", "no answer: " + said(root(failure)), evidence);
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

    private static String said(Throwable cause) {
        String message = cause.getMessage();
        String kind = cause.getClass().getSimpleName();
        return message == null ? kind : kind + ": " + message;
    }
}
