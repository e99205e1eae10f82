package dev.tidings.admin;

import dev.tidings.core.audit.AuditAction;
import dev.tidings.core.audit.AuditChange;
import dev.tidings.core.channel.Channel;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.EndpointTest;
import dev.tidings.core.endpoint.SigningSecret;
import dev.tidings.core.secret.Masking;
import dev.tidings.http.AuditFields;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the audit log keeps of a change of an endpoint. It outlives the endpoint and the erasure of its recipient: so it names changed
 * settings and metadata without their values, signing keys by their ids, and shows of addresses only URLs, masked.
 */
final class EndpointAudit {
    private EndpointAudit() {}

    static AuditChange created(Channel channel, Endpoint endpoint) {
        return of(AuditAction.ENDPOINT_CREATED, channel, null, endpoint);
    }

    static AuditChange changed(AuditAction action, Channel channel, Endpoint before, Endpoint after) {
        return of(action, channel, before, after);
    }

    static AuditChange deleted(Channel channel, Endpoint endpoint) {
        return of(AuditAction.ENDPOINT_DELETED, channel, endpoint, null);
    }

    static AuditChange paused(Endpoint endpoint, @Nullable Instant until) {
        return new AuditFields()
                .changed("paused_until", endpoint.pausedUntil(), until)
                .of(
                        endpoint.key().tenant(),
                        until == null ? AuditAction.ENDPOINT_RESUMED : AuditAction.ENDPOINT_PAUSED,
                        endpoint.id().value());
    }

    static AuditChange tested(Endpoint endpoint, EndpointTest test) {
        return new AuditFields()
                .set("status", test.status())
                .of(
                        endpoint.key().tenant(),
                        AuditAction.ENDPOINT_TESTED,
                        endpoint.id().value());
    }

    /** A change that leaves the endpoint's own fields as they are. */
    static AuditChange of(AuditAction action, Endpoint endpoint) {
        return AuditChange.of(endpoint.key().tenant(), action, endpoint.id().value());
    }

    private static AuditChange of(
            AuditAction action, Channel channel, @Nullable Endpoint before, @Nullable Endpoint after) {
        Endpoint one = after == null ? Objects.requireNonNull(before) : after;
        AuditFields fields = new AuditFields();
        fields.changed(
                "channel",
                value(before, endpoint -> endpoint.key().channel()),
                value(after, endpoint -> endpoint.key().channel()));
        fields.changed(
                "name",
                value(before, endpoint -> endpoint.key().name()),
                value(after, endpoint -> endpoint.key().name()));
        address(fields, channel, before, after);
        fields.changed(
                "types",
                value(before, endpoint -> endpoint.types().patterns()),
                value(after, endpoint -> endpoint.types().patterns()));
        fields.changed("enabled", value(before, Endpoint::enabled), value(after, Endpoint::enabled));
        fields.changed(
                "disabled_reason", value(before, Endpoint::disabledReason), value(after, Endpoint::disabledReason));
        fields.changed("paused_until", value(before, Endpoint::pausedUntil), value(after, Endpoint::pausedUntil));
        fields.changed("secrets", value(before, EndpointAudit::secrets), value(after, EndpointAudit::secrets));
        auth(fields, before, after);
        fields.set("settings_changed", differing(before, after, Endpoint::settings));
        fields.set("metadata_changed", differing(before, after, Endpoint::metadata));
        return fields.of(one.key().tenant(), action, one.id().value());
    }

    private static <T extends @Nullable Object> @Nullable T value(
            @Nullable Endpoint endpoint, Function<Endpoint, T> field) {
        return endpoint == null ? null : field.apply(endpoint);
    }

    private static void address(
            AuditFields fields, Channel channel, @Nullable Endpoint before, @Nullable Endpoint after) {
        if (before != null && after != null && before.address().equals(after.address())) {
            return;
        }
        String old = value(before, endpoint -> shown(channel, endpoint.address()));
        String now = value(after, endpoint -> shown(channel, endpoint.address()));
        if (old != null && old.equals(now)) {
            fields.set("address_changed", true);
        } else {
            fields.changed("address", old, now);
        }
    }

    private static String shown(Channel channel, String address) {
        return address.contains("://") ? channel.shownAddress(address) : Masking.MASK;
    }

    private static List<String> secrets(Endpoint endpoint) {
        return endpoint.secrets().stream().map(EndpointAudit::shown).toList();
    }

    private static String shown(SigningSecret secret) {
        return secret.id() + " of " + secret.createdAt() + (secret.endsAt() == null ? "" : ", ends " + secret.endsAt());
    }

    private static void auth(AuditFields fields, @Nullable Endpoint before, @Nullable Endpoint after) {
        EndpointAuth old = value(before, Endpoint::auth);
        EndpointAuth now = value(after, Endpoint::auth);
        if (old != null && now != null && !old.equals(now) && kind(old).equals(kind(now))) {
            fields.set("auth_changed", true);
        } else {
            fields.changed("auth", old == null ? null : kind(old), now == null ? null : kind(now));
        }
    }

    private static String kind(EndpointAuth auth) {
        return switch (auth) {
            case EndpointAuth.None _ -> "none";
            case EndpointAuth.Bearer _ -> "bearer";
            case EndpointAuth.Basic _ -> "basic";
            case EndpointAuth.Header _ -> "header";
        };
    }

    private static @Nullable List<String> differing(
            @Nullable Endpoint before, @Nullable Endpoint after, Function<Endpoint, Map<String, String>> field) {
        Map<String, String> old = before == null ? Map.of() : field.apply(before);
        Map<String, String> now = after == null ? Map.of() : field.apply(after);
        TreeSet<String> names = new TreeSet<>(old.keySet());
        names.addAll(now.keySet());
        names.removeIf(name -> Objects.equals(old.get(name), now.get(name)));
        return names.isEmpty() ? null : List.copyOf(names);
    }
}
