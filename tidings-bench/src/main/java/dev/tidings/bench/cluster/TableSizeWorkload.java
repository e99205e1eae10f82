package dev.tidings.bench.cluster;

import dev.tidings.bench.chart.Chart;
import dev.tidings.bench.chart.ChartedWorkload;
import dev.tidings.bench.engine.NoopChannel;
import dev.tidings.bench.measure.Measurement;
import dev.tidings.bench.measure.WorkloadEnvironment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Measures the rate of whole lives on PostgreSQL beside more and more finished deliveries. */
public final class TableSizeWorkload implements ChartedWorkload {
    private static final int LARGEST = 10_000_000;
    private static final int SIZES = 5;
    private static final int STEP = 10;
    private static final int MOST_ITEMS = 50_000;
    private static final int ROUNDS = 3;
    private static final String SERIES = "whole life on PostgreSQL";

    @Override
    public String name() {
        return "charts.table";
    }

    @Override
    public String summary() {
        return "chart: whole lives per second on PostgreSQL over the number of finished deliveries";
    }

    @Override
    public Chart chart() {
        return new Chart("Rate over table size", "finished deliveries", "deliveries/s", Chart.Scale.LOGARITHMIC);
    }

    @Override
    public List<Measurement> run(WorkloadEnvironment stage) throws Exception {
        int largest = WorkloadEnvironment.items(LARGEST);
        int items = Math.min(MOST_ITEMS, largest);
        int rounds = WorkloadEnvironment.rounds(ROUNDS);
        Map<Integer, List<Double>> figures = new TreeMap<>();
        try (Postgres postgres = Postgres.start(stage)) {
            TidingsStores stores = new TidingsStores(stage, postgres);
            // The first round warms up.
            for (int round = 0; round <= rounds; round++) {
                int size = largest;
                for (int i = 0; i < SIZES && size > 0; i++, size /= STEP) {
                    double rate = rate(postgres, stores, size, items);
                    stage.say(String.format(
                            Locale.ROOT, "round %d   %,d finished   %,.0f deliveries/s", round, size, rate));
                    if (round > 0) {
                        figures.computeIfAbsent(size, finished -> new ArrayList<>())
                                .add(rate);
                    }
                }
            }
        }
        List<Measurement> points = new ArrayList<>();
        figures.forEach((size, rates) -> points.add(Measurement.point(name(), SERIES, size, "/s", rates)));
        return points;
    }

    /** In a database of its own, because each run leaves its deliveries. */
    private static double rate(Postgres postgres, TidingsStores stores, int finished, int items) throws Exception {
        String database = stores.empty();
        try {
            FullTable.fill(database, finished, 0);
            TidingsSide side = new TidingsSide(() -> stores.open(database), NoopChannel::new, LifeWorkload.endpoints());
            postgres.checkpoint();
            return side.together(0, items).whole();
        } finally {
            postgres.drop(database);
        }
    }
}
