package dev.tidings.server.access;

import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.core.access.ApiKey;
import dev.tidings.core.access.Scope;
import dev.tidings.core.notification.Intent;
import io.netty.util.AttributeKey;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * On whose behalf a request is made.
 *
 * @param keyId null when no key is in force and everybody may do everything
 */
public record Principal(
        String tenant, Set<Scope> scopes, @Nullable String keyId) {
    /** Whoever asks a server that has no key in force. */
    public static final Principal ANYONE = new Principal(Intent.DEFAULT_TENANT, Set.of(Scope.ADMIN), null);

    private static final AttributeKey<Principal> ATTRIBUTE = AttributeKey.valueOf(Principal.class, "principal");

    public Principal {
        scopes = Set.copyOf(scopes);
    }

    static Principal of(ApiKey key) {
        return new Principal(key.tenant(), key.scopes(), key.id());
    }

    /** Whether one of these scopes is held. */
    public boolean allowedAny(Collection<Scope> needed) {
        return needed.stream().anyMatch(one -> scopes.stream().anyMatch(scope -> scope.covers(one)));
    }

    /** The principal of a request that passed the authenticator. */
    public static Principal of(ServiceRequestContext ctx) {
        Principal principal = ctx.attr(ATTRIBUTE);
        if (principal == null) {
            throw new IllegalStateException("no authenticator stands before " + ctx.path());
        }
        return principal;
    }

    void attachTo(ServiceRequestContext ctx) {
        ctx.setAttr(ATTRIBUTE, this);
    }
}
