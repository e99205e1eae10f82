package dev.tidings.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.testkit.extension.NeedsServers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@NeedsServers
class KafkaServerTest {
    @Test
    @Timeout(60)
    void acknowledged_records_survive_a_stop_on_the_same_port() throws Exception {
        try (KafkaServer server = KafkaServer.start(Map.of())) {
            String before = server.bootstrap();
            server.createTopic("things", 1);
            try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", before), new StringSerializer(), new StringSerializer())) {
                producer.send(new ProducerRecord<>("things", "k", "v")).get();
            }
            server.stop();
            server.start();

            assertThat(server.bootstrap()).isEqualTo(before);
            try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                    Map.of("bootstrap.servers", before), new StringDeserializer(), new StringDeserializer())) {
                consumer.assign(List.of(new TopicPartition("things", 0)));
                consumer.seekToBeginning(consumer.assignment());
                ConsumerRecords<String, String> records = consumer.poll(Duration.ofSeconds(20));
                assertThat(records.iterator().next().value()).isEqualTo("v");
            }
        }
    }
}
