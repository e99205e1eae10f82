package dev.tidings.server.app;

import com.linecorp.armeria.common.HttpMethod;
import dev.tidings.core.access.Scope;
import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.delivery.Completion;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.server.app.EdgeServer.Answer;
import java.time.Duration;
import java.util.Set;

/** One call of each operation and gRPC method by which an operator changes something, with the action that it is recorded as. */
final class AuditedCalls extends CallTable {
    private static final String BULK = "{\"dry_run\":false}";

    AuditedCalls(EdgeServer server) {
        super(server);
        addDeliveries();
        addAll(new AuditedEndpointCalls(server));
        addKeys();
        addAudience();
        addTenants();
    }

    private void addDeliveries() {
        add("POST /v1/deliveries/{id}:replay", "delivery.replayed", () -> server.post(one(dead(), "replay"), ""));
        add(
                "POST /v1/deliveries/{id}:retry-now",
                "delivery.retried",
                () -> server.post(one(failed(), "retry-now"), ""));
        add("POST /v1/deliveries/{id}:release", "delivery.released", () -> server.post(one(halted(), "release"), ""));
        add("POST /v1/deliveries/{id}:cancel", "delivery.canceled", () -> server.post(one(pending(), "cancel"), ""));
        method("DeliveryService/ReplayDelivery", "delivery.replayed", () -> delivery(dead()));
        method("DeliveryService/RetryDeliveryNow", "delivery.retried", () -> delivery(failed()));
        method("DeliveryService/ReleaseDelivery", "delivery.released", () -> delivery(halted()));
        method("DeliveryService/CancelDelivery", "delivery.canceled", () -> delivery(pending()));
        add("POST /v1/deliveries:replay", "bulk_run.started", () -> server.post("/v1/deliveries:replay", BULK));
        add("POST /v1/deliveries:retry-now", "bulk_run.started", () -> server.post("/v1/deliveries:retry-now", BULK));
        String narrow = "{\"dry_run\":false,\"filter\":{\"channel\":[\"webhook\"]}}";
        add("POST /v1/deliveries:cancel", "bulk_run.started", () -> server.post("/v1/deliveries:cancel", narrow));
        add("POST /v1/deliveries:expire", "bulk_run.started", () -> server.post("/v1/deliveries:expire", narrow));
        String run = "{\"run\":true,\"filter\":{\"channels\":[\"webhook\"]}}";
        method("DeliveryService/ReplayDeliveries", "bulk_run.started", () -> run);
        method("DeliveryService/RetryDeliveriesNow", "bulk_run.started", () -> run);
        method("DeliveryService/CancelDeliveries", "bulk_run.started", () -> run);
        method("DeliveryService/ExpireDeliveries", "bulk_run.started", () -> run);
        add(
                "POST /v1/bulk-runs/{id}:cancel",
                "bulk_run.canceled",
                () -> server.post("/v1/bulk-runs/" + running() + ":cancel", ""));
        method("BulkRunService/CancelBulkRun", "bulk_run.canceled", () -> "{\"runId\":\"" + running() + "\"}");
        add(
                "POST /v1/notifications/{id}/expansion:cancel",
                "notification.expansion_canceled",
                () -> server.post("/v1/notifications/" + expanding() + "/expansion:cancel", ""));
        method(
                "NotificationAdminService/CancelExpansion",
                "notification.expansion_canceled",
                () -> "{\"notificationId\":\"" + expanding() + "\"}");
    }

