package dev.tidings.server.admin;

import dev.tidings.core.store.ReencryptedSlice;
import dev.tidings.core.store.SecretKeyStore;
import dev.tidings.core.store.SecretKeyUse;
import dev.tidings.http.StoreThreads;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The keys that encrypt secrets in the store, for operators of the whole server: they serve all tenants. */
public final class SecretKeyService {
    /** How many endpoints a slice has when nothing is said. */
    public static final int DEFAULT_LIMIT = 200;

    public static final int MOST = 1_000;
    public static final int AFTER_CHARS = 4_096;

    private final SecretKeyStore store;
    private final StoreThreads threads;

    /**
     * A slice of a re-encryption.
     *
     * @param retired ids of the keys that turned out to be needed no longer at the end of the run
     */
    public record Done(ReencryptedSlice slice, List<String> retired) {}

    public SecretKeyService(SecretKeyStore store, StoreThreads threads) {
        this.store = store;
        this.threads = threads;
    }

    public CompletableFuture<List<SecretKeyUse>> list() {
        return threads.list(store::secretKeys);
    }

    /** Each slice stands for itself: a run that is broken off goes on with what is left, on any node. */
    public CompletableFuture<Done> reencrypt(@Nullable String after, int limit) {
        return threads.write(() -> {
            ReencryptedSlice slice = store.reencrypt(after, limit);
            return new Done(slice, slice.next() == null ? store.retireSecretKeys() : List.of());
        });
    }
}
