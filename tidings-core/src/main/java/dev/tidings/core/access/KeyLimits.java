package dev.tidings.core.access;

import dev.tidings.core.notification.Audience;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Restrictions of an API key in addition to its scopes. An empty list means no restriction.
 *
 * @param expiresAt null when the key never expires
 * @param networks addresses and CIDR ranges the key may be used from
 * @param types types the key may submit: exact, or a prefix and {@code *}
 * @param recipients recipients the key may notify: exact, or a prefix and {@code *}
 */
public record KeyLimits(
        @Nullable Instant expiresAt, List<String> networks, List<String> types, List<String> recipients) {
    public static final KeyLimits NONE = new KeyLimits(null, List.of(), List.of(), List.of());

    public KeyLimits {
        networks = List.copyOf(networks);
        types = List.copyOf(types);
        recipients = List.copyOf(recipients);
    }

    /** Returns a copy with another expiry. */
    public KeyLimits until(@Nullable Instant end) {
        return new KeyLimits(end, networks, types, recipients);
    }

    public boolean expired(Instant now) {
        return expiresAt != null && !now.isBefore(expiresAt);
    }

    /** Returns whether the limits restrict types or recipients. */
    public boolean boundIntents() {
        return !types.isEmpty() || !recipients.isEmpty();
    }

    /** Throws a ProblemException when the key may not submit this intent. */
    public void require(Intent intent) {
        if (!types.isEmpty() && !matches(types, intent.type())) {
            throw refused("type", intent.type(), "one of the types of this API key: " + String.join(", ", types));
        }
        if (!recipients.isEmpty()) {
            switch (intent.audience()) {
                case Audience.Recipients to ->
                    to.ids().stream()
                            .filter(recipient -> !matches(recipients, recipient))
                            .findFirst()
                            .ifPresent(other -> {
                                throw refused(
                                        "audience.recipients",
                                        other,
                                        "recipients of this API key: " + String.join(", ", recipients));
                            });
                case Audience.Topic to ->
                    throw refused(
                            "audience.topic",
                            to.id(),
                            "no topic: this API key may only notify the recipients " + String.join(", ", recipients));
                case Audience.Addresses _ ->
                    throw refused(
                            "audience.addresses",
                            null,
                            "no addresses: this API key may only notify the recipients "
                                    + String.join(", ", recipients));
            }
        }
    }

    private static boolean matches(List<String> patterns, String text) {
        return patterns.stream()
                .anyMatch(pattern -> pattern.endsWith("*")
                        ? text.startsWith(pattern.substring(0, pattern.length() - 1))
                        : pattern.equals(text));
    }

    private static RuntimeException refused(String field, @Nullable String value, String expected) {
        return new AccessRefused(
                AccessRefused.Reason.BOUNDS, Problem.at(ProblemCode.PERMISSION_DENIED, field, value, expected));
    }
}
