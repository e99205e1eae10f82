package dev.tidings.cli;

import dev.tidings.core.access.KeyLimits;
import dev.tidings.core.time.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The limits of a new API key, besides its scopes. */
public final class KeyLimitOptions {
    @Option(names = "--expires", paramLabel = "DURATION", description = "Time until the key expires, such as 90d.")
    private @Nullable String expires;

    @Option(
            names = "--from",
            split = ",",
            paramLabel = "RANGE",
            description = "Client addresses that may use the key, such as 10.0.0.0/8; may be repeated.")
    private List<String> networks = new ArrayList<>();

    @Option(
            names = "--type",
            split = ",",
            paramLabel = "TYPE",
            description =
                    "Types that the key may submit, such as 'build.*'; may be repeated. Only with the scope produce.")
    private List<String> types = new ArrayList<>();

    @Option(
            names = "--recipient",
            paramLabel = "RECIPIENT",
            description = "Recipients that the key may notify, such as 'team:*'; may be repeated. Only with the scope"
                    + " produce.")
    private List<String> recipients = new ArrayList<>();

    public KeyLimits read(Instant now) {
        return new KeyLimits(expires == null ? null : until(expires, now), networks, types, recipients);
    }

    /** Throws {@link UsageError} when the text is not a duration. */
    public static Instant until(String expires, Instant now) {
        Duration after = Durations.parse(expires);
        if (after == null || after.isZero()) {
            throw new UsageError("--expires is " + expires + "; expected " + Durations.EXPECTED);
        }
        return now.plus(after);
    }
}
