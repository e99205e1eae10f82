package dev.tidings.console.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.common.hash.Hashing;
import dev.tidings.core.time.Ticker;
import dev.tidings.http.access.SignIn;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of this node, in memory: a restart ends them. The table has the hashes of their ids, so that looking one up takes
 * the same time for all ids. Bounded; thread-safe.
 */
public final class Sessions {
    static final Duration IDLE = Duration.ofHours(1);
    static final Duration LONGEST = Duration.ofHours(12);
    private static final int MOST = 10_000;
    private static final int ID_BYTES = 32;

    private final Cache<String, ViewerSession> byHash;
    private final InstantSource clock;
    private final SecureRandom random;

    public Sessions(InstantSource clock, Ticker ticker, SecureRandom random) {
        this.clock = clock;
        this.random = random;
        this.byHash = Caffeine.newBuilder()
                .executor(Runnable::run)
                .ticker(ticker::nanos)
                .maximumSize(MOST)
                .expireAfterAccess(IDLE)
                .build();
    }

    /** Returns an id that nobody can guess, for a browser that has none or signs in. */
    public String newId() {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    }

    /** Opens a session under a new id, so that nobody who knew the id before shares it; returns the id. */
    public String open(SignIn signIn) {
        String id = newId();
        byHash.put(hash(id), new ViewerSession(signIn, clock.instant().plus(LONGEST)));
        return id;
    }

    public @Nullable ViewerSession find(String id) {
        ViewerSession session = byHash.getIfPresent(hash(id));
        if (session != null && !clock.instant().isBefore(session.until())) {
            close(id);
            return null;
        }
        return session;
    }

    public void close(String id) {
        byHash.invalidate(hash(id));
    }

    private static String hash(String id) {
        return Hashing.sha256().hashString(id, StandardCharsets.UTF_8).toString();
    }
}
