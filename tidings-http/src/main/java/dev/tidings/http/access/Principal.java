package dev.tidings.http.access;

import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.core.access.AccessRefused;
import dev.tidings.core.access.ApiKey;
import dev.tidings.core.access.KeyLimits;
import dev.tidings.core.access.Scope;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import io.netty.util.AttributeKey;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The authenticated caller of a request.
 *
 * @param key null when there is none: a token was used, or no key exists and everyone may do everything
 * @param recipient the only recipient whose events are accessible; null for the whole tenant
 * @param until when the access expires; null for never
 * @param limits of the key
 * @param credential what can be revoked; null for tokens
 */
public record Principal(
        String tenant,
        Set<Scope> scopes,
        @Nullable Key key,
        @Nullable String recipient,
        @Nullable Instant until,
        KeyLimits limits,
        @Nullable Credential credential) {
    /** The API key that was used. */
    public record Key(String id, String name) {}

    /** The caller of a server without keys. */
    public static final Principal ANYONE = new Principal(
            Intent.DEFAULT_TENANT,
            Set.of(Scope.ADMIN, Scope.SYSTEM),
            null,
            null,
            null,
            KeyLimits.NONE,
            Credential.NO_KEY_IN_FORCE);

    private static final AttributeKey<Principal> ATTRIBUTE = AttributeKey.valueOf(Principal.class, "principal");

    public Principal {
        scopes = Set.copyOf(scopes);
    }

    static Principal of(ApiKey key, Credential credential) {
        return new Principal(
                key.tenant(),
                key.scopes(),
                new Key(key.id(), key.name()),
                null,
                key.limits().expiresAt(),
                key.limits(),
                credential);
    }

    /** Creates the principal of a token, which may only subscribe for its recipient. */
    static Principal of(SubscriberToken token) {
        return new Principal(
                token.tenant(),
                Set.of(Scope.SUBSCRIBE),
                null,
                token.recipient(),
                token.expiresAt(),
                KeyLimits.NONE,
                null);
    }

    /**
     * Returns the recipient to subscribe for, if permitted; null means the whole tenant.
     *
     * @param asked the requested recipient; null when not given, in which case the token's applies
     */
    public @Nullable String subscribing(@Nullable String asked) {
        if (recipient == null) {
            return asked;
        }
        if (asked != null && !asked.equals(recipient)) {
            throw new AccessRefused(
                    AccessRefused.Reason.BOUNDS,
                    Problem.at(
                            ProblemCode.PERMISSION_DENIED,
                            "recipient",
                            asked,
                            "the recipient of the token, or no recipient"));
        }
        return recipient;
    }

    /** Returns the id of the API key; null when there is none. */
    public @Nullable String keyId() {
        return key == null ? null : key.id();
    }

    /** Returns whether the principal has one of these scopes. */
    public boolean allowedAny(Collection<Scope> needed) {
        return needed.stream().anyMatch(one -> scopes.stream().anyMatch(scope -> scope.covers(one)));
    }

    /** Returns the principal of an authenticated request. */
    public static Principal of(ServiceRequestContext ctx) {
        Principal principal = known(ctx);
        if (principal == null) {
            throw new IllegalStateException("no authenticator guards " + ctx.path());
        }
        return principal;
    }

    /** Returns null when the request is not authenticated yet. */
    static @Nullable Principal known(ServiceRequestContext ctx) {
        return ctx.attr(ATTRIBUTE);
    }

    void attachTo(ServiceRequestContext ctx) {
        ctx.setAttr(ATTRIBUTE, this);
    }
}
