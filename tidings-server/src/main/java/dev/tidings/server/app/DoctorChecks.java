package dev.tidings.server.app;

import dev.tidings.admin.WaitCounter;
import dev.tidings.core.access.ApiKey;
import dev.tidings.core.problem.StartFailure;
import dev.tidings.core.store.Backlog;
import dev.tidings.core.store.Page;
import dev.tidings.core.store.Store;
import dev.tidings.server.command.ServerCommandEnvironment.Finding;
import dev.tidings.server.config.Configuration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Checks a server's environment: data folder, store, keys, Redis, Kafka, port, clock and disk. */
final class DoctorChecks {
    private static final long MIB = 1024L * 1024;
    private static final long LITTLE_MIB = 1_024;
    private static final int MOST_COUNTED = 500;
    private static final Instant PLAUSIBLE = Instant.parse("2025-01-01T00:00:00Z");

    private final Configuration configuration;
    private final Clocks clocks;
    private final List<Finding> findings = new ArrayList<>();

    DoctorChecks(Configuration configuration, Clocks clocks) {
        this.configuration = configuration;
        this.clocks = clocks;
    }

    List<Finding> findings() {
        Path folder = configuration.data().dir().toAbsolutePath().normalize();
        boolean running = DataFolder.held(folder);
        if (folder(folder, running)) {
            store();
            disk(folder);
        }
        String redis = configuration.redis().url().reveal();
        if (!redis.isEmpty()) {
            findings.add(RedisCheck.of(redis));
        }
        if (!configuration.kafka().bootstrap().isEmpty()) {
            findings.add(KafkaCheck.of(configuration));
        }
        if (configuration.jobs().enabled()) {
            findings.add(DriverCheck.look(configuration.jobs().driver(), configuration, folder, clocks));
        }
        port(running);
        clock();
        return findings;
    }

    /** Checks the folder without creating it; false if nothing in it can be checked. */
    private boolean folder(Path folder, boolean running) {
        if (!Files.exists(folder)) {
            findings.add(Finding.warning(
                    "data",
                    folder + " does not exist",
                    "serve creates it; if it existed before, mount its disk or check data.dir"));
            return true;
        }
        try {
            DataFolder.prepare(folder);
        } catch (StartFailure failure) {
            findings.add(Finding.broken("data", String.valueOf(failure.getMessage()), "check data.dir"));
            return false;
        }
        findings.add(Finding.ok(
                "data",
                running ? "a server is running on " + folder : folder + " is writable; no server is running on it"));
        return true;
    }

    private void store() {
        try {
            ExistingStore found = ConfiguredStore.found(configuration);
            if (!found.database()) {
                findings.add(Finding.warning(
                        "store",
                        found.name() + " is empty",
                        "serve creates it; if it existed before, mount its disk or check store.url"));
                keys("0", false);
                return;
            }
        } catch (StartFailure failure) {
            findings.add(Finding.broken("store", String.valueOf(failure.getMessage()), "check store.url"));
            return;
        }
        try (Store store = ConfiguredStore.open(configuration, clocks, new UlidIds())) {
            store.checkWritable();
            List<Backlog> backlog = store.queries().backlog(WaitCounter.MOST_OF_BACKLOG);
            long waiting = backlog.stream().mapToLong(Backlog::waiting).sum();
            String more = backlog.stream().allMatch(Backlog::complete) ? "" : " or more";
            findings.add(Finding.ok(
                    "store",
                    configuration.store().name(configuration.data().dir()) + " is writable; " + waiting + more
                            + " deliveries waiting"));
            secretKey(store.secretKeys().secretKeys().getFirst().id());
            Page<ApiKey> known = store.keys().keys(null, null, MOST_COUNTED);
            keys(
                    known.items().size() + (known.next() == null ? "" : " or more"),
                    store.keys().anyInForce());
        } catch (RuntimeException failure) {
            findings.add(Finding.broken("store", String.valueOf(failure.getMessage()), "check store.url"));
        }
    }

    private void secretKey(String id) {
        boolean pinned = !configuration.store().secretKeyId().isEmpty();
        findings.add(Finding.ok(
                "secrets",
                "encrypted with the key " + id
                        + (pinned
                                ? ", as required by store.secret_key_id"
                                : "; to require it, set store.secret_key_id")));
    }

    private void keys(String known, boolean anyInForce) {
        String host = configuration.server().host();
        if (anyInForce) {
            findings.add(Finding.ok("keys", known + " active or revoked"));
        } else if (configuration.server().loopback()) {
            findings.add(Finding.warning(
                    "keys",
                    "none: all requests from this machine are allowed",
                    "tidings keys create --scope admin,system --name me"));
        } else {
            findings.add(Finding.broken(
                    "keys",
                    "none, but server.host is " + host + ": serve refuses to start",
                    "tidings keys create --scope admin,system --name me"));
        }
    }

    private void port(boolean running) {
        String where =
                configuration.server().host() + ":" + configuration.server().port();
        if (running) {
            findings.add(Finding.ok("port", where + " is used by the running server"));
            return;
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(
                    InetAddress.getByName(configuration.server().host()),
                    configuration.server().port()));
            findings.add(Finding.ok("port", where + " is free"));
        } catch (IOException taken) {
            findings.add(Finding.broken(
                    "port",
                    where + ": " + taken.getMessage(),
                    "stop the other program, or choose another port (server.port, TIDINGS_SERVER_PORT)"));
        }
    }

    private void clock() {
        Instant now = clocks.clock().instant();
        findings.add(
                now.isBefore(PLAUSIBLE)
                        ? Finding.broken(
                                "clock", "the time is " + now, "set the clock; leases and schedules depend on it")
                        : Finding.ok("clock", now.toString()));
    }

    private void disk(Path folder) {
        try {
            Path existing = folder;
            while (!Files.exists(existing) && existing.getParent() != null) {
                existing = existing.getParent();
            }
            long free = Files.getFileStore(existing).getUsableSpace() / MIB;
            findings.add(
                    free < LITTLE_MIB
                            ? Finding.warning("disk", free + " MiB free below " + folder, "free disk space")
                            : Finding.ok("disk", free + " MiB free"));
        } catch (IOException e) {
            findings.add(Finding.warning("disk", "unknown: " + e.getMessage(), "check the disk"));
        }
    }
}
