package dev.tidings.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Selects deliveries by what they wait for. */
final class WaitingForOption {
    @Option(
            names = "--waiting-for",
            paramLabel = "REASON",
            description = "Only those that wait for this, such as circuit_open or ordering,ordering_halted.")
    private @Nullable String waitingFor;

    /** Adds the reasons to a query. */
    Map<String, String> in(Map<String, String> query) {
        if (waitingFor == null) {
            return query;
        }
        Map<String, String> all = new LinkedHashMap<>(query);
        all.put("waiting_for", waitingFor);
        return all;
    }
}