    private void addKeys() {
        String expiry = "\"" + server.clock.instant().plus(Duration.ofDays(1)) + "\"";
        add(
                "POST /v1/keys",
                "key.created",
                () -> server.post("/v1/keys", "{\"name\":\"ci\",\"scopes\":[\"produce\"]}"));
        add("DELETE /v1/keys/{id}", "key.revoked", () -> {
            String admin = key(Scope.ADMIN);
            return server.send(HttpMethod.DELETE, "/v1/keys/" + keyId(), null, "authorization", "Bearer " + admin);
        });
        add(
                "POST /v1/keys/{id}:set-expiry",
                "key.expiry_set",
                () -> server.post(
                        "/v1/keys/" + keyId() + ":set-expiry",
                        "{\"expires_at\":" + expiry + "}",
                        "authorization",
                        "Bearer " + key(Scope.ADMIN)));
        method("ApiKeyService/CreateApiKey", "key.created", () -> "{\"name\":\"ci\",\"scopes\":[\"SCOPE_PRODUCE\"]}");
        add(
                GRPC.substring(1) + "ApiKeyService/RevokeApiKey",
                "key.revoked",
                () -> server.post(
                        GRPC + "ApiKeyService/RevokeApiKey",
                        "{\"keyId\":\"" + keyId() + "\"}",
                        "authorization",
                        "Bearer " + key(Scope.ADMIN)));
        add(
                GRPC.substring(1) + "ApiKeyService/SetApiKeyExpiry",
                "key.expiry_set",
                () -> server.post(
                        GRPC + "ApiKeyService/SetApiKeyExpiry",
                        "{\"keyId\":\"" + keyId() + "\",\"expiresAt\":" + expiry + "}",
                        "authorization",
                        "Bearer " + key(Scope.ADMIN)));
        add("POST /v1/token-keys:rotate", "token_key.rotated", () -> server.post("/v1/token-keys:rotate", ""));
        method("TokenKeyService/RotateTokenKeys", "token_key.rotated", () -> "{}");
    }

    private void addAudience() {
        add("PUT /v1/types/{name}", "type.created", () -> server.put("/v1/types/order.paid", "{}"));
        add("DELETE /v1/types/{name}", "type.deleted", () -> {
            server.put("/v1/types/order.paid", "{}");
            return server.send(HttpMethod.DELETE, "/v1/types/order.paid", null);
        });
        method("TypeAdminService/PutType", "type.created", () -> "{\"name\":\"order.paid\",\"definition\":{}}");
        method("TypeAdminService/DeleteType", "type.deleted", () -> {
            server.put("/v1/types/order.paid", "{}");
            return "{\"name\":\"order.paid\"}";
        });
        add("PUT /v1/recipients/{recipient}", "recipient.created", this::profile);
        add("PATCH /v1/recipients/{recipient}", "recipient.changed", () -> {
            profile();
            return patch("/v1/recipients/user:1", "{\"locale\":\"en\"}");
        });
        add(
                "DELETE /v1/recipients/{recipient}",
                "bulk_run.started",
                () -> server.send(HttpMethod.DELETE, "/v1/recipients/user:1", null));
        method(
                "RecipientService/PutRecipient",
                "recipient.created",
                () -> "{\"recipient\":\"user:1\",\"locale\":\"de\"}");
        method("RecipientService/PatchRecipient", "recipient.changed", () -> {
            profile();
            return "{\"recipient\":\"user:1\",\"patch\":\"{\\\"locale\\\":\\\"en\\\"}\"}";
        });
        method("RecipientDataService/EraseRecipient", "bulk_run.started", () -> "{\"recipient\":\"user:1\"}");
        String some = "{\"recipients\":[\"user:1\",\"user:2\"]}";
        add("PUT /v1/topics/{topic}", "topic.put", () -> server.put("/v1/topics/news", "{\"description\":\"News\"}"));
        add("DELETE /v1/topics/{topic}", "topic.deleted", () -> {
            subscribe();
            return server.send(HttpMethod.DELETE, "/v1/topics/news", null);
        });
        add(
                "PUT /v1/topics/{topic}/subscribers",
                "topic.subscribers_added",
                () -> server.put("/v1/topics/news/subscribers", some));
        add("POST /v1/topics/{topic}/subscribers:remove", "topic.subscribers_removed", () -> {
            subscribe();
            return server.post("/v1/topics/news/subscribers:remove", some);
        });
        method("TopicAdminService/PutTopic", "topic.put", () -> "{\"topic\":\"news\",\"description\":\"News\"}");
        method("TopicAdminService/DeleteTopic", "topic.deleted", () -> {
            subscribe();
            return "{\"topic\":\"news\"}";
        });
        String members = "{\"topic\":\"news\",\"recipients\":[\"user:1\"]}";
        method("TopicAdminService/AddSubscribers", "topic.subscribers_added", () -> members);
        method("TopicAdminService/RemoveSubscribers", "topic.subscribers_removed", () -> {
            subscribe();
            return members;
        });
    }

