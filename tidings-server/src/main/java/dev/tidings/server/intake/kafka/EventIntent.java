package dev.tidings.server.intake.kafka;

import dev.tidings.core.notification.Audience;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.notification.IntentKeys;
import dev.tidings.core.notification.IntentLabels;
import dev.tidings.core.notification.Payload;
import dev.tidings.core.notification.TraceContext;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.json.JsonReader;
import dev.tidings.json.Rfc3339Times;
import dev.tidings.server.intake.Envelope;
import dev.tidings.server.intake.EventVersion;
import dev.tidings.server.intake.OneChannel;
import dev.tidings.server.intake.TextList;
import dev.tidings.server.intake.TraceHeaders;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.SpecVersion;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.cloudevents.rw.CloudEventRWException;
import io.cloudevents.rw.CloudEventRWException.CloudEventRWExceptionKind;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Converts a CloudEvent to an intent. Unknown attributes are ignored, as CloudEvents requires. */
final class EventIntent {
    private final CloudEvent event;

    private EventIntent(CloudEvent event) {
        this.event = event;
        if (event.getSpecVersion() != SpecVersion.V1) {
            throw Problem.at(
                            ProblemCode.UNSUPPORTED_VERSION,
                            "specversion",
                            event.getSpecVersion().toString(),
                            SpecVersion.V1.toString())
                    .exception();
        }
    }

    /** Reads an event in structured mode: the value is the whole event. */
    static Intent structured(Headers headers, byte[] value, Envelope envelope) {
        // Extracted first: this reports invalid JSON, and keeps the payload's bytes unchanged.
        byte[] data = data(value);
        EventIntent intent = new EventIntent(parsed(headers, value));
        return intent.in(envelope, data == null ? intent.content() : data);
    }

    /** Reads an event in binary mode: the value is the data, and the attributes are headers. */
    static Intent binary(Headers headers, byte[] value, Envelope envelope) {
        EventIntent intent = new EventIntent(parsed(headers, value));
        return intent.in(envelope, intent.content());
    }

    private static CloudEvent parsed(Headers headers, byte[] value) {
        try {
            return KafkaMessageFactory.createReader(headers, value).toEvent();
        } catch (RuntimeException malformed) {
            // The library throws the exceptions of its parsers; all of them are about the bytes.
            boolean version = malformed instanceof CloudEventRWException wrong
                    && wrong.getKind() == CloudEventRWExceptionKind.INVALID_SPEC_VERSION;
            throw Problem.of(
                            version ? ProblemCode.UNSUPPORTED_VERSION : ProblemCode.MALFORMED,
                            "not a valid CloudEvent 1.0: " + malformed.getMessage())
                    .exception();
        }
    }

    private static byte @Nullable [] data(byte[] value) {
        List<byte[]> found = JsonReader.read(value, json -> {
            List<byte[]> data = new ArrayList<>(1);
            json.object("the attributes of a CloudEvent", name -> {
                if (name.equals("data") && !json.absent()) {
                    data.add(json.raw());
                } else {
                    json.skip();
                }
                return true;
            });
            return data;
        });
        return found.isEmpty() ? null : found.getFirst();
    }

    /** The data of binary mode, or decoded from base64. */
    private byte @Nullable [] content() {
        CloudEventData data = event.getData();
        if (data == null || data.toBytes().length == 0) {
            return null;
        }
        return TextList.of("data", () -> JsonReader.read(data.toBytes(), JsonReader::raw));
    }

    private Intent in(Envelope envelope, byte @Nullable [] data) {
        requireJson();
        EventVersion.check("eventversion", text("eventversion"));
        List<String> channels = TextList.listed("channels", text("channels"));
        TraceContext trace = TraceHeaders.of(text("traceparent"), text("tracestate"));
        return new Intent(
                envelope.tenant(),
                event.getSource().toString(),
                event.getId(),
                event.getType(),
                audience(channels),
                channels,
                null,
                data == null ? null : new Payload(data),
                IntentKeys.of(text("dedupekey"), text("orderingkey"), text("orderingondead"))
                        .limitedBy(text("concurrencykey"))
                        .labeled(IntentLabels.of(
                                TextList.listed("tags", text("tags")),
                                text("cancelkey"),
                                TextList.flag("replaces", text("replaces")))),
                time("notbefore"),
                time("expirytime"),
                text("requestid"),
                trace == null ? envelope.trace() : trace);
    }

    private void requireJson() {
        String type = IntentRecords.mediaType(event.getDataContentType());
        if (type != null && !type.equals("application/json") && !type.endsWith("+json")) {
            throw Problem.at(
                            ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                            "datacontenttype",
                            type,
                            "application/json, because the data becomes the payload")
                    .exception();
        }
    }

    private Audience audience(List<String> channels) {
        String recipients = text("recipients");
        String addresses = text("addresses");
        String topic = text("topic");
        if (topic != null) {
            if (recipients != null || addresses != null) {
                throw Problem.invalid("topic", topic, "one of topic, recipients and addresses")
                        .exception();
            }
            return new Audience.Topic(topic, List.of());
        }
        if (recipients != null && addresses != null) {
            throw Problem.invalid("addresses", addresses, "either recipients or addresses")
                    .exception();
        }
        if (addresses != null) {
            return OneChannel.of(TextList.listed("addresses", addresses), channels, "addresses are given");
        }
        if (recipients != null) {
            return new Audience.Recipients(TextList.listed("recipients", recipients));
        }
        if (event.getSubject() == null) {
            throw Problem.invalid(
                            "recipients", null, "ids, comma-separated or as a JSON array, or a single id as subject")
                    .exception();
        }
        return new Audience.Recipients(List.of(event.getSubject()));
    }

    private @Nullable Instant time(String extension) {
        String text = text(extension);
        try {
            return text == null ? null : Rfc3339Times.parse(text);
        } catch (DateTimeException malformed) {
            throw Problem.invalid(extension, text, Rfc3339Times.EXPECTED).exception();
        }
    }

    private @Nullable String text(String extension) {
        Object value = event.getExtension(extension);
        return value == null ? null : value.toString();
    }
}
