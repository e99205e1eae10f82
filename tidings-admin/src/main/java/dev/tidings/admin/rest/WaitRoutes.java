package dev.tidings.admin.rest;

import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import dev.tidings.admin.WaitCounter;
import dev.tidings.admin.Waiting;
import dev.tidings.core.store.WaitCounts;
import dev.tidings.http.RestResponses;
import java.util.List;

/** {@code GET /v1/waits}. */
public final class WaitRoutes {
    private final WaitCounter counter;

    public WaitRoutes(WaitCounter counter) {
        this.counter = counter;
    }

    public HttpService get() {
        return (ctx, request) -> RestResponses.of(
                counter.counts(),
                found -> RestResponses.json(HttpStatus.OK, json -> {
                    WaitCounts counts = found.orElse(null);
                    json.bool("complete", counts != null && counts.complete());
                    json.time("counted_at", counts == null ? null : counts.countedAt());
                    json.objects("waits", List.of(Waiting.Reason.values()), (wait, reason) -> {
                        wait.text("for", reason.code());
                        wait.number("deliveries", counts == null ? 0 : counts.of(reason.code()));
                    });
                }));
    }
}
