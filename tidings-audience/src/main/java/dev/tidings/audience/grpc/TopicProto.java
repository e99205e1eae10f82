package dev.tidings.audience.grpc;

import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.audience.RecipientTopic;
import dev.tidings.http.Timestamps;
import dev.tidings.http.access.Principal;
import org.jspecify.annotations.Nullable;

/** Converts topics to messages. */
final class TopicProto {
    private TopicProto() {}

    static dev.tidings.v1.RecipientTopic of(RecipientTopic topic) {
        return dev.tidings.v1.RecipientTopic.newBuilder()
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
