package dev.tidings.push.gateway.grpc;

import com.google.protobuf.UnsafeByteOperations;
import dev.tidings.core.event.Event;
import dev.tidings.core.event.Position;
import dev.tidings.push.gateway.Frame;
import dev.tidings.push.gateway.FrameForm;
import dev.tidings.push.gateway.PublishedEvent;
import dev.tidings.push.v1.Notice;
import dev.tidings.push.v1.PushEvent;
import org.jspecify.annotations.Nullable;

/** Frames as messages of push.proto. */
final class PushProto {
    private static final FrameForm<PushEvent> POSTED = FrameForm.of(PushProto::event);

    private PushProto() {}

    static PushEvent of(PublishedEvent posted) {
        return posted.as(POSTED);
    }

    static PushEvent of(Frame.Opened opened) {
        return switch (opened.start()) {
            case FRESH -> notice(Notice.Kind.FRESH, "the stream begins here", opened.position());
            case RECOVERED -> notice(Notice.Kind.RECOVERED, "everything since the cursor follows", opened.position());
            case RESET ->
                notice(
                        Notice.Kind.RESET,
                        "the cursor is older than what is kept, or of another log: there may be a gap before what"
                                + " follows",
                        opened.position());
        };
    }

    static PushEvent of(Frame.Notice notice) {
        return switch (notice) {
            case UNAVAILABLE -> notice(Notice.Kind.UNAVAILABLE, "the log cannot be heard for now", null);
            case LIVE -> notice(Notice.Kind.LIVE, "the log can be heard again", null);
        };
    }

    private static PushEvent notice(Notice.Kind kind, String message, @Nullable Position position) {
        PushEvent.Builder event = PushEvent.newBuilder()
                .setNotice(Notice.newBuilder().setKind(kind).setMessage(message));
        if (position != null) {
            event.setCursor(position.text());
        }
        return event.build();
    }

    private static PushEvent event(PublishedEvent posted) {
        Event event = posted.event();
        PushEvent.Builder message = PushEvent.newBuilder()
                .setCursor(posted.position().text())
                .setUserId(event.recipient())
                .setEventType(event.type())
                .setEventId(event.id())
                .setPayloadBytes(UnsafeByteOperations.unsafeWrap(event.payload()));
        if (event.requestId() != null) {
            message.setRequestId(event.requestId());
        }
        if (event.traceId() != null) {
            message.setTraceId(event.traceId());
        }
        return message.build();
    }
}
