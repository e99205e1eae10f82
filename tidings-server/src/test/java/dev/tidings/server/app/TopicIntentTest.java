package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.server.app.EdgeServer.Answer;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.v1.Audience;
import dev.tidings.v1.CancelExpansionRequest;
import dev.tidings.v1.GetNotificationRequest;
import dev.tidings.v1.Intent;
import dev.tidings.v1.IntentServiceGrpc.IntentServiceBlockingStub;
import dev.tidings.v1.NotificationAdminServiceGrpc.NotificationAdminServiceBlockingStub;
import dev.tidings.v1.NotificationServiceGrpc.NotificationServiceBlockingStub;
import dev.tidings.v1.Receipt;
import dev.tidings.v1.SubmitRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Intents to topics, over REST and gRPC. Nothing expands them here. */
@NeedsServers
class TopicIntentTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    @Test
    void a_topic_intent_is_accepted_at_once_and_shows_its_progress() {
        subscribe();

        Answer receipt = submit("k1", "{\"topic\":\"releases\",\"except\":[\"user:43\"]}");

        assertThat(receipt.status()).as("%s", receipt).isEqualTo(202);
        assertThat(receipt.json().path("expanding").asBoolean()).isTrue();
        assertThat(receipt.json().path("deliveries")).isEmpty();
        Answer shown = SERVER.get("/v1/notifications/" + receipt.text("notification_id"));
        assertThat(shown.json().at("/expansion/topic").asText()).isEqualTo("releases");
        assertThat(shown.json().at("/expansion/state").asText()).isEqualTo("waiting");
        assertThat(shown.json().at("/expansion/total").asInt()).isEqualTo(2);
    }

    @Test
    void a_repeated_topic_intent_gets_the_same_receipt() {
        subscribe();
        Answer first = submit("k1", "{\"topic\":\"releases\"}");

        Answer again = submit("k1", "{\"topic\":\"releases\"}");
        Answer other = submit("k1", "{\"topic\":\"releases\",\"except\":[\"user:42\"]}");

        assertThat(again.text("notification_id")).isEqualTo(first.text("notification_id"));
        assertThat(again.json().path("replayed").asBoolean()).isTrue();
        assertThat(again.json().path("expanding").asBoolean()).isTrue();
        assertThat(other.text("code")).isEqualTo("idempotency_conflict");
    }

    @Test
    void an_expansion_is_canceled() {
        subscribe();
        String id = submit("k1", "{\"topic\":\"releases\"}").text("notification_id");
        String plain = submit("k2", "{\"recipients\":[\"user:42\"]}").text("notification_id");

        Answer canceled = SERVER.post("/v1/notifications/" + id + "/expansion:cancel", "");

        assertThat(canceled.status()).as("%s", canceled).isEqualTo(200);
        assertThat(canceled.text("state")).isEqualTo("canceled");
        assertThat(canceled.json().has("ended_at")).isTrue();
        assertThat(SERVER.post("/v1/notifications/" + plain + "/expansion:cancel", "")
                        .status())
                .isEqualTo(404);
        assertThat(SERVER.get("/v1/notifications/" + plain).json().has("expansion"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"topic":"releases","recipients":["user:42"]} | audience          | both recipients and topic
        {"recipients":["user:42"],"except":["a"]}     | audience.except   | without topic
        {"topic":"re leases"}                         | audience.topic    | re leases
        {"topic":"releases","except":["a","a"]}       | audience.except[1] | a
        """)
    void an_audience_that_is_not_one_kind_is_refused(String audience, String field, String value) {
        Answer answer = submit("k1", audience);

        assertThat(answer.text("code")).as("%s", answer).isEqualTo("invalid_field");
        assertThat(answer.text("field")).isEqualTo(field);
        assertThat(answer.text("value")).isEqualTo(value);
    }

    @Test
    void a_preview_refuses_a_topic() {
        Answer answer = SERVER.post("/v1/preview", intent("k1", "{\"topic\":\"releases\"}"));

        assertThat(answer.text("field")).as("%s", answer).isEqualTo("audience.topic");
    }

    @Test
    void a_topic_intent_is_accepted_shown_and_canceled_over_grpc() {
        subscribe();
        Receipt receipt = SERVER.grpc(IntentServiceBlockingStub.class)
                .submit(SubmitRequest.newBuilder()
                        .setIntent(Intent.newBuilder()
                                .setType("release.published")
                                .setProducer("shop")
                                .setIdempotencyKey("k1")
                                .setAudience(Audience.newBuilder()
                                        .setTopic(Audience.Topic.newBuilder()
                                                .setId("releases")
                                                .addExcept("user:43"))))
                        .build())
                .getReceipt();

        assertThat(receipt.getExpanding()).isTrue();
        assertThat(SERVER.grpc(NotificationServiceBlockingStub.class)
                        .getNotification(GetNotificationRequest.newBuilder()
                                .setNotificationId(receipt.getNotificationId())
                                .build())
                        .getExpansion()
                        .getTotal())
                .isEqualTo(2);
        assertThat(SERVER.grpc(NotificationAdminServiceBlockingStub.class)
                        .cancelExpansion(CancelExpansionRequest.newBuilder()
                                .setNotificationId(receipt.getNotificationId())
                                .build())
                        .getExpansion()
                        .getState())
                .isEqualTo("canceled");
    }

    private static void subscribe() {
        SERVER.put("/v1/topics/releases/subscribers", "{\"recipients\":[\"user:42\",\"user:43\"]}");
    }

    private static Answer submit(String key, String audience) {
        return SERVER.post("/v1/intents", intent(key, audience));
    }

    private static String intent(String key, String audience) {
        return "{\"type\":\"release.published\",\"producer\":\"shop\",\"idempotency_key\":\"" + key + "\",\"audience\":"
                + audience + "}";
    }
}
