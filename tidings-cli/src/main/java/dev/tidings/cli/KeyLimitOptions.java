package dev.tidings.cli;

import dev.tidings.core.access.KeyLimits;
import dev.tidings.core.time.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What bounds a key that is made, beside its scopes. */
public final class KeyLimitOptions {
    @Option(names = "--expires", paramLabel = "DURATION", description = "When it ends by itself, such as 90d.")
    private @Nullable String expires;

    @Option(
            names = "--from",
            split = ",",
            paramLabel = "RANGE",
            description = "Addresses from which it may be used, such as 10.0.0.0/8; may be repeated.")
    private List<String> networks = new ArrayList<>();

    @Option(
            names = "--type",
            split = ",",
            paramLabel = "TYPE",
            description = "Types that it may submit, such as 'build.*'; may be repeated. With the scope produce alone.")
    private List<String> types = new ArrayList<>();

    @Option(
            names = "--recipient",
            paramLabel = "RECIPIENT",
            description = "Whom it may tell, such as 'team:*'; may be repeated. With the scope produce alone.")
    private List<String> recipients = new ArrayList<>();

    public KeyLimits read(Instant now) {
        return new KeyLimits(expires == null ? null : until(expires, now), networks, types, recipients);
    }

    /** Throws {@link Usage} for what is no duration. */
    public static Instant until(String expires, Instant now) {
        Duration after = Durations.parse(expires);
        if (after == null || after.isZero()) {
            throw new Usage("--expires is " + expires + "; expected " + Durations.EXPECTED);
        }
        return now.plus(after);
    }
}
