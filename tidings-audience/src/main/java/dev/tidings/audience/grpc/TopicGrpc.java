package dev.tidings.audience.grpc;

import dev.tidings.audience.TopicService;
import dev.tidings.http.Paging;
import dev.tidings.http.UnaryCalls;
import dev.tidings.v1.GetTopicRequest;
import dev.tidings.v1.GetTopicResponse;
import dev.tidings.v1.ListSubscribersRequest;
import dev.tidings.v1.ListSubscribersResponse;
import dev.tidings.v1.ListTopicsRequest;
import dev.tidings.v1.ListTopicsResponse;
import dev.tidings.v1.TopicServiceGrpc;
import io.grpc.stub.StreamObserver;

/** Serves tidings.v1.TopicService. */
public final class TopicGrpc extends TopicServiceGrpc.TopicServiceImplBase {
    private final TopicService topics;

    public TopicGrpc(TopicService topics) {
        this.topics = topics;
    }

    @Override
    public void listTopics(ListTopicsRequest request, StreamObserver<ListTopicsResponse> out) {
        UnaryCalls.answer(
                out,
                () -> topics.list(TopicProto.tenant(), Paging.of(request.getLimit(), request.getCursor()))
                        .thenApply(page -> ListTopicsResponse.newBuilder()
                                .addAllTopics(page.items().stream()
                                        .map(TopicProto::of)
                                        .toList())
                                .setNextCursor(TopicProto.orEmpty(page.next()))
                                .build()));
    }

    @Override
    public void getTopic(GetTopicRequest request, StreamObserver<GetTopicResponse> out) {
        UnaryCalls.answer(
                out,
                () -> topics.find(TopicProto.tenant(), request.getTopic())
                        .thenApply(topic -> GetTopicResponse.newBuilder()
                                .setTopic(TopicProto.of(topic))
                                .build()));
    }

    @Override
    public void listSubscribers(ListSubscribersRequest request, StreamObserver<ListSubscribersResponse> out) {
        UnaryCalls.answer(
                out,
                () -> topics.subscribers(
                                TopicProto.tenant(),
                                request.getTopic(),
                                Paging.of(request.getLimit(), request.getCursor()))
                        .thenApply(page -> ListSubscribersResponse.newBuilder()
                                .addAllRecipients(page.items())
                                .setNextCursor(TopicProto.orEmpty(page.next()))
                                .build()));
    }
}
