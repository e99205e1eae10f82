package dev.tidings.server.intake;

import dev.tidings.core.notification.Intent;
import dev.tidings.engine.accept.Receipt;
import java.util.concurrent.CompletableFuture;

/** The acceptor as a way in sees it: {@code Acceptor::accept}, or something that looks on. */
@FunctionalInterface
public interface IntentAcceptor {
    CompletableFuture<Receipt> accept(Intent intent);
}
