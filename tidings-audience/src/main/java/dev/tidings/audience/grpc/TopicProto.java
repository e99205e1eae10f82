package dev.tidings.audience.grpc;

import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.audience.RecipientTopic;
import dev.tidings.http.Timestamps;
import dev.tidings.http.access.Principal;
import dev.tidings.v1.Topic;
import org.jspecify.annotations.Nullable;

/** Converts topics to messages. */
final class TopicProto {
    private TopicProto() {}

    static Topic of(RecipientTopic topic) {
        return Topic.newBuilder()
                .setId(topic.id())
                .setDescription(topic.description())
                .setSubscribers(topic.subscribers())
                .setCreatedAt(Timestamps.of(topic.createdAt()))
                .setUpdatedAt(Timestamps.of(topic.updatedAt()))
                .build();
    }

    static String tenant() {
        return Principal.of(ServiceRequestContext.current()).tenant();
    }

    static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
