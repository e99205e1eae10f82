package dev.tidings.http.access;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import dev.tidings.core.problem.Problem;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * The keys that verify foreign tokens: a JWK set from a file, or from a URL and cached for five minutes.
 *
 * @param algorithms accepted signature algorithms; shared keys only from a file, because fetched ones are public
 */
public record TrustedKeys(JWKSource<SecurityContext> source, Set<JWSAlgorithm> algorithms) {
    private static final Duration KEPT = Duration.ofMinutes(5);

    /** During an outage, fetched keys stay valid for this many times as long. */
    private static final int OUTAGE_FACTOR = 10;

    private static final int TIMEOUT_MS = 3_000;
    private static final int LONGEST_BYTES = 512 * 1024;
    private static final Set<JWSAlgorithm> PUBLIC = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    public TrustedKeys {
        algorithms = Set.copyOf(algorithms);
    }

    /** @param where a URL, or a file relative to the folder; throws a ProblemException when a file is not a key set */
    public static TrustedKeys at(String where, Path folder) {
        return where.startsWith("https://") || where.startsWith("http://")
                ? fetched(where, KEPT)
                : inFile(folder.resolve(where));
    }

    /** An unknown key id triggers a new fetch, at most twice per tenth of the caching time. */
    static TrustedKeys fetched(String url, Duration kept) {
        long time = kept.toMillis();
        try {
            return new TrustedKeys(
                    JWKSourceBuilder.create(
                                    URI.create(url).toURL(),
                                    new DefaultResourceRetriever(TIMEOUT_MS, TIMEOUT_MS, LONGEST_BYTES))
                            .cache(time, time / 20)
                            .refreshAheadCache(time / 10, false)
                            .rateLimited(time / 10)
                            .retrying(true)
                            .outageTolerant(OUTAGE_FACTOR * time)
                            .build(),
                    PUBLIC);
        } catch (MalformedURLException | IllegalArgumentException malformed) {
            throw Problem.invalid("access.jwt.keys", url, "a URL or a file of a JWK set")
                    .exception();
        }
    }

    private static TrustedKeys inFile(Path file) {
        Set<JWSAlgorithm> algorithms = new HashSet<>(PUBLIC);
        algorithms.addAll(Set.of(JWSAlgorithm.HS256, JWSAlgorithm.HS384, JWSAlgorithm.HS512));
        try {
            return new TrustedKeys(new ImmutableJWKSet<>(JWKSet.load(file.toFile())), algorithms);
        } catch (IOException | ParseException unreadable) {
            // The parser's message may contain text from the file.
            throw Problem.invalid(
                            "access.jwt.keys",
                            file,
                            "a readable file with a JWK set as JSON ("
                                    + unreadable.getClass().getSimpleName() + ")")
                    .exception();
        }
    }
}
