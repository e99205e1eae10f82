package dev.tidings.http.access;

import dev.tidings.core.access.TokenKey;
import dev.tidings.core.audit.AuditAction;
import dev.tidings.core.audit.AuditChange;
import dev.tidings.core.endpoint.Secret;
import dev.tidings.core.id.Ids;
import dev.tidings.core.store.TokenKeyStore;
import dev.tidings.core.time.Ticker;
import dev.tidings.http.RequestOrigin;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/** The keys that sign subscriber tokens, shared by all nodes of a store. The first token creates the first key. */
public final class TokenKeyRing {
    private static final int KEY_BYTES = 32;
    /** A node may sign with the previous key for as long as it caches it. */
    private static final Duration REMEMBERED = Duration.ofSeconds(2);
    /** Limits store lookups for tokens with unknown key ids. */
    private static final long LOOK_AGAIN_NANOS = Duration.ofMillis(250).toNanos();

    private final TokenKeyStore store;
    private final Executor writer;
    private final Ids ids;
    private final SecureRandom random;
    private final InstantSource clock;
    private final Ticker ticker;
    private final KeyDataCache<Boolean, List<TokenKey>> known;
    private final AtomicLong looked;

    /**
     * @param reads where the store may block
     * @param writer where it may write
     */
    public TokenKeyRing(
            TokenKeyStore store,
            Executor reads,
            Executor writer,
            Ids ids,
            SecureRandom random,
            InstantSource clock,
            Ticker ticker) {
        this.store = store;
        this.writer = writer;
        this.ids = ids;
        this.random = random;
        this.clock = clock;
        this.ticker = ticker;
        this.known = new KeyDataCache<>(any -> store.tokenKeys(), reads, ticker);
        this.looked = new AtomicLong(ticker.nanos() - LOOK_AGAIN_NANOS);
    }

    /** Returns the valid keys, newest first. */
    public CompletableFuture<List<TokenKey>> keys() {
        Instant now = clock.instant();
        return known.get(true)
                .thenApply(keys -> keys.stream().filter(key -> key.inForce(now)).toList());
    }

    /** Returns the signing key; creates the first one. */
    CompletableFuture<TokenKey> signing() {
        return keys().thenCompose(keys -> signing(keys)
                .map(CompletableFuture::completedFuture)
                .orElseGet(() ->
                        change(() -> signing(store.requireTokenKey(fresh())).orElseThrow())));
    }

    /** Returns the key with this id if it is valid. */
    CompletableFuture<Optional<TokenKey>> find(String id) {
        return keys().thenCompose(keys -> {
            Optional<TokenKey> found = named(keys, id);
            if (found.isPresent() || !mayLookAgain()) {
                return CompletableFuture.completedFuture(found);
            }
            // Another node may have just created it.
            known.forget();
            return keys().thenApply(fresh -> named(fresh, id));
        });
    }

    /**
     * Creates a new signing key.
     *
     * @param overlap how long the previous keys still verify; zero revokes them and all their tokens at once
     */
    public CompletableFuture<TokenKey> rotate(Duration overlap) {
        return change(() -> {
            TokenKey fresh = fresh();
            Instant until = fresh.createdAt().plus(overlap.isZero() ? overlap : overlap.plus(REMEMBERED));
            return RequestOrigin.audited(AuditChange.ofServer(AuditAction.TOKEN_KEY_ROTATED, fresh.id()), () -> {
                store.rotateTokenKeys(fresh, until);
                return fresh;
            });
        });
    }

    private <T> CompletableFuture<T> change(java.util.function.Supplier<T> change) {
        return CompletableFuture.supplyAsync(change, RequestOrigin.carriedTo(writer))
                .thenApply(changed -> {
                    known.forget();
                    return changed;
                });
    }

    private TokenKey fresh() {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        Instant now = clock.instant();
        return new TokenKey("tky_" + ids.next(now), new Secret(HexFormat.of().formatHex(key)), now, null);
    }

    private boolean mayLookAgain() {
        long now = ticker.nanos();
        long last = looked.get();
        return now - last >= LOOK_AGAIN_NANOS && looked.compareAndSet(last, now);
    }

    private static Optional<TokenKey> signing(List<TokenKey> keys) {
        return keys.stream().filter(key -> key.endsAt() == null).findFirst();
    }

    private static Optional<TokenKey> named(List<TokenKey> keys, String id) {
        return keys.stream().filter(key -> key.id().equals(id)).findFirst();
    }
}
