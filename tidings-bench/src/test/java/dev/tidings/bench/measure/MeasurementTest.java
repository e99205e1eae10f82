package dev.tidings.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasurementTest {
    private static final Rounds.Sides SIDES = new Rounds.Sides(List.of(40.0, 60.0, 50.0), List.of(100.0, 90.0));

    @Test
    void a_ratio_is_computed_from_medians_and_checked_against_its_goal() {
        Measurement row = Measurement.both("engine", "rate", "rows/s", "bare file", SIDES, new Goal.RatioAtLeast(0.5));

        assertThat(row.ours()).isEqualTo(50);
        assertThat(row.theirs()).isEqualTo(95);
        assertThat(row.met()).isTrue();
        assertThat(Measurement.both("engine", "rate", "rows/s", "bare file", SIDES, new Goal.RatioAtLeast(0.6))
                        .met())
                .isFalse();
        assertThat(Measurement.both("due", "cost", "µs", "small", SIDES, new Goal.RatioAtMost(0.6))
                        .met())
                .isTrue();
    }

    @Test
    void the_table_shows_the_least_and_the_greatest_ratio_of_paired_rounds() {
        Rounds.Sides pairs = new Rounds.Sides(List.of(40.0, 60.0, 50.0), List.of(100.0, 100.0, 100.0));
        Measurement row = Measurement.both("engine", "rate", "rows/s", "bare file", pairs, new Goal.None());

        assertThat(row.ratios()).containsExactly(0.4, 0.5, 0.6);
        assertThat(ResultTable.of(List.of(row))).contains("0.50 (0.40–0.60)");
    }

    @Test
    void a_figure_without_another_side_shows_its_own_range() {
        Measurement row = Measurement.alone("start", "ready", "s", List.of(1.5, 1.2, 1.3), new Goal.AtMost(2));

        assertThat(ResultTable.of(List.of(row))).contains("1.30 s (1.20–1.50)");
    }

    @Test
    void rows_survive_a_round_trip_through_a_file(@TempDir Path folder) throws Exception {
        List<Measurement> rows = List.of(
                Measurement.both("engine", "rate", "rows/s", "bare file", SIDES, new Goal.RatioAtLeast(0.5)),
                Measurement.alone("start", "ready", "ms", List.of(1.0), new Goal.AtMost(2)),
                Measurement.point("charts.nodes", "rate", 2, "/s", List.of(3.0, 4.0)),
                Measurement.alone("start", "rss", "MB", List.of(1.0), new Goal.None()));

        ResultsFile.write(folder.resolve("rows.json"), Machine.here(folder), rows);

        assertThat(ResultsFile.rows(folder.resolve("rows.json"))).isEqualTo(rows);
        assertThat(ResultTable.of(rows)).contains("ratio ≥ 0.5", "≤ 2.00 ms", "yes");
    }
}
