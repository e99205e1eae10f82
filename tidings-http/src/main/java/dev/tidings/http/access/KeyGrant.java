package dev.tidings.http.access;

import dev.tidings.core.access.KeyLimits;
import dev.tidings.core.access.Scope;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.http.net.AddressRanges;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Limits what a principal may grant to a key: never more than its own rights. Limits on types and recipients are not
 * compared, because keys that have them can only submit.
 */
public final class KeyGrant {
    private KeyGrant() {}

    /** Throws a ProblemException when a key with these scopes and limits would exceed the creator's rights. */
    public static void require(Principal by, Set<Scope> scopes, KeyLimits limits) {
        requireScopes(by, scopes);
        Instant until = by.limits().expiresAt();
        if (until != null && (limits.expiresAt() == null || limits.expiresAt().isAfter(until))) {
            throw refused("expires_at", limits.expiresAt(), until + " or earlier, when the requesting key expires");
        }
        AddressRanges own = AddressRanges.parse("from", by.limits().networks());
        if (!own.isEmpty() && !within(own, limits.networks())) {
            throw refused(
                    "from",
                    String.join(", ", limits.networks()),
                    "networks within those of the requesting key: "
                            + String.join(", ", by.limits().networks()));
        }
    }

    private static boolean within(AddressRanges own, List<String> networks) {
        return !networks.isEmpty() && own.cover(AddressRanges.parse("from", networks));
    }

    /** Throws a ProblemException for the first scope that the principal lacks. */
    public static void requireScopes(Principal by, Set<Scope> scopes) {
        scopes.stream()
                .sorted()
                .filter(scope -> !by.allowedAny(List.of(scope)))
                .findFirst()
                .ifPresent(more -> {
                    throw refused(
                            "scopes",
                            more.code(),
                            "only scopes of the requesting key: "
                                    + by.scopes().stream()
                                            .map(Scope::code)
                                            .sorted()
                                            .collect(Collectors.joining(", ")));
                });
    }

    private static RuntimeException refused(String field, @Nullable Object value, String expected) {
        return Problem.at(ProblemCode.PERMISSION_DENIED, field, value, expected).exception();
    }
}
