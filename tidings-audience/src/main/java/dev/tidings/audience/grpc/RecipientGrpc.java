package dev.tidings.audience.grpc;

import dev.tidings.audience.RecipientDocument;
import dev.tidings.audience.RecipientPatch;
import dev.tidings.audience.RecipientService;
import dev.tidings.core.recipient.RecipientProfile;
import dev.tidings.http.IfMatch;
import dev.tidings.http.Paging;
import dev.tidings.http.Timestamps;
import dev.tidings.http.UnaryCalls;
import dev.tidings.v1.GetRecipientRequest;
import dev.tidings.v1.GetRecipientResponse;
import dev.tidings.v1.ListRecipientsRequest;
import dev.tidings.v1.ListRecipientsResponse;
import dev.tidings.v1.PatchRecipientRequest;
import dev.tidings.v1.PatchRecipientResponse;
import dev.tidings.v1.PutRecipientRequest;
import dev.tidings.v1.PutRecipientResponse;
import dev.tidings.v1.Recipient;
import dev.tidings.v1.RecipientServiceGrpc;
import io.grpc.stub.StreamObserver;
import java.nio.charset.StandardCharsets;

/** Serves tidings.v1.RecipientService. */
public final class RecipientGrpc extends RecipientServiceGrpc.RecipientServiceImplBase {
    private final RecipientService recipients;

    public RecipientGrpc(RecipientService recipients) {
        this.recipients = recipients;
    }

    @Override
    public void putRecipient(PutRecipientRequest request, StreamObserver<PutRecipientResponse> out) {
        UnaryCalls.answer(
                out,
                () -> recipients
                        .put(
                                TopicProto.tenant(),
                                request.getRecipient(),
                                RecipientDocument.of(
                                        request.getLocale(), request.getTimeZone(), request.getAttributes()),
                                IfMatch.of(request.getIfMatch()))
                        .thenApply(put -> PutRecipientResponse.newBuilder()
                                .setRecipient(of(put.profile()))
                                .setCreated(put.created())
                                .build()));
    }

    @Override
    public void patchRecipient(PatchRecipientRequest request, StreamObserver<PatchRecipientResponse> out) {
        UnaryCalls.answer(
                out,
                () -> recipients
                        .patch(
                                TopicProto.tenant(),
                                request.getRecipient(),
                                RecipientPatch.read(request.getPatch().getBytes(StandardCharsets.UTF_8)),
                                IfMatch.of(request.getIfMatch()))
                        .thenApply(profile -> PatchRecipientResponse.newBuilder()
                                .setRecipient(of(profile))
                                .build()));
    }

    @Override
    public void getRecipient(GetRecipientRequest request, StreamObserver<GetRecipientResponse> out) {
        UnaryCalls.answer(
                out,
                () -> recipients
                        .find(TopicProto.tenant(), request.getRecipient())
                        .thenApply(profile -> GetRecipientResponse.newBuilder()
                                .setRecipient(of(profile))
                                .build()));
    }

    @Override
    public void listRecipients(ListRecipientsRequest request, StreamObserver<ListRecipientsResponse> out) {
        UnaryCalls.answer(
                out,
                () -> recipients
                        .list(TopicProto.tenant(), Paging.of(request.getLimit(), request.getCursor()))
                        .thenApply(page -> ListRecipientsResponse.newBuilder()
                                .addAllRecipients(page.items().stream()
                                        .map(RecipientGrpc::of)
                                        .toList())
                                .setNextCursor(TopicProto.orEmpty(page.next()))
                                .build()));
    }

    private static Recipient of(RecipientProfile profile) {
        return Recipient.newBuilder()
                .setId(profile.recipient())
                .setLocale(TopicProto.orEmpty(profile.traits().locale()))
                .setTimeZone(TopicProto.orEmpty(profile.traits().timeZone()))
                .setAttributes(profile.traits().attributes())
                .setCreatedAt(Timestamps.of(profile.createdAt()))
                .setUpdatedAt(Timestamps.of(profile.updatedAt()))
                .setEtag(IfMatch.tag(profile.version()))
                .build();
    }
}
