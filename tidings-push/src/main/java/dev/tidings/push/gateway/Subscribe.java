package dev.tidings.push.gateway;

import dev.tidings.core.event.Position;
import dev.tidings.http.access.Credential;
import org.jspecify.annotations.Nullable;

/**
 * What a client wants to hear.
 *
 * @param transport a word for metrics: grpc, sse, websocket
 * @param recipient null for all of the tenant
 * @param clientId who it is: a subscription of the tenant under the same id ends, on whichever node; null for nobody
 * @param cursor where it left off; null for what comes from now on
 * @param credential what opened it and can be taken back; null when nothing can
 */
public record Subscribe(
        String transport,
        String tenant,
        @Nullable String recipient,
        @Nullable String clientId,
        @Nullable Position cursor,
        @Nullable Credential credential) {

    /** Of one recipient. */
    public static Subscribe to(String transport, String tenant, String recipient, @Nullable Position cursor) {
        return new Subscribe(transport, tenant, recipient, null, cursor, null);
    }

    /** Of all recipients of a tenant, for a gateway. */
    public static Subscribe toAll(
            String transport, String tenant, @Nullable String clientId, @Nullable Position cursor) {
        return new Subscribe(transport, tenant, null, clientId, cursor, null);
    }
}
