package dev.tidings.channels.email;

import dev.tidings.channels.outbound.TlsFailure;
import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.endpoint.Secret;
import jakarta.mail.AuthenticationFailedException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.eclipse.angus.mail.util.SocketConnectException;
import org.jspecify.annotations.Nullable;

/**
 * Maps SMTP replies and failures to outcomes, as in the table of docs/guides/email.md.
 *
 * @param peer the mail server
 * @param password masked in messages, in case the server echoes it
 */
record SmtpOutcomes(TlsFailure.Peer peer, Secret password) {
    /** Part of the message of the Angus library. */
    private static final String NO_STARTTLS = "STARTTLS is required";

    private static final int TRANSIENT = 400;
    private static final int PERMANENT = 500;
    private static final int LAST = 599;
    private static final int AUTH_REQUIRED = 530;
    private static final int AUTH_TOO_WEAK = 534;
    private static final int AUTH_FAILED = 535;
    private static final int MAX_CAUSES = 10;

    /**
     * A reply that refused a command.
     *
     * @param recipient whether it refers to the recipient
     */
    private record Reply(int code, boolean recipient, String text) {}

    Outcome sent(int code, @Nullable String response, Evidence sent) {
        String text = response == null ? null : masked(response.strip());
        return Outcome.sent(new Evidence(code, sent.providerMessageId(), sent.request(), text));
    }

    /** The outcome without a connection: no part of the mail was transmitted. */
    Outcome ofConnecting(Throwable failure, Evidence sent) {
        Outcome outcome = of(failure, sent);
        return outcome instanceof Outcome.Retry retry ? retry.ofProvider() : outcome;
    }

    Outcome of(Throwable failure, Evidence sent) {
        Reply reply = reply(failure);
        if (reply != null) {
            return of(reply, new Evidence(reply.code(), sent.providerMessageId(), sent.request(), reply.text()));
        }
        for (Throwable cause : causes(failure)) {
            if (cause instanceof AuthenticationFailedException) {
                return auth(message(cause), sent);
            }
            if (cause instanceof SocketTimeoutException) {
                return Outcome.retry("provider_timeout", "the mail server did not respond in time", sent);
            }
            if (message(cause).contains(NO_STARTTLS)) {
                return Outcome.retry(
                        "tls_not_spoken",
                        "no TLS connection to " + peer
                                + ": the mail server does not support STARTTLS, which channels.email.security requires;"
                                + " correct channels.email.host, port or security",
                        sent);
            }
        }
        TlsFailure tls = TlsFailure.of(failure, peer);
        if (tls != null) {
            return Outcome.retry(tls.code(), tls.message(), sent);
        }
        return Outcome.retry("network_error", "connection to the mail server failed: " + message(failure), sent);
    }

    private static Outcome of(Reply reply, Evidence evidence) {
        String message = "the mail server replied " + reply.text();
        return switch (reply.code()) {
            case AUTH_REQUIRED, AUTH_TOO_WEAK, AUTH_FAILED -> auth(reply.text(), evidence);
            default -> {
                if (reply.code() < PERMANENT) {
                    yield Outcome.retry("smtp_4xx", message, evidence);
                }
                yield Outcome.rejected(reply.recipient() ? "recipient_rejected" : "smtp_5xx", message, evidence);
            }
        };
    }

    /** The operator can fix credentials. */
    private static Outcome auth(String message, Evidence evidence) {
        return Outcome.providerFailed(
                "provider_auth_failed",
                "the mail server refused channels.email.username and password: " + message,
                evidence);
    }

    private @Nullable Reply reply(Throwable failure) {
        Reply found = null;
        for (Throwable cause : causes(failure)) {
            switch (cause) {
                case SMTPAddressFailedException address ->
                    found = new Reply(address.getReturnCode(), true, message(address));
                case SMTPSenderFailedException sender ->
                    found = new Reply(sender.getReturnCode(), false, message(sender));
                case SMTPSendFailedException data -> found = new Reply(data.getReturnCode(), false, message(data));
                default -> {}
            }
            if (found != null && found.recipient()) {
                break;
            }
        }
        // Without a code the connection was broken.
        return found != null && found.code() >= TRANSIENT && found.code() <= LAST ? found : null;
    }

    private static List<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(MAX_CAUSES)
                .toList();
    }

    private String message(Throwable cause) {
        if (cause instanceof SocketConnectException connect) {
            return connect.getHost() + ":" + connect.getPort() + " "
                    + connect.getException().getMessage();
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : masked(message.strip());
    }

    private String masked(String text) {
        return password.reveal().isEmpty() ? text : text.replace(password.reveal(), "****");
    }
}
