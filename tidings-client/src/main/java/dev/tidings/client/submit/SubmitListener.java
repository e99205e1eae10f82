package dev.tidings.client.submit;

import java.time.Duration;

/** Observes submissions, for metrics. Called on the submitting thread: must return at once and not throw. */
@FunctionalInterface
public interface SubmitListener {
    /** Does nothing. */
    SubmitListener NONE = (intents, code, took) -> {};

    /**
     * An attempt has ended.
     *
     * @param intents how many it carried
     * @param code {@code ok}, or the code of the problem
     */
    void tried(int intents, String code, Duration took);
}
