package dev.tidings.bench.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;

/** All nodes on one database. */
final class Cluster implements AutoCloseable {
    private static final int KEY_BYTES = 32;

    private final List<NodeProcess> nodes = new ArrayList<>();

    private Cluster() {}

    /** Returns when all nodes are ready. The first starts alone, so that it creates the tables. */
    static Cluster start(ChaosPlan plan, Backing backing, Path folder, RandomGenerator random) throws Exception {
        Cluster cluster = new Cluster();
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        try {
            for (int number = 1; number <= plan.nodes(); number++) {
                Path data = Files.createDirectories(folder.resolve("data-" + number));
                shareKey(data, key);
                NodeProcess node = new NodeProcess(number, folder, settings(plan, backing, data));
                cluster.nodes.add(node);
                if (number == 1) {
                    node.awaitReady();
                }
            }
            for (NodeProcess node : cluster.nodes) {
                node.awaitReady();
            }
            return cluster;
        } catch (Exception | Error failed) {
            cluster.close();
            throw failed;
        }
    }

    /** Shares the key, because every node must decrypt the secrets of every endpoint. */
    private static void shareKey(Path data, byte[] key) throws IOException {
        Path file = Files.createFile(
                data.resolve("secret.key"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, HexFormat.of().formatHex(key));
    }

    private static String settings(ChaosPlan plan, Backing backing, Path data) {
        return """
            lease: %dms}
            server: {port: $port, shutdown_grace: 10s}
            data: {dir: "%s"}
            store: {url: "%s"}
            outbound: {allow: [127.0.0.0/8]}
            channels: {webhook: {retry: {min: 50ms, max: 1s, max_attempts: 20}}}
            """.formatted(plan.lease().toMillis(), data, backing.storeUrl());
    }

    List<NodeProcess> nodes() {
        return nodes;
    }

    NodeProcess any(RandomGenerator random) {
        return nodes.get(random.nextInt(nodes.size()));
    }

    @Override
    public void close() {
        nodes.forEach(NodeProcess::close);
    }
}
