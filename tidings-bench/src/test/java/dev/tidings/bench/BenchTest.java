package dev.tidings.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.bench.measure.Workload;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BenchTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine bench =
            Bench.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));

    @Test
    void the_list_has_every_benchmark_with_its_summary() {
        assertThat(bench.execute("--list")).isZero();
        assertThat(out.toString().lines()).hasSameSizeAs(Workloads.all());
    }

    @Test
    void a_quick_run_takes_the_quick_ones_and_with_names_the_named_ones() {
        assertThat(bench.execute("--quick", "--list")).isZero();
        assertThat(out.toString().lines()).hasSameSizeAs(Workloads.QUICK);

        out.getBuffer().setLength(0);
        assertThat(bench.execute("--quick", "--list", "cluster")).isZero();
        assertThat(out.toString().lines()).isNotEmpty().allMatch(line -> line.startsWith("cluster."));
    }

    @Test
    void an_unknown_name_is_refused_with_the_known_ones() {
        assertThat(bench.execute("engin")).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("unknown benchmark 'engin'; expected engine, duescan")
                .contains("Usage: script/bench");
    }

    @Test
    void every_quick_benchmark_exists() {
        assertThat(Workloads.all().stream().map(Workload::name)).containsAll(Workloads.QUICK);
    }
}
