package dev.tidings.http.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.tidings.core.access.TokenKey;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Tokens that Tidings itself signs and knows again, on every node of the same store. Each names the key that signed it; the
 * keys are random and serve nothing else.
 */
public final class OwnTokens {
    private static final String ISSUER = "tidings";
    private static final String TENANT = "tenant";
    private static final JOSEObjectType TYPE = new JOSEObjectType("tidings-subscriber+jwt");

    private final TokenKeyRing keys;
    private final InstantSource clock;

    /** A token that was signed just now. */
    public record Signed(String text, Instant expiresAt) {
        /** Without the token. */
        @Override
        public String toString() {
            return "Signed[until " + expiresAt + "]";
        }
    }

    public OwnTokens(TokenKeyRing keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    public CompletableFuture<Signed> sign(String tenant, String recipient, Duration ttl) {
        return keys.signing().thenApply(key -> sign(key, tenant, recipient, ttl));
    }

    /** Times of tokens are whole seconds. */
    private Signed sign(TokenKey key, String tenant, String recipient, Duration ttl) {
        Instant now = clock.instant();
        Instant until = now.plus(ttl).truncatedTo(ChronoUnit.SECONDS);
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .type(TYPE)
                        .keyID(key.id())
                        .build(),
                new JWTClaimsSet.Builder()
                        .issuer(ISSUER)
                        .subject(recipient)
                        .claim(TENANT, tenant)
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(until))
                        .build());
        try {
            token.sign(new MACSigner(bytes(key)));
        } catch (JOSEException impossible) {
            throw new IllegalStateException("signing with an HMAC key failed", impossible);
        }
        return new Signed(token.serialize(), until);
    }

    /** Whether it says of itself that it was signed here; whether that is true {@link #verify} finds out. */
    boolean claims(SignedJWT token) {
        return TYPE.equals(token.getHeader().getType());
    }

    /** Fails with a {@link TokenRefused}. */
    CompletableFuture<SubscriberToken> verify(SignedJWT token) {
        String keyId = token.getHeader().getKeyID();
        if (keyId == null || !JWSAlgorithm.HS256.equals(token.getHeader().getAlgorithm())) {
            return CompletableFuture.failedFuture(unknown());
        }
        return keys.find(keyId).thenApply(key -> {
            try {
                return verify(token, key);
            } catch (TokenRefused refused) {
                throw new CompletionException(refused);
            }
        });
    }

    private SubscriberToken verify(SignedJWT token, Optional<TokenKey> key) throws TokenRefused {
        try {
            if (key.isEmpty() || !token.verify(new MACVerifier(bytes(key.get())))) {
                throw unknown();
            }
            JWTClaimsSet claims = token.getJWTClaimsSet();
            String tenant = claims.getStringClaim(TENANT);
            String recipient = claims.getSubject();
            Date until = claims.getExpirationTime();
            if (tenant == null || recipient == null || until == null) {
                throw new TokenRefused("it lacks a claim");
            }
            if (!clock.instant().isBefore(until.toInstant())) {
                throw new TokenRefused("it expired at " + until.toInstant());
            }
            return new SubscriberToken(tenant, recipient, until.toInstant());
        } catch (JOSEException | ParseException malformed) {
            throw new TokenRefused("it is malformed");
        }
    }

    private static TokenRefused unknown() {
        return new TokenRefused("it was not signed by a key that is in force here");
    }

    private static byte[] bytes(TokenKey key) {
        return HexFormat.of().parseHex(key.key().reveal());
    }
}
