package dev.tidings.bench.cluster;

import dev.tidings.bench.peer.PeerMain;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The job systems that Tidings is compared with. */
enum PeerKind {
    GRAPHILE_BATCHED("graphile-worker batched", "graphile-worker.mjs", "batched", 100_000),
    PG_BOSS("pg-boss", "pg-boss.mjs", "", 100_000),
    DB_SCHEDULER("db-scheduler", null, "db-scheduler", 100_000),
    // Slow peers get fewer items: that shortens the run and does not change the rate.
    JOBRUNR("JobRunr", null, "jobrunr", 20_000),
    GRAPHILE_PLAIN("graphile-worker plain", "graphile-worker.mjs", "plain", 10_000),
    /** Runs on a Redis that flushes every write, not on PostgreSQL. */
    BULLMQ("BullMQ", "bullmq.mjs", "", 0);

    private final String title;
    private final @Nullable String program;
    private final String kind;
    private final int items;

    PeerKind(String title, @Nullable String program, String kind, int items) {
        this.title = title;
        this.program = program;
        this.kind = kind;
        this.items = items;
    }

    String title() {
        return title;
    }

    /** The number of items per round. */
    int items() {
        return items;
    }

    boolean onNode() {
        return program != null;
    }

    /** The program that runs it. */
    List<String> command(@Nullable NodePrograms node, String address) {
        if (program != null && node != null) {
            return node.command(program, address, kind);
        }
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx2g",
                "-cp",
                System.getProperty("java.class.path"),
                PeerMain.class.getName(),
                kind,
                address);
    }
}
