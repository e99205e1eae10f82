package dev.tidings.http.access;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;

/**
 * A person whose API key this server has verified. It holds the hash of the key, which is looked up again for each call: a
 * revoked key ends the access.
 */
public final class SignIn {
    private static final AttributeKey<SignIn> ATTRIBUTE = AttributeKey.valueOf(SignIn.class, "sign_in");

    private final Credential credential;

    SignIn(Credential credential) {
        this.credential = credential;
    }

    Credential credential() {
        return credential;
    }

    /** Makes the person the caller of a request, which then needs no credential of its own. */
    public void attachTo(ServiceRequestContext ctx) {
        ctx.setAttr(ATTRIBUTE, this);
    }

    static @Nullable SignIn of(ServiceRequestContext ctx) {
        return ctx.attr(ATTRIBUTE);
    }
}
