package dev.tidings.client.submit;

import java.time.Duration;

/** Watches submissions, for metrics. Called on the submitting thread; to return at once, and not to throw. */
@FunctionalInterface
public interface SubmitListener {
    /** Does nothing. */
    SubmitListener NONE = (intents, code, took) -> {};

    /**
     * A try is over.
     *
     * @param intents how many it carried
     * @param code {@code ok}, or the code of the problem
     */
    void tried(int intents, String code, Duration took);
}
