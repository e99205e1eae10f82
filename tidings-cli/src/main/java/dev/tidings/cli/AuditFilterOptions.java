package dev.tidings.cli;

import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that select records of the audit log. */
final class AuditFilterOptions {
    @Option(names = "--tenant", description = "The tenant; another than that of the key needs the scope system.")
    @Nullable
    String tenant;

    @Option(names = "--actor", paramLabel = "ACTOR", description = "key_..., loopback, local or server.")
    @Nullable
    String actor;

    @Option(
            names = "--action",
            paramLabel = "ACTION",
            description = "An action such as endpoint.paused, or all of a kind: 'endpoint.*'.")
    @Nullable
    String action;

    @Option(names = "--object", paramLabel = "ID", description = "The id of the changed object.")
    @Nullable
    String object;

    @Option(
            names = {"-r", "--recipient"},
            description = "Changes of the profile of this recipient.")
    @Nullable
    String recipient;

    @Option(
            names = "--since",
            paramLabel = "TIME|AGE",
            description = "Since this time or age, such as 2h or 2027-01-31T08:00:00Z.")
    @Nullable
    String since;

    @Option(names = "--until", paramLabel = "TIME|AGE", description = "Before this time or age.")
    @Nullable
    String until;

    Map<String, String> query(InstantSource clock) {
        return new FilterQuery()
                .with("tenant", tenant)
                .with("actor", actor)
                .with("action", action)
                .with("object", object)
                .with("recipient", recipient)
                .withTime("since", since, clock)
                .withTime("until", until, clock)
                .parameters();
    }
}
