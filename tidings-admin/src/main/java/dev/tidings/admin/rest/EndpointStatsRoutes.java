package dev.tidings.admin.rest;

import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import dev.tidings.admin.EndpointStatistics;
import dev.tidings.admin.EndpointStats;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.http.RestResponses;
import dev.tidings.json.JsonWriter;
import java.io.IOException;

/** Serves the statistics of an endpoint. */
public final class EndpointStatsRoutes {
    private final EndpointStatistics statistics;

    public EndpointStatsRoutes(EndpointStatistics statistics) {
        this.statistics = statistics;
    }

    public HttpService get() {
        return (ctx, request) -> RestResponses.of(
                statistics.of(EndpointRoutes.ref(ctx)),
                stats -> RestResponses.json(HttpStatus.OK, json -> write(json, stats)));
    }

    private static void write(JsonWriter json, EndpointStats stats) throws IOException {
        json.text("id", stats.id().value());
        json.time("since", stats.since());
        json.bool("complete", stats.complete());
        for (DeliveryStatus status : DeliveryStatus.values()) {
            json.number(status.code(), stats.count(status));
        }
        EndpointStats.Latency latency = stats.latency();
        if (latency != null) {
            json.object("latency_ms", fields -> {
                fields.number("p50", latency.p50().toMillis());
                fields.number("p95", latency.p95().toMillis());
            });
        }
        json.text("circuit", stats.circuit().code());
        EndpointJson.write(json, "consecutive_failures", stats.failures());
    }
}
