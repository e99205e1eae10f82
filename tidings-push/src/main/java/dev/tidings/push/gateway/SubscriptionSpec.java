package dev.tidings.push.gateway;

import dev.tidings.core.event.Cursor;
import dev.tidings.http.access.Credential;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a subscription.
 *
 * @param transport label for metrics: grpc, sse or websocket
 * @param recipient null for all recipients of the tenant
 * @param clientId a new subscription with this id replaces the tenant's older one, on any node; null for none
 * @param cursor where to resume; null for new events only
 * @param credential the revocable credential that authorized it; null if there is none
 */
public record SubscriptionSpec(
        String transport,
        String tenant,
        @Nullable String recipient,
        @Nullable String clientId,
        @Nullable Cursor cursor,
        @Nullable Credential credential) {

    /** Subscribes to one recipient. */
    public static SubscriptionSpec to(String transport, String tenant, String recipient, @Nullable Cursor cursor) {
        return new SubscriptionSpec(transport, tenant, recipient, null, cursor, null);
    }

    /** Subscribes a gateway to all recipients of a tenant. */
    public static SubscriptionSpec toAll(
            String transport, String tenant, @Nullable String clientId, @Nullable Cursor cursor) {
        return new SubscriptionSpec(transport, tenant, null, clientId, cursor, null);
    }
}
