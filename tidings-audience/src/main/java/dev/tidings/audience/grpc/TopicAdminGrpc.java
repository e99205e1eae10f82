package dev.tidings.audience.grpc;

import dev.tidings.audience.TopicService;
import dev.tidings.http.UnaryCalls;
import dev.tidings.v1.AddSubscribersRequest;
import dev.tidings.v1.AddSubscribersResponse;
import dev.tidings.v1.DeleteTopicRequest;
import dev.tidings.v1.DeleteTopicResponse;
import dev.tidings.v1.PutTopicRequest;
import dev.tidings.v1.PutTopicResponse;
import dev.tidings.v1.RemoveSubscribersRequest;
import dev.tidings.v1.RemoveSubscribersResponse;
import dev.tidings.v1.TopicAdminServiceGrpc;
import io.grpc.stub.StreamObserver;

/** Serves tidings.v1.TopicAdminService. */
public final class TopicAdminGrpc extends TopicAdminServiceGrpc.TopicAdminServiceImplBase {
    private final TopicService topics;

    public TopicAdminGrpc(TopicService topics) {
        this.topics = topics;
    }

    @Override
    public void putTopic(PutTopicRequest request, StreamObserver<PutTopicResponse> out) {
        UnaryCalls.answer(
                out,
                () -> topics.put(TopicProto.tenant(), request.getTopic(), request.getDescription())
                        .thenApply(put -> PutTopicResponse.newBuilder()
                                .setTopic(TopicProto.of(put.topic()))
                                .setCreated(put.created())
                                .build()));
    }

    @Override
    public void deleteTopic(DeleteTopicRequest request, StreamObserver<DeleteTopicResponse> out) {
        UnaryCalls.answer(
                out,
                () -> topics.delete(TopicProto.tenant(), request.getTopic())
                        .thenApply(gone -> DeleteTopicResponse.getDefaultInstance()));
    }

    @Override
    public void addSubscribers(AddSubscribersRequest request, StreamObserver<AddSubscribersResponse> out) {
        UnaryCalls.answer(
                out,
                () -> topics.add(TopicProto.tenant(), request.getTopic(), request.getRecipientsList())
                        .thenApply(change -> AddSubscribersResponse.newBuilder()
                                .setAdded(change.changed())
                                .setSubscribers(change.subscribers())
                                .build()));
    }

    @Override
    public void removeSubscribers(RemoveSubscribersRequest request, StreamObserver<RemoveSubscribersResponse> out) {
        UnaryCalls.answer(
                out,
                () -> topics.remove(TopicProto.tenant(), request.getTopic(), request.getRecipientsList())
                        .thenApply(change -> RemoveSubscribersResponse.newBuilder()
                                .setRemoved(change.changed())
                                .setSubscribers(change.subscribers())
                                .build()));
    }
}
