package dev.tidings.engine.accept;

import dev.tidings.core.notification.Intent;
import java.util.concurrent.CompletableFuture;

/** What intake submits intents to: the {@link Acceptor}, or something around it. */
@FunctionalInterface
public interface IntentAcceptor {
    CompletableFuture<Receipt> accept(Intent intent);
}