    private void addTenants() {
        add("POST /v1/tenants", "tenant.created", () -> server.post("/v1/tenants", "{\"id\":\"shop\"}"));
        add("PATCH /v1/tenants/{id}", "tenant.changed", () -> patch(tenant(), "{\"weight\":7}"));
        add("POST /v1/tenants/{id}:suspend", "tenant.suspended", () -> server.post(tenant() + ":suspend", ""));
        add("POST /v1/tenants/{id}:resume", "tenant.resumed", () -> server.post(suspended() + ":resume", ""));
        add(
                "DELETE /v1/tenants/{id}",
                "tenant.deletion_started",
                () -> server.send(HttpMethod.DELETE, suspended(), null));
        method("TenantAdminService/CreateTenant", "tenant.created", () -> "{\"tenant\":\"shop\"}");
        method("TenantAdminService/UpdateTenant", "tenant.changed", () -> {
            tenant();
            return "{\"tenant\":\"shop\",\"weight\":7}";
        });
        method("TenantAdminService/SuspendTenant", "tenant.suspended", () -> {
            tenant();
            return "{\"tenant\":\"shop\"}";
        });
        method("TenantAdminService/ResumeTenant", "tenant.resumed", () -> {
            suspended();
            return "{\"tenant\":\"shop\"}";
        });
        method("TenantAdminService/DeleteTenant", "tenant.deletion_started", () -> {
            suspended();
            return "{\"tenant\":\"shop\"}";
        });
    }

    private static String one(String delivery, String verb) {
        return "/v1/deliveries/" + delivery + ":" + verb;
    }

    private static String delivery(String id) {
        return "{\"deliveryId\":\"" + id + "\"}";
    }

    private String pending() {
        return server.accept("k");
    }

    private String dead() {
        String id = server.accept("k");
        server.end(server::rejected);
        return id;
    }

    private String failed() {
        String id = server.accept("k");
        server.end(this::later);
        return id;
    }

    private Completion later(LeasedDelivery leased) {
        return Completion.retry(
                leased,
                new Outcome.Retry("http_500", "the endpoint answered 500", null, Evidence.status(500)),
                HOUR,
                server.clock.instant());
    }

    private String halted() {
        server.putEndpoint("user:42");
        String more = ",\"ordering_key\":\"order-1\",\"ordering_on_dead\":\"halt\"";
        String first = "";
        for (String key : new String[] {"b", "a"}) {
            String id = server.post("/v1/intents", IntentRestTest.intent(key, more))
                    .json()
                    .at("/deliveries/0/delivery_id")
                    .asText();
            first = first.isEmpty() ? id : first;
        }
        server.end(server::rejected);
        return first;
    }

    private String running() {
        for (int i = 0; i < 9; i++) {
            server.accept("k" + i);
        }
        server.end(server::rejected);
        return server.post("/v1/deliveries:replay", "{\"dry_run\":false,\"rate_per_second\":1}")
                .text("run_id");
    }

    private String expanding() {
        subscribe();
        return server.post(
                        "/v1/intents",
                        "{\"type\":\"a.b\",\"producer\":\"p\",\"idempotency_key\":\"k\",\"audience\":{\"topic\":\"news\"}}")
                .text("notification_id");
    }

    private void subscribe() {
        server.put("/v1/topics/news/subscribers", "{\"recipients\":[\"user:1\",\"user:2\"]}");
    }

    private Answer profile() {
        return server.put("/v1/recipients/user:1", "{\"locale\":\"de\"}");
    }

    private String tenant() {
        server.post("/v1/tenants", "{\"id\":\"shop\"}");
        return "/v1/tenants/shop";
    }

    private String suspended() {
        String shop = tenant();
        server.post(shop + ":suspend", "");
        return shop;
    }

    private String key(Scope scope) {
        String text =
                server.keys.create("operator", "default", Set.of(scope)).text().reveal();
        server.clock.advance(Duration.ofSeconds(2));
        return text;
    }

    private String keyId() {
        return server.keys.create("old", "default", Set.of(Scope.PRODUCE)).key().id();
    }
}
