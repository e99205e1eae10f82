package dev.tidings.http.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.tidings.core.access.TokenKey;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.store.TokenKeyStore;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.time.SettableClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {
    private static final ForeignTokens.Trust TRUST =
            new ForeignTokens.Trust("https://id.test", "tidings", "user", "", "acme");

    @TempDir
    Path folder;

    private final SettableClock clock = SettableClock.atStart();
    private final KeptTokenKeys store = new KeptTokenKeys();
    private final TokenKeyRing ring = ring(store);
    private final OwnTokens own = new OwnTokens(ring, clock);
    private ECKey key;
    private Tokens tokens;

    @BeforeEach
    void trust() throws Exception {
        key = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
        Path file = Files.writeString(folder.resolve("keys.json"), new JWKSet(key.toPublicJWK()).toString());
        TrustedKeys keys = TrustedKeys.at(file.toString(), Path.of(""));
        tokens = new Tokens(own, new ForeignTokens(keys.source(), keys.algorithms(), TRUST, clock), Runnable::run);
    }

    /** One node's view of the keys in a store. */
    private TokenKeyRing ring(TokenKeyStore keys) {
        return new TokenKeyRing(
                keys, Runnable::run, Runnable::run, new CountingIds(), new SecureRandom(), clock, clock.ticker());
    }

    private String signed() {
        return own.sign("acme", "user:42", Duration.ofMinutes(5)).join().text();
    }

    /** Keeps keys in memory, as a store does. */
    private final class KeptTokenKeys implements TokenKeyStore {
        private final List<TokenKey> kept = new ArrayList<>();

        @Override
        public List<TokenKey> tokenKeys() {
            return kept.stream().filter(key -> key.inForce(clock.instant())).toList();
        }

        @Override
        public List<TokenKey> requireTokenKey(TokenKey fresh) {
            if (tokenKeys().stream().noneMatch(key -> key.endsAt() == null)) {
                kept.addFirst(fresh);
            }
            return tokenKeys();
        }

        @Override
        public void rotateTokenKeys(TokenKey fresh, Instant othersUntil) {
            kept.replaceAll(key -> key.endsAt() == null || key.endsAt().isAfter(othersUntil)
                    ? new TokenKey(key.id(), key.key(), key.createdAt(), othersUntil)
                    : key);
            kept.addFirst(fresh);
        }
    }

    private SubscriberToken verify(String text) {
        return tokens.verify(text).join();
    }

    private void refused(String text, String why) {
        assertThatThrownBy(() -> verify(text))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("the token is not valid: ")
                .hasMessageContaining(why)
                .satisfies(refusal ->
                        assertThat(String.valueOf(refusal.getMessage())).doesNotContain(text));
    }

    private String foreign(UnaryOperator<JWTClaimsSet.Builder> change) throws Exception {
        return foreign(new ECDSASigner(key), JWSAlgorithm.ES256, change);
    }

    private String foreign(JWSSigner signer, JWSAlgorithm algorithm, UnaryOperator<JWTClaimsSet.Builder> change)
            throws Exception {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(TRUST.issuer())
                .audience(TRUST.audience())
                .claim("user", "user:7")
                .expirationTime(Date.from(clock.instant().plusSeconds(60)));
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(algorithm)
                        .keyID("one")
                        .type(JOSEObjectType.JWT)
                        .build(),
                change.apply(claims).build());
        token.sign(signer);
        return token.serialize();
    }

    @Test
    void an_issued_token_names_its_recipient_and_its_expiry() {
        OwnTokens.Signed signed =
                own.sign("acme", "user:42", Duration.ofMinutes(5)).join();

        assertThat(verify(signed.text()))
                .isEqualTo(
                        new SubscriberToken("acme", "user:42", clock.instant().plusSeconds(300)));
        assertThat(signed).hasToString("Signed[until " + signed.expiresAt() + "]");
    }

    /** Written as JSON by hand, because a token library would repair an unpaired surrogate. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\u001b[2J",
                "\\r\\n",
                "\\u0085",
                "\\u2028",
                "\\u202e",
                "\\u2067",
                "\\u0000",
                "\\ud800",
                "\\udc00"
            })
    void a_recipient_with_control_characters_or_invalid_text_is_refused(String attack) throws Exception {
        String claims = SignedJWT.parse(foreign(any -> any)).getPayload().toString();
        JWSObject token = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .keyID("one")
                        .type(JOSEObjectType.JWT)
                        .build(),
                new Payload(claims.replace("user:7", "user:7" + attack)));
        token.sign(new ECDSASigner(key));

        refused(token.serialize(), "the claim user contains ");
    }

    @Test
    void every_node_with_the_same_store_accepts_it_and_others_do_not() {
        Tokens elsewhere = new Tokens(new OwnTokens(ring(store), clock), null, Runnable::run);
        assertThat(elsewhere.verify(signed()).join().recipient()).isEqualTo("user:42");

        tokens = new Tokens(new OwnTokens(ring(new KeptTokenKeys()), clock), null, Runnable::run);
        refused(signed(), "not signed by a valid key of this server");
    }

    @Test
    void a_node_learns_a_key_that_another_node_created_later() {
        OwnTokens otherNode = new OwnTokens(ring(store), clock);
        Tokens others = new Tokens(otherNode, null, Runnable::run);
        assertThat(others.verify(signed()).join().recipient()).isEqualTo("user:42");
        clock.advance(Duration.ofMillis(300));

        ring.rotate(Duration.ofHours(1)).join();

        assertThat(others.verify(signed()).join().recipient()).isEqualTo("user:42");
    }

    @Test
    void a_token_of_the_previous_key_is_valid_for_the_overlap_only() {
        String before = own.sign("acme", "user:42", Duration.ofHours(3)).join().text();
        ring.rotate(Duration.ofHours(1)).join();
        assertThat(keyId(signed())).isNotEqualTo(keyId(before));

        clock.advance(Duration.ofMinutes(60));
        assertThat(verify(before).recipient()).isEqualTo("user:42");
        clock.advance(Duration.ofSeconds(3));

        refused(before, "not signed by a valid key of this server");
    }

    @Test
    void a_rotation_without_overlap_revokes_all_earlier_tokens() {
        String leaked = signed();

        ring.rotate(Duration.ZERO).join();

        refused(leaked, "not signed by a valid key of this server");
        assertThat(verify(signed()).recipient()).isEqualTo("user:42");
    }

    private static String keyId(String token) {
        return new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[0]), StandardCharsets.UTF_8);
    }

    @Test
    void a_token_expires() {
        String text = signed();
        clock.advance(Duration.ofSeconds(299));
        assertThat(verify(text).recipient()).isEqualTo("user:42");

        clock.advance(Duration.ofSeconds(1));

        refused(text, "expired at ");
    }

    @Test
    void a_modified_token_is_refused() {
        String[] parts = signed().split("\\.", -1);
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        String other = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(claims.replace("user:42", "user:43").getBytes(StandardCharsets.UTF_8));

        refused(parts[0] + "." + other + "." + parts[2], "not signed by a valid key of this server");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", "", "...."})
    void invalid_text_is_refused_as_a_token(String text) {
        assertThatThrownBy(() -> verify(text)).hasMessageContaining("the token is not valid: not a signed JWT");
    }

    @Test
    void an_unsigned_token_is_refused() {
        refused(new PlainJWT(new JWTClaimsSet.Builder().subject("user:42").build()).serialize(), "not a signed JWT");
    }

    @Test
    void an_oversized_token_is_refused_before_parsing() {
        refused("x".repeat(9_000), "longer than 8192 characters");
    }

    @Test
    void a_token_of_a_configured_key_grants_the_recipient_in_its_claim() throws Exception {
        assertThat(verify(foreign(claims -> claims)))
                .isEqualTo(new SubscriberToken("acme", "user:7", clock.instant().plusSeconds(60)));
    }

    @Test
    void a_token_with_a_wrong_audience_or_expired_or_incomplete_is_refused() throws Exception {
        refused(foreign(claims -> claims.audience("another")), "aud");
        refused(foreign(claims -> claims.issuer("https://evil.test")), "iss");
        refused(foreign(claims -> claims.expirationTime(null)), "exp");
        refused(foreign(claims -> claims.claim("user", null)), "user");
        refused(foreign(claims -> claims.claim("user", " ")), "the claim user is not a text");
        refused(foreign(claims -> claims.claim("user", 42)), "the claim user is not a text");
        refused(
                foreign(claims ->
                        claims.expirationTime(Date.from(clock.instant().minusSeconds(61)))),
                "Expired");
    }

    @Test
    void a_key_outside_the_set_is_refused() throws Exception {
        ECKey stranger = new ECKeyGenerator(Curve.P_256).keyID("one").generate();

        refused(foreign(new ECDSASigner(stranger), JWSAlgorithm.ES256, claims -> claims), "Invalid signature");
    }

    @Test
    void a_public_key_is_not_accepted_as_a_shared_secret() throws Exception {
        MACSigner confused = new MACSigner(key.toPublicJWK().toString().getBytes(StandardCharsets.UTF_8));

        refused(foreign(confused, JWSAlgorithm.HS256, claims -> claims), "no matching key");
    }

    @Test
    void a_foreign_key_cannot_sign_our_tokens() throws Exception {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(new JOSEObjectType("tidings-subscriber+jwt"))
                        .build(),
                new JWTClaimsSet.Builder().subject("user:42").build());
        token.sign(new ECDSASigner(key));

        refused(token.serialize(), "not signed by a valid key of this server");
    }

    @Test
    void an_invalid_key_set_file_is_reported_without_its_content() throws Exception {
        Path file = Files.writeString(folder.resolve("broken.json"), "{\"k\": \"very-secret\"}");

        assertThatThrownBy(() -> TrustedKeys.at("broken.json", folder))
                .hasMessageContaining("access.jwt.keys is " + file)
                .hasMessageNotContaining("very-secret");
    }
}
