package dev.tidings.core.problem;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Unwraps the exceptions in which futures wrap a failure. */
public final class Cause {
    private Cause() {}

    public static Throwable of(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** Returns the cause for rethrowing: unchecked as it is, checked in a {@link CompletionException}. */
    public static RuntimeException unchecked(Throwable failure) {
        Throwable cause = of(failure);
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException unchecked ? unchecked : new CompletionException(cause);
    }
}
