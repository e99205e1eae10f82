package dev.tidings.core.endpoint;

import dev.tidings.core.id.EndpointId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a channel reaches a recipient.
 *
 * @param id stays when the endpoint is replaced; an endpoint that is deleted and created again gets another
 * @param address URL, mailbox, … in the channel's format
 * @param types the notification types that are sent to it
 * @param metadata the owner's own values; Tidings only stores and returns them
 * @param enabled whether deliveries may be sent to it
 * @param disabledReason why Tidings disabled it ({@code endpoint_gone}, {@code endpoint_failing}); null when the owner
 * did
 * @param pausedUntil deliveries wait until then; null when not paused
 * @param secrets signing keys, the current one first, then those still in rotation
 * @param settings options of the channel, such as {@code body: raw} of webhook
 * @param version changes with each change by the owner or by Tidings, but not with attempts and tests
 * @param failures the consecutive failures so far; null when the last attempt was sent
 */
public record Endpoint(
        EndpointId id,
        EndpointKey key,
        String address,
        TypeFilter types,
        Map<String, String> metadata,
        boolean enabled,
        @Nullable String disabledReason,
        @Nullable Instant pausedUntil,
        List<SigningSecret> secrets,
        EndpointAuth auth,
        Map<String, String> settings,
        @Nullable ConsecutiveFailures failures,
        @Nullable EndpointTest lastTest,
        Instant createdAt,
        Instant updatedAt,
        long version) {
    /** The version of an endpoint that is not stored yet. */
    public static final long NEW = 0;

    public Endpoint {
        secrets = List.copyOf(secrets);
        settings = Map.copyOf(settings);
        metadata = Map.copyOf(metadata);
    }

    /** Creates an endpoint for all types, without metadata, that is not stored yet. */
    public Endpoint(
            EndpointId id,
            EndpointKey key,
            String address,
            boolean enabled,
            @Nullable String disabledReason,
            @Nullable Instant pausedUntil,
            List<SigningSecret> secrets,
            EndpointAuth auth,
            Map<String, String> settings,
            @Nullable ConsecutiveFailures failures,
            @Nullable EndpointTest lastTest,
            Instant createdAt,
            Instant updatedAt) {
        this(
                id,
                key,
                address,
                TypeFilter.ALL,
                Map.of(),
                enabled,
                disabledReason,
                pausedUntil,
                secrets,
                auth,
                settings,
                failures,
                lastTest,
                createdAt,
                updatedAt,
                NEW);
    }

    /** Returns what queues, rates and circuits of this endpoint are kept under. */
    public TargetKey target() {
        return new TargetKey(key.tenant(), key.channel(), id.value());
    }

    /** Returns a copy with another type filter and other metadata. */
    public Endpoint with(TypeFilter otherTypes, Map<String, String> otherMetadata) {
        return new Endpoint(
                id,
                key,
                address,
                otherTypes,
                otherMetadata,
                enabled,
                disabledReason,
                pausedUntil,
                secrets,
                auth,
                settings,
                failures,
                lastTest,
                createdAt,
                updatedAt,
                version);
    }

    public Endpoint withAddress(String other) {
        return with(other, secrets, settings);
    }

    public Endpoint withSecrets(List<SigningSecret> others) {
        return with(address, others, settings);
    }

    public Endpoint withSettings(Map<String, String> others) {
        return with(address, secrets, others);
    }

    /** Returns a copy that Tidings disabled for a reason; null when its owner did, or when it is enabled. */
    public Endpoint withDisabledReason(@Nullable String other) {
        return new Endpoint(
                id,
                key,
                address,
                types,
                metadata,
                enabled,
                other,
                pausedUntil,
                secrets,
                auth,
                settings,
                failures,
                lastTest,
                createdAt,
                updatedAt,
                version);
    }

    private Endpoint with(String otherAddress, List<SigningSecret> otherSecrets, Map<String, String> otherSettings) {
        return new Endpoint(
                id,
                key,
                otherAddress,
                types,
                metadata,
                enabled,
                disabledReason,
                pausedUntil,
                otherSecrets,
                auth,
                otherSettings,
                failures,
                lastTest,
                createdAt,
                updatedAt,
                version);
    }

    /** Returns whether the owner's configuration is the same and Tidings has not changed its state. */
    public boolean sameConfigurationAs(Endpoint other) {
        return key.equals(other.key)
                && address.equals(other.address)
                && types.equals(other.types)
                && metadata.equals(other.metadata)
                && enabled == other.enabled
                && Objects.equals(disabledReason, other.disabledReason)
                && secrets.equals(other.secrets)
                && auth.equals(other.auth)
                && settings.equals(other.settings);
    }

    public boolean pausedAt(Instant now) {
        return pausedUntil != null && now.isBefore(pausedUntil);
    }
}
