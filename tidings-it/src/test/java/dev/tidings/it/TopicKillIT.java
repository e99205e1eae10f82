package dev.tidings.it;

import dev.tidings.streams.kafka.KafkaClients;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.server.KafkaServer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

@NeedsServers
class TopicKillIT extends IntakeKillContract {
    private final KafkaClients kafka = KafkaClients.at(KafkaServer.shared().bootstrap(), Map.of());
    private final Producer<byte[], byte[]> producer = kafka.producer(Map.of(), Map.of());

    TopicKillIT() {
        super(1_000);
    }

    @BeforeEach
    void create() {
        KafkaServer.shared().createTopic(name, 1);
    }

    @AfterEach
    void disconnect() {
        producer.close();
        kafka.close();
    }

    @Override
    void add(int from, int to) {
        for (int i = from; i < to; i++) {
            var _ = producer.send(
                    new ProducerRecord<>(name, intent(i).toString().getBytes(StandardCharsets.UTF_8)));
        }
        producer.flush();
    }

    /** A short session timeout, so that the group detects the kill quickly. */
    @Override
    String sections() {
        return """
            kafka:
              bootstrap: "%s"
              client: {session.timeout.ms: 2000, heartbeat.interval.ms: 300}
            intake: {kafka: {enabled: true, topics: ["%s"], group: "%s", count: 20}}
            """.formatted(KafkaServer.shared().bootstrap(), name, name);
    }
}
