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
 * Signs and verifies Tidings' own tokens, on every node of the same store. Each token names its key; the keys are
 * random and have no other use.
 */
public final class OwnTokens {
    private static final String ISSUER = "tidings";
    private static final String TENANT = "tenant";
    private static final JOSEObjectType TYPE = new JOSEObjectType("tidings-subscriber+jwt");

    private final TokenKeyRing keys;
    private final InstantSource clock;

    /** A new token. */
    public record Signed(String text, Instant expiresAt) {
        /** Omits the token. */
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

    /** Token times are whole seconds. */
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

    /** Returns whether the token claims to be signed by Tidings; {@link #verify} checks that. */
    boolean claims(SignedJWT token) {
        return TYPE.equals(token.getHeader().getType());
    }

    /** Fails with {@link TokenRefused}. */
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
                throw new TokenRefused("a claim is missing");
            }
            if (!clock.instant().isBefore(until.toInstant())) {
                throw new TokenRefused("expired at " + until.toInstant());
            }
            return new SubscriberToken(tenant, recipient, until.toInstant());
        } catch (JOSEException | ParseException malformed) {
            throw new TokenRefused("malformed");
        }
    }

    private static TokenRefused unknown() {
        return new TokenRefused("not signed by a valid key of this server");
    }

    private static byte[] bytes(TokenKey key) {
        return HexFormat.of().parseHex(key.key().reveal());
    }
}
