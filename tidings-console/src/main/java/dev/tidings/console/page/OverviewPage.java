package dev.tidings.console.page;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.QueryParams;
import dev.tidings.console.api.CountShown;
import dev.tidings.console.api.EndpointsShown;
import dev.tidings.console.api.EventsShown;
import dev.tidings.console.api.WaitsShown;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What is going on: each figure leads to its list. Counts are bounded, so that a large store answers as fast as a small one. */
final class OverviewPage {
    private static final int MOST = 10_000;
    private static final int ENDPOINTS = 100;
    private static final int EVENTS = 10;

    private final Html html;
    private final InstantSource clock;

    OverviewPage(Html html, InstantSource clock) {
        this.html = html;
        this.clock = clock;
    }

    CompletableFuture<HttpResponse> show(Visit visit) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        String hour = now.minus(Duration.ofHours(1)).toString();
        String day = now.minus(Duration.ofDays(1)).toString();
        List<CompletableFuture<OverviewView.Figure>> figures = List.of(
                deliveries(visit, "waiting", "cancel", "pending,failed", null),
                deliveries(visit, "retrying", "cancel", "failed", null),
                deliveries(visit, "sent_hour", "replay", "sent", hour),
                deliveries(visit, "dead_day", "replay", "dead", day),
                deliveries(visit, "dead", "replay", "dead", null),
                endpoints(visit, "failing"),
                endpoints(visit, "circuit_open"));
        CompletableFuture<@Nullable WaitsShown> waits = waits(visit);
        CompletableFuture<EventsShown> events = visit.api()
                .get(
                        EventsShown.class,
                        "/v1/operational-events",
                        Map.of(),
                        QueryParams.of("limit", String.valueOf(EVENTS)));
        return CompletableFuture.allOf(figures.toArray(CompletableFuture[]::new))
                .thenCombine(waits, (done, found) -> found)
                .thenCombine(
                        events,
                        (found, happened) -> html.page(
                                "overview.jte",
                                visit.shell().in("overview"),
                                new OverviewView(
                                        figures.stream()
                                                .map(CompletableFuture::join)
                                                .toList(),
                                        found,
                                        happened.events())));
    }

    /** A bulk run that only counts: {@code replay} for finished deliveries, {@code cancel} for others. */
    private static CompletableFuture<OverviewView.Figure> deliveries(
            Visit visit, String key, String kind, String statuses, @Nullable String since) {
        String filter = "\"status\": [\"" + statuses.replace(",", "\", \"") + "\"]"
                + (since == null ? "" : ", \"since\": \"" + since + "\"");
        String path = "/console/deliveries?"
                + (since == null
                                ? QueryParams.of("status", statuses)
                                : QueryParams.of("status", statuses, "since", since))
                        .toQueryString();
        return visit.api()
                .post(
                        CountShown.class,
                        "/v1/deliveries:" + kind,
                        Map.of(),
                        "{\"dry_run\": true, \"limit\": " + MOST + ", \"filter\": {" + filter + "}}")
                .thenApply(found -> {
                    int count = Objects.requireNonNullElse(found.matched(), 0);
                    return new OverviewView.Figure(
                            key, shown(count, count >= MOST), path, count > 0 && key.startsWith("dead"));
                });
    }

    private static CompletableFuture<OverviewView.Figure> endpoints(Visit visit, String health) {
        return visit.api()
                .get(
                        EndpointsShown.class,
                        "/v1/endpoints",
                        Map.of(),
                        QueryParams.of("health", health, "limit", String.valueOf(ENDPOINTS)))
                .thenApply(found -> new OverviewView.Figure(
                        health,
                        shown(found.endpoints().size(), found.nextCursor() != null),
                        "/console/endpoints?health=" + health,
                        !found.endpoints().isEmpty()));
    }

    private static String shown(int count, boolean more) {
        return String.format(Locale.ROOT, "%,d", count) + (more ? "+" : "");
    }

    /** A refused call would be logged, so it is not tried. */
    private static CompletableFuture<@Nullable WaitsShown> waits(Visit visit) {
        if (!visit.shell().viewer().system()) {
            return CompletableFuture.completedFuture(null);
        }
        return visit.api().get(WaitsShown.class, "/v1/waits", Map.of()).thenApply(found -> found);
    }
}
