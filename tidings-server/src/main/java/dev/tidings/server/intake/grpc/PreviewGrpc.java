package dev.tidings.server.intake.grpc;

import com.google.protobuf.ByteString;
import dev.tidings.core.channel.Preview;
import dev.tidings.core.notification.Languages;
import dev.tidings.http.Timestamps;
import dev.tidings.http.UnaryCalls;
import dev.tidings.server.intake.preview.DeliveryPreview;
import dev.tidings.server.intake.preview.Previews;
import dev.tidings.v1.PreviewPart;
import dev.tidings.v1.PreviewRequest;
import dev.tidings.v1.PreviewResponse;
import dev.tidings.v1.PreviewServiceGrpc;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

/** Serves tidings.v1.PreviewService. */
public final class PreviewGrpc extends PreviewServiceGrpc.PreviewServiceImplBase {
    private final Previews previews;

    public PreviewGrpc(Previews previews) {
        this.previews = previews;
    }

    @Override
    public void preview(PreviewRequest request, StreamObserver<PreviewResponse> out) {
        UnaryCalls.answer(
                out,
                () -> previews.preview(
                                IntentProto.read(request.getIntent(), IntentGrpc.envelope()),
                                Languages.optional("locale", request.getLocale()))
                        .thenApply(shown -> PreviewResponse.newBuilder()
                                .addAllPreviews(
                                        shown.stream().map(PreviewGrpc::of).toList())
                                .build()));
    }

    private static dev.tidings.v1.DeliveryPreview of(DeliveryPreview delivery) {
        dev.tidings.v1.DeliveryPreview.Builder message = dev.tidings.v1.DeliveryPreview.newBuilder()
                .setChannel(delivery.channel())
                .setRecipient(delivery.recipient())
                .setOutcome(delivery.word())
                .setCode(orEmpty(delivery.code()))
                .setMessage(orEmpty(delivery.message()))
                .addAllRetrySchedule(delivery.retrySchedule().stream()
                        .map(Timestamps::duration)
                        .toList())
                .setHasPreview(delivery.preview() != null);
        Preview preview = delivery.preview();
        if (preview != null) {
            message.putAllTemplates(preview.templates())
                    .addAllParts(preview.parts().stream().map(PreviewGrpc::of).toList());
            if (preview.locale() != null) {
                message.setLocale(preview.locale().toLanguageTag());
            }
            if (preview.fallbackUsed() != null) {
                message.setFallbackUsed(preview.fallbackUsed());
            }
        }
        return message.build();
    }

    private static PreviewPart of(Preview.Part part) {
        PreviewPart.Builder message =
                PreviewPart.newBuilder().setName(part.name()).setContent(ByteString.copyFrom(part.content()));
        if (part.maxBytes() != null) {
            message.setMaxBytes(part.maxBytes());
        }
        return message.build();
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
