package dev.tidings.core.intent;

import dev.tidings.core.notification.Intent;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Checks intents against what is known about their types. */
public interface IntentTypes {
    /** The result of a check without complaint; shared, because almost every check ends with it. */
    CompletableFuture<@Nullable Void> ACCEPTED = CompletableFuture.completedFuture(null);

    /** Knows no type and accepts every intent. */
    IntentTypes ANY = _ -> ACCEPTED;

    /** Throws a ProblemException, or completes with one, if the intent is to be refused. */
    CompletableFuture<@Nullable Void> check(Intent intent);

    /** Returns when a type became deprecated; empty if it is not deprecated or not known. */
    default Optional<Instant> deprecatedAt(String tenant, String type) {
        return Optional.empty();
    }
}
