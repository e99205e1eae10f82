package dev.tidings.bench.chaos;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresChaosIT {
    @TempDir
    Path folder;

    @Test
    void a_cluster_on_postgresql_violates_no_guarantee_through_kills_restarts_and_an_outage() throws Exception {
        ChaosRun.keepsItsPromise(ChaosPlan.brief("postgres", ChaosRun.SEED), folder);
    }
}
