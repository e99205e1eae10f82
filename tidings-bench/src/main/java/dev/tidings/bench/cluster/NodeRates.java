package dev.tidings.bench.cluster;

import dev.tidings.bench.http.LoadClient;
import dev.tidings.bench.http.SinkProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Measures deliveries per second from POST to reception, through nodes that share the items. */
final class NodeRates {
    private static final Duration AT_MOST = Duration.ofMinutes(2);

    private final Postgres postgres;
    private final SinkProcess sink;
    private int next;

    NodeRates(Postgres postgres, SinkProcess sink) {
        this.postgres = postgres;
        this.sink = sink;
    }

    /** @param clients one per node */
    double perSecond(int items, List<LoadClient> clients) throws Exception {
        postgres.checkpoint();
        int share = items / clients.size();
        int count = share * clients.size();
        int begin = next;
        next += count;
        sink.reset(begin, count);
        long begun = System.nanoTime();
        try (ExecutorService threads = Executors.newFixedThreadPool(clients.size())) {
            List<Future<?>> loads = new ArrayList<>();
            for (int i = 0; i < clients.size(); i++) {
                LoadClient client = clients.get(i);
                int from = begin + i * share;
                loads.add(threads.submit(() -> {
                    client.closedLoop(from, share).requireSuccess();
                    return null;
                }));
            }
            for (Future<?> load : loads) {
                load.get();
            }
        }
        return LifeRates.perSecond(count, sink.await(count, AT_MOST).lastFirstAt() - begun);
    }
}
