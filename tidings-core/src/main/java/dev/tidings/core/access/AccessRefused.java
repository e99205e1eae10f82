package dev.tidings.core.access;

import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Somebody was not let in, or may not do what they asked for. */
public final class AccessRefused extends ProblemException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final @Nullable String keyId;

    /** Why, for logs and metrics. */
    public enum Reason {
        /** Neither a key nor a token was shown where one is needed. */
        NO_CREDENTIALS,
        /** The key is not known, has ended, or holds elsewhere only. */
        WRONG_KEY,
        /** The address has tried too many of those. */
        TOO_MANY_WRONG_KEYS,
        WRONG_TOKEN,
        /** No key is in force, and the client is on another machine or behind a proxy. */
        NOT_LOCAL,
        /** A page of another origin, or a name that the server does not have. */
        ORIGIN,
        /** The key lacks the scope. */
        SCOPE,
        /** The key or token is bound to other types or recipients. */
        BOUNDS;

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public AccessRefused(Reason reason, Problem problem) {
        this(reason, null, problem);
    }

    /** @param keyId whose key it was; null when there is none, or its id is known otherwise */
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
