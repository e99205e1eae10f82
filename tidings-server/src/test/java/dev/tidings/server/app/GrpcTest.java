package dev.tidings.server.app;

import static dev.tidings.server.app.GrpcRefusals.detail;
import static dev.tidings.server.app.GrpcRefusals.field;
import static dev.tidings.server.app.GrpcRefusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.rpc.ErrorInfo;
import dev.tidings.core.node.NodeBeat;
import dev.tidings.core.node.NodeLane;
import dev.tidings.core.node.NodeRole;
import dev.tidings.core.node.NodeRoles;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.v1.Audience;
import dev.tidings.v1.CancelDeliveryRequest;
import dev.tidings.v1.CreateEndpointRequest;
import dev.tidings.v1.Delivery;
import dev.tidings.v1.DeliveryFilter;
import dev.tidings.v1.DeliveryServiceGrpc.DeliveryServiceBlockingStub;
import dev.tidings.v1.Endpoint;
import dev.tidings.v1.EndpointAuth;
import dev.tidings.v1.EndpointServiceGrpc.EndpointServiceBlockingStub;
import dev.tidings.v1.ExpireDeliveriesRequest;
import dev.tidings.v1.GetDeliveryRequest;
import dev.tidings.v1.GetEndpointRequest;
import dev.tidings.v1.GetNotificationRequest;
import dev.tidings.v1.Intent;
import dev.tidings.v1.IntentServiceGrpc.IntentServiceBlockingStub;
import dev.tidings.v1.ListDeliveriesRequest;
import dev.tidings.v1.ListEndpointsRequest;
import dev.tidings.v1.ListNodesRequest;
import dev.tidings.v1.ListNotificationsRequest;
import dev.tidings.v1.ListNotificationsResponse;
import dev.tidings.v1.ListOperationalEventsRequest;
import dev.tidings.v1.ListQuarantinedRequest;
import dev.tidings.v1.ListRuntimesRequest;
import dev.tidings.v1.Node;
import dev.tidings.v1.NodeServiceGrpc.NodeServiceBlockingStub;
import dev.tidings.v1.NotificationAdminServiceGrpc.NotificationAdminServiceBlockingStub;
import dev.tidings.v1.NotificationServiceGrpc.NotificationServiceBlockingStub;
import dev.tidings.v1.OperationalEventServiceGrpc.OperationalEventServiceBlockingStub;
import dev.tidings.v1.PatchEndpointRequest;
import dev.tidings.v1.PutEndpointRequest;
import dev.tidings.v1.PutEndpointResponse;
import dev.tidings.v1.QuarantineServiceGrpc.QuarantineServiceBlockingStub;
import dev.tidings.v1.Receipt;
import dev.tidings.v1.ReplayDeliveriesRequest;
import dev.tidings.v1.ReplayDeliveryRequest;
import dev.tidings.v1.RuntimeServiceGrpc.RuntimeServiceBlockingStub;
import dev.tidings.v1.SubmitBatchRequest;
import dev.tidings.v1.SubmitBatchResponse;
import dev.tidings.v1.SubmitRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc.HealthBlockingStub;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@NeedsServers
class GrpcTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    private static Intent.Builder intent(String key) {
        return Intent.newBuilder()
                .setType("build.failed")
                .setProducer("ci")
                .setIdempotencyKey(key)
                .addChannels("webhook")
                .setAudience(Audience.newBuilder()
                        .setRecipients(Audience.Recipients.newBuilder().addIds("user:42")));
    }

    private static Receipt submit(Intent.Builder intent) {
        return SERVER.grpc(IntentServiceBlockingStub.class)
                .submit(SubmitRequest.newBuilder().setIntent(intent).build())
                .getReceipt();
    }

    @Test
    void an_intent_is_the_same_over_grpc_and_rest() {
        SERVER.putEndpoint("user:42");
        String json = "{\"n\": 1.50}";

        Receipt receipt = submit(intent("k")
                .setPayloadJson(ByteString.copyFromUtf8(" " + json + " "))
                .setOrderingKey("order-1")
                .setConcurrencyKey("crm")
                .addTags("billing")
                .setCancelKey("c")
                .setReplaces(true));

        assertThat(receipt.getReplayed()).isFalse();
        assertThat(receipt.getDeliveries(0).getStatus()).isEqualTo("pending");
        EdgeServer.Answer again = SERVER.post(
                "/v1/intents",
                IntentRestTest.intent(
                        "k",
                        ",\"channels\":[\"webhook\"],\"payload\":{\"n\":1.5},\"ordering_key\":\"order-1\",\"concurrency_key\":\"crm\",\"tags\":[\"billing\"],"
                                + "\"cancel_key\":\"c\",\"replaces\":true"));
        assertThat(again.json().get("replayed").booleanValue()).as("%s", again).isTrue();
        assertThat(again.text("notification_id")).isEqualTo(receipt.getNotificationId());
        assertThat(SERVER.grpc(NotificationServiceBlockingStub.class)
                        .getNotification(GetNotificationRequest.newBuilder()
                                .setNotificationId(receipt.getNotificationId())
                                .build())
                        .getNotification()
                        .getPayloadJson()
                        .toStringUtf8())
                .isEqualTo(json);
    }

    @Test
    void notifications_are_listed_by_tag_and_their_waiting_deliveries_expire() throws Exception {
        SERVER.putEndpoint("user:42");
        String id =
                submit(intent("k").addTags("billing").setConcurrencyKey("crm")).getNotificationId();
        submit(intent("k2"));
        DeliveryFilter billing = DeliveryFilter.newBuilder()
                .setTag("billing")
                .setConcurrencyKey("crm")
                .build();

        ListNotificationsResponse listed = SERVER.grpc(NotificationAdminServiceBlockingStub.class)
                .listNotifications(
                        ListNotificationsRequest.newBuilder().setFilter(billing).build());
        assertThat(listed.getNotificationsList())
                .extracting(dev.tidings.v1.Notification::getNotificationId)
                .containsExactly(id);
        assertThat(listed.getNotifications(0).getTagsList()).containsExactly("billing");

        assertThat(SERVER.grpc(DeliveryServiceBlockingStub.class)
                        .expireDeliveries(ExpireDeliveriesRequest.newBuilder()
                                .setFilter(billing)
                                .setRun(true)
                                .build())
                        .getRun()
                        .getDone())
                .isEqualTo(1);
    }

    @Test
    void a_conflict_is_already_exists_with_its_reason() throws Exception {
        submit(intent("k"));

        StatusRuntimeException refused =
                refusal(() -> submit(intent("k").setDedupeKey("other")), Status.Code.ALREADY_EXISTS);

        ErrorInfo info = detail(refused, ErrorInfo.class);
        assertThat(info.getReason()).isEqualTo("idempotency_conflict");
        assertThat(info.getDomain()).isEqualTo("tidings");
        assertThat(info.getMetadataMap())
                .containsEntry("field", "idempotency_key")
                .containsEntry("value", "k");
    }

    @Test
    void an_invalid_intent_is_an_invalid_argument_that_names_the_field() throws Exception {
        assertThat(field(() -> submit(intent("k").clearType()))).isEqualTo("type");
        assertThat(field(() -> submit(intent("k").clearAudience()))).isEqualTo("audience");
        assertThat(field(() -> submit(intent("k").addChannels("pigeon")))).isEqualTo("channels[1]");
        assertThat(field(() -> submit(intent("k\u001b[2J")))).isEqualTo("idempotency_key");
        assertThat(field(() -> submit(intent("k").setRequestId("a\r\nb")))).isEqualTo("request_id");
        assertThat(field(() -> submit(intent("k").setPayloadJson(ByteString.copyFromUtf8("{")))))
                .isEqualTo("payload_json");
        assertThat(field(() -> submit(intent("k").setPayloadJson(ByteString.copyFrom(new byte[] {'"', -1, '"'})))))
                .isEqualTo("payload_json");
        assertThat(field(() -> submit(intent("k").setPayloadJson(ByteString.copyFromUtf8("{\"a\":1,\"a\":1}")))))
                .isEqualTo("payload_json.a");
    }

    @Test
    void an_unknown_cursor_is_an_invalid_argument() throws Exception {
        String garbage = "garbage";
        assertThat(field(() -> SERVER.grpc(DeliveryServiceBlockingStub.class)
                        .listDeliveries(ListDeliveriesRequest.newBuilder()
                                .setCursor(garbage)
                                .build())))
                .isEqualTo("cursor");
        assertThat(field(() -> SERVER.grpc(QuarantineServiceBlockingStub.class)
                        .listQuarantined(ListQuarantinedRequest.newBuilder()
                                .setCursor(garbage)
                                .build())))
                .isEqualTo("cursor");
        assertThat(field(() -> SERVER.grpc(OperationalEventServiceBlockingStub.class)
                        .listOperationalEvents(ListOperationalEventsRequest.newBuilder()
                                .setCursor(garbage)
                                .build())))
                .isEqualTo("cursor");
        assertThat(field(() -> SERVER.grpc(RuntimeServiceBlockingStub.class)
                        .listRuntimes(ListRuntimesRequest.newBuilder()
                                .setCursor(garbage)
                                .build())))
                .isEqualTo("cursor");
    }

    @Test
    void text_with_nul_is_an_invalid_argument_that_names_its_field_in_every_request() throws Exception {
        assertThat(field(() -> submit(intent("a\0")))).isEqualTo("idempotency_key");
        assertThat(field(() -> submit(intent("k").setPayloadJson(ByteString.copyFromUtf8("[\"\\ud800\"]")))))
                .isEqualTo("payload[0]");
        assertThat(field(() -> SERVER.grpc(DeliveryServiceBlockingStub.class)
                        .listDeliveries(ListDeliveriesRequest.newBuilder()
                                .setFilter(DeliveryFilter.newBuilder().setRecipient("a\0"))
                                .build())))
                .isEqualTo("filter.recipient");
        assertThat(field(() -> SERVER.grpc(EndpointServiceBlockingStub.class)
                        .getEndpoint(GetEndpointRequest.newBuilder()
                                .setRecipient("a\0")
                                .setChannel("webhook")
                                .build())))
                .isEqualTo("recipient");
    }

    @Test
    void an_invalid_text_in_a_batch_refuses_its_own_intent_only() {
        SubmitBatchResponse response = SERVER.grpc(IntentServiceBlockingStub.class)
                .submitBatch(SubmitBatchRequest.newBuilder()
                        .addIntents(intent("a\0"))
                        .addIntents(intent("b"))
                        .build());

        assertThat(response.getResults(0).getProblem().getField()).isEqualTo("idempotency_key");
        assertThat(response.getResults(1).hasReceipt()).isTrue();
    }

    @Test
    void items_of_a_batch_are_independent() {
        SubmitBatchResponse response = SERVER.grpc(IntentServiceBlockingStub.class)
                .submitBatch(SubmitBatchRequest.newBuilder()
                        .addIntents(intent("a"))
                        .addIntents(intent("b").clearProducer())
                        .addIntents(intent("a"))
                        .build());

        assertThat(response.getResultsList()).extracting("index").containsExactly(0, 1, 2);
        assertThat(response.getResults(0).getReceipt().getReplayed()).isFalse();
        assertThat(response.getResults(1).getProblem().getField()).isEqualTo("producer");
        assertThat(response.getResults(2).getReceipt().getReplayed()).isTrue();
    }

    @Test
    void deliveries_are_shown_listed_replayed_and_canceled() {
        SERVER.accept("k1");
        SERVER.end(SERVER::rejected);
        String pending = SERVER.accept("k2");
        DeliveryServiceBlockingStub deliveries = SERVER.grpc(DeliveryServiceBlockingStub.class);

        Delivery dead = deliveries
                .listDeliveries(ListDeliveriesRequest.newBuilder()
                        .setFilter(DeliveryFilter.newBuilder().addStatuses("dead"))
                        .build())
                .getDeliveries(0);

        assertThat(deliveries
                        .getDelivery(GetDeliveryRequest.newBuilder()
                                .setDeliveryId(dead.getDeliveryId())
                                .build())
                        .getAttempts(0)
                        .getProviderStatus())
                .isEqualTo(404);
        assertThat(deliveries
                        .replayDeliveries(ReplayDeliveriesRequest.getDefaultInstance())
                        .getRun()
                        .getMatched())
                .isEqualTo(1);
        assertThat(deliveries
                        .replayDelivery(ReplayDeliveryRequest.newBuilder()
                                .setDeliveryId(dead.getDeliveryId())
                                .build())
                        .getDelivery()
                        .getStatus())
                .isEqualTo("pending");
        refusal(
                () -> deliveries.replayDelivery(ReplayDeliveryRequest.newBuilder()
                        .setDeliveryId(pending)
                        .build()),
                Status.Code.FAILED_PRECONDITION);
        assertThat(deliveries
                        .cancelDelivery(CancelDeliveryRequest.newBuilder()
                                .setDeliveryId(pending)
                                .build())
                        .getDelivery()
                        .getStatus())
                .isEqualTo("canceled");
        refusal(
                () -> deliveries.getDelivery(GetDeliveryRequest.newBuilder()
                        .setDeliveryId("dlv_00000000000000000000000000")
                        .build()),
                Status.Code.NOT_FOUND);
    }

    @Test
    void endpoints_are_kept_with_their_secrets_masked() {
        EndpointServiceBlockingStub endpoints = SERVER.grpc(EndpointServiceBlockingStub.class);

        PutEndpointResponse put = endpoints.putEndpoint(PutEndpointRequest.newBuilder()
                .setRecipient("a/b")
                .setChannel("webhook")
                .setAddress("http://127.0.0.1:9/")
                .setAuth(EndpointAuth.newBuilder()
                        .setBearer(EndpointAuth.Bearer.newBuilder().setToken("token-token-token")))
                .build());

        assertThat(put.getCreated()).isTrue();
        assertThat(put.getNewSecrets(0)).startsWith("whsec_");
        Endpoint shown = endpoints
                .getEndpoint(GetEndpointRequest.newBuilder()
                        .setRecipient("a/b")
                        .setChannel("webhook")
                        .build())
                .getEndpoint();
        assertThat(shown.getAuth().getBearer().getToken()).isEqualTo("to...en");
        assertThat(shown.toString()).doesNotContain(put.getNewSecrets(0));
    }

    @Test
    void endpoints_are_created_listed_and_patched_by_their_ids() throws Exception {
        EndpointServiceBlockingStub endpoints = SERVER.grpc(EndpointServiceBlockingStub.class);
        Endpoint created = endpoints
                .createEndpoint(CreateEndpointRequest.newBuilder()
                        .setEndpoint(PutEndpointRequest.newBuilder()
                                .setRecipient("created")
                                .setChannel("webhook")
                                .setAddress("http://127.0.0.1:9/"))
                        .build())
                .getEndpoint();

        endpoints.patchEndpoint(PatchEndpointRequest.newBuilder()
                .setEndpointId(created.getId())
                .setEnabled(false)
                .setTypes(PatchEndpointRequest.TypePatterns.newBuilder().addPatterns("order.*"))
                .putSetMetadata("a", "b")
                .build());

        Endpoint listed = endpoints
                .listEndpoints(ListEndpointsRequest.newBuilder()
                        .setRecipient("created")
                        .setEnabled(false)
                        .setHealth("healthy")
                        .build())
                .getEndpoints(0);
        assertThat(listed.getId()).isEqualTo(created.getId());
        assertThat(listed.getTypesList()).containsExactly("order.*");
        assertThat(listed.getMetadataMap()).containsEntry("a", "b");
        assertThat(field(() -> endpoints.getEndpoint(GetEndpointRequest.newBuilder()
                        .setEndpointId(created.getId())
                        .setRecipient("created")
                        .build())))
                .isEqualTo("endpoint_id");
    }

    @Test
    void nodes_are_listed() {
        SERVER.store
                .nodes()
                .beat(new NodeBeat(
                        "nod_1",
                        "a",
                        "1.0",
                        "10.0.0.7:8434",
                        true,
                        NodeRoles.of(NodeRole.DISPATCH),
                        List.of(new NodeLane("webhook", 64, 20, 3))));

        Node node = SERVER.grpc(NodeServiceBlockingStub.class)
                .listNodes(ListNodesRequest.getDefaultInstance())
                .getNodes(0);

        assertThat(node.getState()).isEqualTo(Node.State.STATE_DRAINING);
        assertThat(node.getRolesList()).containsExactly(Node.Role.ROLE_DISPATCH);
        assertThat(node.getLanes(0).getSending()).isEqualTo(3);
        assertThat(node.hasLeftAt()).isFalse();
    }

    @Test
    void health_docs_and_unframed_calls_are_served() {
        assertThat(SERVER.grpc(HealthBlockingStub.class)
                        .check(HealthCheckRequest.getDefaultInstance())
                        .getStatus())
                .isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
        assertThat(SERVER.get("/docs/").status()).isEqualTo(200);
        assertThat(SERVER.get("/docs/specification.json").http().contentUtf8())
                .contains("tidings.v1.IntentService", "grpc.reflection.v1.ServerReflection");
        EdgeServer.Answer unframed = SERVER.post(
                "/tidings.v1.DeliveryService/ListDeliveries", "{}", "content-type", "application/json; charset=utf-8");
        assertThat(unframed.status()).as("%s", unframed).isEqualTo(200);
    }
}
