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
 * On whose behalf a request is made.
 *
 * @param keyId null when it was no key: a token, or no key is in force and everybody may do everything
 * @param recipient whose events alone it may have; null when it may have those of the whole tenant
 * @param until when it ends by itself; null when it does not
 * @param limits of the key
 * @param credential what can be taken back; null when nothing can, as with a token
 */
public record Principal(
        String tenant,
        Set<Scope> scopes,
        @Nullable String keyId,
        @Nullable String recipient,
        @Nullable Instant until,
        KeyLimits limits,
        @Nullable Credential credential) {
    /** Whoever asks a server that has no key in force. */
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
                key.tenant(), key.scopes(), key.id(), null, key.limits().expiresAt(), key.limits(), credential);
    }

    /** Whoever shows a token may do no more than subscribe for its recipient. */
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
     * The recipient whose events are asked for, if this principal may have them; null asks for those of all.
     *
     * @param asked as the request says; null when it says nothing, which a token completes
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
                            "the recipient of the token, or nothing"));
        }
        return recipient;
    }

    /** Whether one of these scopes is held. */
    public boolean allowedAny(Collection<Scope> needed) {
        return needed.stream().anyMatch(one -> scopes.stream().anyMatch(scope -> scope.covers(one)));
    }

    /** The principal of a request that passed the authenticator. */
    public static Principal of(ServiceRequestContext ctx) {
        Principal principal = known(ctx);
        if (principal == null) {
            throw new IllegalStateException("no authenticator stands before " + ctx.path());
        }
        return principal;
    }

    /** Null where nobody was let in yet. */
    static @Nullable Principal known(ServiceRequestContext ctx) {
        return ctx.attr(ATTRIBUTE);
    }

    void attachTo(ServiceRequestContext ctx) {
        ctx.setAttr(ATTRIBUTE, this);
    }
}
