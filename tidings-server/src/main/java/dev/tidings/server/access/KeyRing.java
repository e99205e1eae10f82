package dev.tidings.server.access;

import dev.tidings.core.access.ApiKey;
import dev.tidings.core.store.KeyStore;
import dev.tidings.core.time.Ticker;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** What is known of API keys. */
public final class KeyRing {
    private static final HexFormat HEX = HexFormat.of();

    private final StoreMemory<String, Optional<ApiKey>> byHash;
    private final StoreMemory<Boolean, Boolean> anyInForce;

    /** @param reads where the store may block */
    public KeyRing(KeyStore store, Executor reads, Ticker ticker) {
        this.byHash = new StoreMemory<>(hash -> store.byHash(HEX.parseHex(hash)), reads, ticker);
        this.anyInForce = new StoreMemory<>(any -> store.anyInForce(), reads, ticker);
    }

    /** Whether any key is in force: without one everybody may do everything. */
    CompletableFuture<Boolean> anyInForce() {
        return anyInForce.get(true);
    }

    /** The key with this text, if it is in force. */
    CompletableFuture<Optional<ApiKey>> find(String text) {
        if (!KeyText.plausible(text)) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return inForce(credential(text).keyHash());
    }

    /** That of a key's text. */
    static Credential credential(String text) {
        return new Credential(HEX.formatHex(KeyText.hash(text)));
    }

    /** Whether whoever was let in by it would still be; fails where the store has been away for long. */
    public CompletableFuture<Boolean> holds(Credential credential) {
        return credential.keyHash().isEmpty()
                ? anyInForce().thenApply(any -> !any)
                : inForce(credential.keyHash()).thenApply(Optional::isPresent);
    }

    private CompletableFuture<Optional<ApiKey>> inForce(String hash) {
        return byHash.get(hash).thenApply(found -> found.filter(key -> key.revokedAt() == null));
    }
}
