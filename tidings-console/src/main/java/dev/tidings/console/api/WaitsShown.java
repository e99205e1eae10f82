package dev.tidings.console.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the deliveries of all tenants wait for. */
public record WaitsShown(boolean complete, @Nullable String countedAt, List<Count> waits) {
    public record Count(@JsonProperty("for") String reason, long deliveries) {}
}
