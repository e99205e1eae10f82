package dev.tidings.push.gateway.transport;

import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.core.event.Cursor;
import dev.tidings.core.intent.IntentLimits;
import dev.tidings.core.problem.TextCheck;
import dev.tidings.http.AcceptedParameters;
import dev.tidings.http.QueryParameters;
import dev.tidings.http.access.Principal;
import dev.tidings.push.gateway.SubscriptionSpec;
import org.jspecify.annotations.Nullable;

/** Reads the parameters of a subscription request. */
public final class SubscribeRequest {
    /** The {@code token} parameter is read by the authenticator. */
    public static final AcceptedParameters PARAMETERS = AcceptedParameters.of("recipient", "cursor", "token");

    private static final int LONGEST_RECIPIENT = IntentLimits.DEFAULT.recipientChars();

    private SubscribeRequest() {}

    /**
     * Reads a subscription from the parameters {@code recipient} and {@code cursor}.
     *
     * @param resumed the cursor that the client stored, which is newer than the one in the URL; null for none
     */
    public static SubscriptionSpec by(ServiceRequestContext ctx, String transport, @Nullable String resumed) {
        Principal principal = Principal.of(ctx);
        QueryParameters parameters = QueryParameters.of(ctx);
        String recipient = principal.subscribing(recipient(parameters.text("recipient")));
        String field = emptyToNull(resumed) == null ? "cursor" : "Last-Event-ID";
        String cursor = emptyToNull(resumed) == null ? parameters.text("cursor") : resumed;
        return new SubscriptionSpec(
                transport,
                principal.tenant(),
                recipient,
                null,
                cursor == null ? null : Cursor.parse(field, cursor),
                principal.credential());
    }

    /** Checks a recipient; null stays null. */
    public static @Nullable String recipient(@Nullable String recipient) {
        if (recipient != null) {
            TextCheck.atMost("recipient", recipient, LONGEST_RECIPIENT);
            TextCheck.id("recipient", recipient);
        }
        return recipient;
    }

    /** Converts an empty text to null. */
    public static @Nullable String emptyToNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
