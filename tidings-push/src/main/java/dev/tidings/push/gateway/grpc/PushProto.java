package dev.tidings.push.gateway.grpc;

import com.google.protobuf.UnsafeByteOperations;
import dev.tidings.core.event.Cursor;
import dev.tidings.core.event.Event;
import dev.tidings.push.gateway.Frame;
import dev.tidings.push.gateway.FrameForm;
import dev.tidings.push.gateway.PublishedEvent;
import dev.tidings.push.v1.Notice;
import dev.tidings.push.v1.PushEvent;
import org.jspecify.annotations.Nullable;

/** Converts frames to messages of push.proto. */
final class PushProto {
    private static final FrameForm<PushEvent> PUBLISHED = FrameForm.of(PushProto::event);

    private PushProto() {}

    static PushEvent of(PublishedEvent published) {
        return published.as(PUBLISHED);
    }

    static PushEvent of(Frame.Opened opened) {
        return switch (opened.start()) {
            case FRESH -> notice(Notice.Kind.FRESH, "new events only", opened.position());
            case RECOVERED ->
                notice(Notice.Kind.RECOVERED, "replaying every event after the cursor", opened.position());
            case RESET ->
                notice(
                        Notice.Kind.RESET,
                        "events may be missing: the cursor is older than the retained events or belongs to another log",
                        opened.position());
        };
    }

    static PushEvent of(Frame.Notice notice) {
        return switch (notice) {
            case UNAVAILABLE -> notice(Notice.Kind.UNAVAILABLE, "the event log is unavailable", null);
            case LIVE -> notice(Notice.Kind.LIVE, "the event log is available again", null);
        };
    }

    private static PushEvent notice(Notice.Kind kind, String message, @Nullable Cursor position) {
        PushEvent.Builder event = PushEvent.newBuilder()
                .setNotice(Notice.newBuilder().setKind(kind).setMessage(message));
        if (position != null) {
            event.setCursor(position.text());
        }
        return event.build();
    }

    private static PushEvent event(PublishedEvent published) {
        Event event = published.event();
        PushEvent.Builder message = PushEvent.newBuilder()
                .setCursor(published.cursor().text())
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
