package dev.tidings.testkit.server;

import dev.tidings.core.problem.Cause;
import dev.tidings.testkit.extension.Aborts;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;

/** Kafka 4.4 in this JVM, with broker and controller combined. It keeps its data across a stop. */
public final class KafkaServer implements AutoCloseable {
    private final Path folder = Folders.create("tidings-kafka-");
    private final int port = FreePorts.free();
    private final KafkaConfig config;
    private @Nullable KafkaRaftServer running;

    private KafkaServer(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(alone(folder.toString(), port, FreePorts.free()));
        all.putAll(settings);
        config = new KafkaConfig(all);
        try (PrintStream silent = new PrintStream(PrintStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setNodeId(1)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setControllerListenerName("CONTROLLER")
                    .setMetadataLogDirectory(folder.toString())
                    .addDirectory(folder.toString())
                    .setPrintStream(silent)
                    .run();
        } catch (Exception e) {
            Aborts.pass(e);
            throw new IllegalStateException("Kafka could not be set up in " + folder, e);
        }
    }

    /** @return the server all tests of this JVM share; never stopped by a test, and a topic or group belongs to who made it */
    public static KafkaServer shared() {
        return Shared.SERVER;
    }

    /** @param settings further Kafka settings */
    public static KafkaServer start(Map<String, String> settings) {
        KafkaServer server = new KafkaServer(settings);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop-kafka"));
        server.start();
        return server;
    }

    private static Map<String, String> alone(String folder, int port, int controllerPort) {
        return Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", "1"),
                Map.entry("controller.quorum.voters", "1@127.0.0.1:" + controllerPort),
                Map.entry("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort),
                Map.entry("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port),
                Map.entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry("log.dirs", folder),
                Map.entry("auto.create.topics.enable", "false"),
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("offsets.topic.num.partitions", "1"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("transaction.state.log.num.partitions", "1"),
                // Group members join and leave quickly in tests.
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                Map.entry("group.min.session.timeout.ms", "200"),
                Map.entry("num.network.threads", "1"),
                Map.entry("num.io.threads", "2"),
                Map.entry("background.threads", "1"),
                Map.entry("log.cleaner.enable", "false"),
                Map.entry("log.segment.delete.delay.ms", "0"));
    }

    /** {@code bootstrap.servers}. */
    public String bootstrap() {
        return "127.0.0.1:" + port;
    }

    public Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrap()));
    }

    /** Starts the server, which is ready on return. */
    public void createTopic(String name, int partitions) {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1)))
                    .all()
                    .get();
            // Only a leader answers this request; afterwards a producer's first batches are accepted in order.
            admin.listOffsets(IntStream.range(0, partitions)
                            .boxed()
                            .collect(Collectors.toMap(i -> new TopicPartition(name, i), i -> OffsetSpec.latest())))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("topic " + name + " was not created", Cause.of(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** The number of records that a group has committed, over all partitions. */
    public long committed(String group) {
        try (Admin admin = admin()) {
            return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().values().stream()
                    .mapToLong(OffsetAndMetadata::offset)
                    .sum();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the offsets of group " + group + " could not be read", Cause.of(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    public synchronized void start() {
        if (running == null) {
            running = new KafkaRaftServer(config, Time.SYSTEM);
            running.startup();
        }
    }

    /** Simulates an outage; data is kept for the next start. */
    public synchronized void stop() {
        if (running != null) {
            running.shutdown();
            running.awaitShutdown();
            running = null;
        }
    }

    @Override
    public synchronized void close() {
        stop();
        Folders.remove(folder);
    }

    private static final class Shared {
        static final KafkaServer SERVER = start(Map.of());
    }
}
