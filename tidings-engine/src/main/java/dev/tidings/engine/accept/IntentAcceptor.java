package dev.tidings.engine.accept;

import dev.tidings.core.notification.Intent;
import java.util.concurrent.CompletableFuture;

/** The acceptor as a way in sees it: {@code Acceptor::accept}, or something that looks on. */
@FunctionalInterface
public interface IntentAcceptor {
    CompletableFuture<Receipt> accept(Intent intent);
}
