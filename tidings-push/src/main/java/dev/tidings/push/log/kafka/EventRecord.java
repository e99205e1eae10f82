package dev.tidings.push.log.kafka;

import dev.tidings.core.event.Event;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** An event as a Kafka record: the payload is the value, the other fields are headers. */
final class EventRecord {
    private static final String RECIPIENT = "user_id";
    private static final String TYPE = "event_type";
    private static final String ID = "event_id";
    private static final String REQUEST = "request_id";
    private static final String TRACE = "trace_id";

    private EventRecord() {}

    static ProducerRecord<byte[], byte[]> of(Event event, TopicPartition at) {
        ProducerRecord<byte[], byte[]> made =
                new ProducerRecord<>(at.topic(), at.partition(), bytes(event.recipient()), event.payload());
        put(made, RECIPIENT, event.recipient());
        put(made, TYPE, event.type());
        put(made, ID, event.id());
        put(made, REQUEST, event.requestId());
        put(made, TRACE, event.traceId());
        return made;
    }

    /** A marker record without an event. It gives an empty topic a first timestamp. */
    static ProducerRecord<byte[], byte[]> marker(TopicPartition at) {
        return new ProducerRecord<>(at.topic(), at.partition(), null, null);
    }

    static boolean isMarker(ConsumerRecord<byte[], byte[]> read) {
        return read.key() == null && read.value() == null;
    }

    /** Returns null for a marker and for records of other writers. */
    static @Nullable Event event(String tenant, ConsumerRecord<byte[], byte[]> read) {
        String recipient = text(read, RECIPIENT);
        String type = text(read, TYPE);
        String id = text(read, ID);
        if (recipient == null || type == null || id == null || read.value() == null) {
            return null;
        }
        return new Event(tenant, recipient, type, id, read.value(), text(read, REQUEST), text(read, TRACE));
    }

    private static void put(ProducerRecord<byte[], byte[]> made, String name, @Nullable String value) {
        if (value != null) {
            made.headers().add(name, bytes(value));
        }
    }

    private static @Nullable String text(ConsumerRecord<byte[], byte[]> read, String name) {
        Header header = read.headers().lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
