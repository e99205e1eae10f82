package dev.tidings.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.bench.measure.Workload;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkloadsTest {
    private static final List<String> KNOWN = List.of("engine", "cluster.life", "cluster.http");

    @Test
    void a_name_selects_one_workload_or_a_group() {
        assertThat(Workloads.meant("engine", KNOWN)).containsExactly("engine");
        assertThat(Workloads.meant("cluster.http", KNOWN)).containsExactly("cluster.http");
        assertThat(Workloads.meant("cluster", KNOWN)).containsExactly("cluster.life", "cluster.http");
    }

    @Test
    void a_partial_name_selects_nothing() {
        assertThat(Workloads.meant("eng", KNOWN)).isEmpty();
        assertThat(Workloads.meant("cluster.", KNOWN)).isEmpty();
    }

    @Test
    void charts_run_only_when_named() {
        List<String> known = List.of("engine", "charts.load");
        assertThat(Workloads.usual(known)).containsExactly("engine");
        assertThat(Workloads.meant("charts", known)).containsExactly("charts.load");
    }

    @Test
    void no_two_workloads_share_a_name() {
        assertThat(Workloads.all().stream().map(Workload::name)).doesNotHaveDuplicates();
    }
}
