package dev.tidings.spring;

import org.jspecify.annotations.Nullable;

/** A setting with which the application cannot start. */
public final class InvalidSettingException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String property;
    private final String action;

    /**
     * @param property such as {@code tidings.outbox.relay.batch}
     * @param problem the value, unless it is a secret, and what was expected
     * @param action what to do, as a sentence
     */
    InvalidSettingException(String property, String problem, String action, @Nullable Throwable cause) {
        super(property + ": " + problem, cause);
        this.property = property;
        this.action = action;
    }

    public String property() {
        return property;
    }

    public String action() {
        return action;
    }
}
