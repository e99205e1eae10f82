package dev.tidings.admin;

import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.endpoint.Secret;
import dev.tidings.core.endpoint.SigningSecret;
import dev.tidings.core.endpoint.TypeFilter;
import dev.tidings.core.id.EndpointId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The desired state of an endpoint.
 *
 * @param types empty for all types
 * @param metadata the owner's own values
 * @param secret null keeps the current key, or generates one
 * @param auth null keeps the current credentials
 */
public record EndpointPut(
        EndpointKey key,
        String address,
        TypeFilter types,
        Map<String, String> metadata,
        boolean enabled,
        @Nullable Secret secret,
        @Nullable EndpointAuth auth,
        Map<String, String> settings) {
    public EndpointPut {
        settings = Map.copyOf(settings);
        metadata = Map.copyOf(metadata);
    }

    /**
     * The resulting endpoint; without a key if none was given and none existed.
     *
     * @param fresh makes a signing key of a given secret
     */
    Endpoint over(@Nullable Endpoint present, EndpointId id, Function<Secret, SigningSecret> fresh, Instant now) {
        return new Endpoint(
                id,
                key,
                address,
                types,
                metadata,
                enabled,
                null,
                present == null ? null : present.pausedUntil(),
                secrets(present, fresh),
                auth(present),
                MaskedSecrets.meant(settings, present),
                present == null ? null : present.failures(),
                present == null ? null : present.lastTest(),
                present == null ? now : present.createdAt(),
                now,
                Endpoint.NEW);
    }

    private EndpointAuth auth(@Nullable Endpoint present) {
        EndpointAuth stored = present == null ? null : present.auth();
        if (auth != null) {
            return MaskedSecrets.meant(auth, stored);
        }
        return stored == null ? new EndpointAuth.None() : stored;
    }

    private List<SigningSecret> secrets(@Nullable Endpoint present, Function<Secret, SigningSecret> fresh) {
        List<SigningSecret> kept = present == null ? List.of() : present.secrets();
        if (secret == null) {
            return kept;
        }
        Secret stored = kept.isEmpty() ? null : kept.getFirst().secret();
        Secret meant = MaskedSecrets.meant("secret", secret, stored);
        return meant.equals(stored) ? kept : List.of(fresh.apply(meant));
    }
}
