package dev.tidings.server.intake.kafka;

import dev.tidings.core.access.KeyLimits;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.server.intake.Envelope;
import dev.tidings.server.intake.IntentJson;
import dev.tidings.server.intake.TraceHeaders;
import dev.tidings.server.intake.feishu.FeishuRequested;
import dev.tidings.streams.StreamDecoder;
import dev.tidings.streams.StreamEntry;
import dev.tidings.streams.kafka.RecordEntry;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Decodes records: an intent as JSON, a CloudEvent, or the event of another system. */
public final class IntentRecords implements StreamDecoder<Intent> {
    private static final String CONTENT_TYPE = "content-type";
    private static final String CLOUD_EVENT = "application/cloudevents+json";
    private static final String JSON = "application/json";

    private final String tenant;
    private final int maxBytes;
    private final FeishuRequested feishu;

    /**
     * @param tenant the tenant of the intents
     * @param maxBytes the maximum size of a record with headers and key; equal to that of a request
     * @param feishu converts the event {@code notification.feishu.requested}
     */
    public IntentRecords(String tenant, int maxBytes, FeishuRequested feishu) {
        this.tenant = tenant;
        this.maxBytes = maxBytes;
        this.feishu = feishu;
    }

    @Override
    public Intent decode(StreamEntry entry) {
        bounded(entry);
        byte[] value = RecordEntry.value(entry);
        String type = mediaType(RecordEntry.header(entry, CONTENT_TYPE));
        Envelope envelope = new Envelope(
                tenant,
                null,
                null,
                TraceHeaders.of(RecordEntry.header(entry, "traceparent"), RecordEntry.header(entry, "tracestate")),
                KeyLimits.NONE);
        if (CLOUD_EVENT.equals(type)) {
            return EventIntent.structured(RecordEntry.headers(entry), present(value), envelope);
        }
        if (RecordEntry.header(entry, "ce_specversion") != null) {
            return EventIntent.binary(RecordEntry.headers(entry), present(value), envelope);
        }
        if (type != null && !type.equals(JSON)) {
            throw Problem.at(
                            ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                            CONTENT_TYPE,
                            type,
                            JSON + ", " + CLOUD_EVENT + " or no header")
                    .exception();
        }
        byte[] json = present(value);
        return FeishuRequested.is(json) ? feishu.decode(json, tenant) : IntentJson.message(json, envelope);
    }

    private void bounded(StreamEntry entry) {
        long bytes = 0;
        for (StreamEntry.Field field : entry.fields()) {
            bytes += field.name().length + field.value().length;
        }
        if (bytes > maxBytes) {
            throw Problem.overLimit("record", bytes + " bytes", "at most " + maxBytes + " bytes")
                    .exception();
        }
    }

    private static byte[] present(byte @Nullable [] value) {
        if (value == null) {
            throw Problem.invalid("value", null, "an intent as JSON, or a CloudEvent")
                    .exception();
        }
        return value;
    }

    /** Removes parameters; null if there is no header. */
    static @Nullable String mediaType(@Nullable String header) {
        if (header == null) {
            return null;
        }
        int parameters = header.indexOf(';');
        return (parameters < 0 ? header : header.substring(0, parameters))
                .strip()
                .toLowerCase(Locale.ROOT);
    }
}
