package dev.tidings.core.access;

import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Thrown when a caller is not authenticated or lacks permission. */
public final class AccessRefused extends ProblemException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final @Nullable String keyId;

    /** The reason, for logs and metrics. */
    public enum Reason {
        /** The request carries neither an API key nor a token. */
        NO_CREDENTIALS,
        /** The API key is unknown, revoked, expired or not valid from this address. */
        WRONG_KEY,
        /** The address has sent too many invalid keys. */
        TOO_MANY_WRONG_KEYS,
        WRONG_TOKEN,
        /** No API key exists, and the client is remote or behind a proxy. */
        NOT_LOCAL,
        /** The request comes from a page of another origin, or names a host that is not this server's. */
        ORIGIN,
        /** The key lacks the required scope. */
        SCOPE,
        /** The key or token is restricted to other types or recipients. */
        BOUNDS;

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public AccessRefused(Reason reason, Problem problem) {
        this(reason, null, problem);
    }

    /** @param keyId the key's id; null when there is none or the caller knows it already */
    public AccessRefused(Reason reason, @Nullable String keyId, Problem problem) {
        super(problem);
        this.reason = reason;
        this.keyId = keyId;
    }

    public Reason reason() {
        return reason;
    }

    public @Nullable String keyId() {
        return keyId;
    }
}
