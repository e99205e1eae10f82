package dev.tidings.bench.chaos;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MariaDbChaosIT {
    @TempDir
    Path folder;

    @Test
    void a_cluster_on_mariadb_violates_no_guarantee_through_a_kill_a_restart_and_an_outage() throws Exception {
        ChaosRun.keepsItsPromise(ChaosPlan.once("mariadb", ChaosRun.SEED), folder);
    }
}
