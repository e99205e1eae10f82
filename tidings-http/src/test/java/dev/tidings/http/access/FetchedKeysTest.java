package dev.tidings.http.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.testkit.time.SettableClock;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Date;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys from a URL: an identity provider that rotates them, is down, or returns too much. */
class FetchedKeysTest {
    private static final ForeignTokens.Trust TRUST =
            new ForeignTokens.Trust("https://id.test", "tidings", "user", "", "acme");
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(500);

    private final SettableClock clock = SettableClock.atStart();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile int status = 200;
    private volatile String body = "";
    private HttpServer provider;

    @BeforeEach
    void provide() throws Exception {
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.createContext("/keys", exchange -> {
            asked.incrementAndGet();
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        provider.start();
    }

    @AfterEach
    void stop() {
        provider.stop(0);
    }

    private ForeignTokens tokens(Duration kept) {
        TrustedKeys keys =
                TrustedKeys.fetched("http://127.0.0.1:" + provider.getAddress().getPort() + "/keys", kept);
        return new ForeignTokens(keys.source(), keys.algorithms(), TRUST, clock);
    }

    private static String set(ECKey... keys) {
        return new JWKSet(Arrays.stream(keys)
                        .<com.nimbusds.jose.jwk.JWK>map(ECKey::toPublicJWK)
                        .toList())
                .toString();
    }

    private static ECKey key(String id) throws Exception {
        return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    }

    private SignedJWT signed(ECKey by) throws Exception {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(by.getKeyID()).build(),
                new JWTClaimsSet.Builder()
                        .issuer(TRUST.issuer())
                        .audience(TRUST.audience())
                        .claim("user", "user:7")
                        .expirationTime(Date.from(clock.instant().plusSeconds(60)))
                        .build());
        token.sign(new ECDSASigner(by));
        return token;
    }

    private static void unavailable(ForeignTokens tokens, SignedJWT token) {
        assertThatThrownBy(() -> tokens.verify(token))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.problem().code()).isEqualTo(ProblemCode.UNAVAILABLE));
    }

    @Test
    void a_key_set_is_fetched_once_and_an_added_key_is_known_at_its_first_token() throws Exception {
        ECKey first = key("first");
        ECKey second = key("second");
        body = set(first);
        ForeignTokens tokens = tokens(LONG);
        for (int i = 0; i < 10; i++) {
            assertThat(tokens.verify(signed(first)).recipient()).isEqualTo("user:7");
        }
        assertThat(asked).hasValue(1);

        body = set(first, second);

        assertThat(tokens.verify(signed(second)).recipient()).isEqualTo("user:7");
        assertThat(tokens.verify(signed(first)).recipient()).isEqualTo("user:7");
        assertThat(asked).hasValue(2);
    }

    @Test
    void a_removed_key_is_refused_after_the_set_is_fetched_again() throws Exception {
        ECKey first = key("first");
        body = set(first);
        ForeignTokens tokens = tokens(SHORT);
        assertThat(tokens.verify(signed(first)).recipient()).isEqualTo("user:7");

        body = set(key("second"));

        SignedJWT old = signed(first);
        await().until(() -> refused(tokens, old));
    }

    private static boolean refused(ForeignTokens tokens, SignedJWT token) {
        try {
            tokens.verify(token);
            return false;
        } catch (TokenRefused gone) {
            return true;
        } catch (ProblemException notNow) {
            return false;
        }
    }

    @Test
    void the_last_valid_set_is_used_while_fetching_fails() throws Exception {
        ECKey first = key("first");
        body = set(first);
        ForeignTokens tokens = tokens(SHORT);
        SignedJWT token = signed(first);
        assertThat(tokens.verify(token).recipient()).isEqualTo("user:7");

        status = 500;

        int before = asked.get();
        await().until(() -> tokens.verify(token).recipient().equals("user:7") && asked.get() > before);
    }

    @Test
    void before_the_first_fetch_tokens_are_unavailable_rather_than_refused() throws Exception {
        ECKey first = key("first");
        body = set(first);
        status = 503;

        unavailable(tokens(LONG), signed(first));
    }

    @Test
    void tokens_with_unknown_keys_do_not_cause_repeated_fetches() throws Exception {
        body = set(key("first"));
        ForeignTokens tokens = tokens(LONG);

        for (int i = 0; i < 20; i++) {
            SignedJWT forged = signed(key("made-up-" + i));
            assertThatThrownBy(() -> tokens.verify(forged)).isInstanceOfAny(TokenRefused.class, ProblemException.class);
        }

        assertThat(asked.get()).isLessThanOrEqualTo(2);
    }

    @Test
    void an_endless_key_set_is_not_read_completely() throws Exception {
        ECKey first = key("first");
        body = set(first) + " ".repeat(600 * 1024);

        unavailable(tokens(LONG), signed(first));
    }
}
