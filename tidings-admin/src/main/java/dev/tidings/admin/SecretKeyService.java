package dev.tidings.admin;

import dev.tidings.core.audit.AuditAction;
import dev.tidings.core.audit.AuditChange;
import dev.tidings.core.store.ReencryptedSlice;
import dev.tidings.core.store.SecretKeyStore;
import dev.tidings.core.store.SecretKeyUse;
import dev.tidings.http.RequestOrigin;
import dev.tidings.http.StoreThreads;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Manages the keys that encrypt secrets in the store. All tenants share them, so only operators of the server may
 * use this.
 */
public final class SecretKeyService {
    /** The default number of endpoints per slice. */
    public static final int DEFAULT_LIMIT = 200;

    public static final int MOST = 1_000;
    public static final int AFTER_CHARS = 4_096;

    private static final String ALL = "*";

    private final SecretKeyStore store;
    private final StoreThreads threads;

    /**
     * The result of one slice of a re-encryption.
     *
     * @param retired the ids of keys that are no longer needed, found at the end of the run
     */
    public record Done(ReencryptedSlice slice, List<String> retired) {}

    public SecretKeyService(SecretKeyStore store, StoreThreads threads) {
        this.store = store;
        this.threads = threads;
    }

    public CompletableFuture<List<SecretKeyUse>> list() {
        return threads.list(store::secretKeys);
    }

    /** Re-encrypts one slice. Slices are independent: an interrupted run can continue on any node. */
    public CompletableFuture<Done> reencrypt(@Nullable String after, int limit) {
        return threads.write(() ->
                RequestOrigin.audited(AuditChange.ofServer(AuditAction.SECRET_KEY_REENCRYPTED, ALL), () -> {
                    ReencryptedSlice slice = store.reencrypt(after, limit);
                    return new Done(slice, slice.next() == null ? store.retireSecretKeys() : List.of());
                }));
    }
}
