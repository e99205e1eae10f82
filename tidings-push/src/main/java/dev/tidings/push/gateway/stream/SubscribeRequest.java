package dev.tidings.push.gateway.stream;

import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.core.event.Position;
import dev.tidings.core.intent.IntentLimits;
import dev.tidings.core.problem.TextCheck;
import dev.tidings.http.AcceptedParameters;
import dev.tidings.http.QueryParameters;
import dev.tidings.http.access.Principal;
import dev.tidings.push.gateway.Subscribe;
import org.jspecify.annotations.Nullable;

/** Reads what a request for a stream asks. */
public final class SubscribeRequest {
    /** The token is read before the request gets here. */
    public static final AcceptedParameters PARAMETERS = AcceptedParameters.of("recipient", "cursor", "token");

    private static final int LONGEST_RECIPIENT = IntentLimits.DEFAULT.recipientChars();

    private SubscribeRequest() {}

    /**
     * The subscription that a request asks for with the parameters {@code recipient} and {@code cursor}.
     *
     * @param resumed the cursor that the client itself remembers, which is newer than that of the address; null for none
     */
    public static Subscribe by(ServiceRequestContext ctx, String transport, @Nullable String resumed) {
        Principal principal = Principal.of(ctx);
        QueryParameters parameters = QueryParameters.of(ctx);
        String recipient = principal.subscribing(recipient(parameters.text("recipient")));
        String field = given(resumed) == null ? "cursor" : "Last-Event-ID";
        String cursor = given(resumed) == null ? parameters.text("cursor") : resumed;
        return new Subscribe(
                transport,
                principal.tenant(),
                recipient,
                null,
                cursor == null ? null : Position.parse(field, cursor),
                principal.credential());
    }

    /** A recipient as it may be; null stays null. */
    public static @Nullable String recipient(@Nullable String recipient) {
        if (recipient != null) {
            TextCheck.atMost("recipient", recipient, LONGEST_RECIPIENT);
            TextCheck.id("recipient", recipient);
        }
        return recipient;
    }

    /** What is empty was not given. */
    public static @Nullable String given(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
