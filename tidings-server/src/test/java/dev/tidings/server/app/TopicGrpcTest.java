package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.v1.AddSubscribersRequest;
import dev.tidings.v1.AddSubscribersResponse;
import dev.tidings.v1.DeleteTopicRequest;
import dev.tidings.v1.GetTopicRequest;
import dev.tidings.v1.ListSubscribersRequest;
import dev.tidings.v1.ListTopicsRequest;
import dev.tidings.v1.PutTopicRequest;
import dev.tidings.v1.PutTopicResponse;
import dev.tidings.v1.RecipientTopic;
import dev.tidings.v1.RemoveSubscribersRequest;
import dev.tidings.v1.TopicAdminServiceGrpc.TopicAdminServiceBlockingStub;
import dev.tidings.v1.TopicServiceGrpc.TopicServiceBlockingStub;
import io.grpc.StatusRuntimeException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Topics over gRPC. */
@NeedsServers
class TopicGrpcTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    @Test
    void a_topic_is_put_filled_listed_and_deleted() {
        PutTopicResponse put = changing()
                .putTopic(PutTopicRequest.newBuilder()
                        .setTopic("releases")
                        .setDescription("New releases")
                        .build());
        AddSubscribersResponse added = changing()
                .addSubscribers(AddSubscribersRequest.newBuilder()
                        .setTopic("releases")
                        .addAllRecipients(List.of("user:42", "user:43"))
                        .build());

        assertThat(put.getCreated()).isTrue();
        assertThat(added.getAdded()).isEqualTo(2);
        assertThat(reading()
                        .listSubscribers(ListSubscribersRequest.newBuilder()
                                .setTopic("releases")
                                .build())
                        .getRecipientsList())
                .containsExactly("user:42", "user:43");
        RecipientTopic topic = reading()
                .getTopic(GetTopicRequest.newBuilder().setTopic("releases").build())
                .getTopic();
        assertThat(topic.getDescription()).isEqualTo("New releases");
        assertThat(topic.getSubscribers()).isEqualTo(2);
        assertThat(reading().listTopics(ListTopicsRequest.getDefaultInstance()).getTopicsList())
                .containsExactly(topic);

        assertThat(changing()
                        .removeSubscribers(RemoveSubscribersRequest.newBuilder()
                                .setTopic("releases")
                                .addRecipients("user:42")
                                .build())
                        .getSubscribers())
                .isEqualTo(1);
        var _ = changing()
                .deleteTopic(
                        DeleteTopicRequest.newBuilder().setTopic("releases").build());
        assertThatThrownBy(() -> reading()
                        .getTopic(GetTopicRequest.newBuilder()
                                .setTopic("releases")
                                .build()))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining("no topic 'releases'");
    }

    private static TopicServiceBlockingStub reading() {
        return SERVER.grpc(TopicServiceBlockingStub.class);
    }

    private static TopicAdminServiceBlockingStub changing() {
        return SERVER.grpc(TopicAdminServiceBlockingStub.class);
    }
}
