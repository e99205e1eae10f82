package dev.tidings.console.api;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint.
 *
 * @param newSecrets generated keys, in the answer to a rotation only
 */
public record EndpointShown(
        String id,
        String recipient,
        String channel,
        String name,
        String address,
        List<String> types,
        boolean enabled,
        String health,
        @Nullable String disabledReason,
        @Nullable String pausedUntil,
        @Nullable Block blocked,
        boolean hasSecret,
        List<Key> secrets,
        Map<String, String> settings,
        @Nullable List<String> retrySchedule,
        @Nullable Failures failures,
        @Nullable Test lastTest,
        String createdAt,
        String updatedAt,
        @Nullable List<String> newSecrets) {
    /** Why it is blocked on all nodes. */
    public record Block(
            String reason, String circuit, @Nullable String until, int opened) {}

    /** A signing key; masked. */
    public record Key(
            String id,
            String secret,
            String createdAt,
            @Nullable String endsAt) {}

    /** Failed attempts since the last success. */
    public record Failures(String since, int attempts) {}

    /** The last test message. */
    public record Test(String status, @Nullable String error, String at) {}
}
