package dev.tidings.server.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * Tokens that Tidings itself signs and knows again, on every node that has the same secret key. The signing key is derived
 * from that one, so that neither gives the other away.
 */
public final class OwnTokens {
    private static final String ISSUER = "tidings";
    private static final String TENANT = "tenant";
    private static final JOSEObjectType TYPE = new JOSEObjectType("tidings-subscriber+jwt");
    private static final byte[] PURPOSE = "tidings subscriber tokens 1".getBytes(StandardCharsets.UTF_8);
    private static final int KEY_BYTES = 32;

    private final MACSigner signer;
    private final MACVerifier verifier;
    private final InstantSource clock;

    /** A token that was signed just now. */
    public record Signed(String text, Instant expiresAt) {
        /** Without the token. */
        @Override
        public String toString() {
            return "Signed[until " + expiresAt + "]";
        }
    }

    /** @param secret the key that seals secrets: the same on all nodes */
    public OwnTokens(SecretKey secret, InstantSource clock) {
        try {
            SecretKey derived = KDF.getInstance("HKDF-SHA256")
                    .deriveKey(
                            "HmacSHA256",
                            HKDFParameterSpec.ofExtract().addIKM(secret).thenExpand(PURPOSE, KEY_BYTES));
            this.signer = new MACSigner(derived);
            this.verifier = new MACVerifier(derived);
        } catch (GeneralSecurityException | JOSEException impossible) {
            throw new IllegalStateException("every JDK from 25 on has HKDF-SHA256 and HMAC-SHA256", impossible);
        }
        this.clock = clock;
    }

    /** Times of tokens are whole seconds. */
    public Signed sign(String tenant, String recipient, Duration ttl) {
        Instant now = clock.instant();
        Instant until = now.plus(ttl).truncatedTo(ChronoUnit.SECONDS);
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).type(TYPE).build(),
                new JWTClaimsSet.Builder()
                        .issuer(ISSUER)
                        .subject(recipient)
                        .claim(TENANT, tenant)
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(until))
                        .build());
        try {
            token.sign(signer);
        } catch (JOSEException impossible) {
            throw new IllegalStateException("signing with an HMAC key failed", impossible);
        }
        return new Signed(token.serialize(), until);
    }

    /** Whether it says of itself that it was signed here; whether that is true {@link #verify} finds out. */
    boolean claims(SignedJWT token) {
        return TYPE.equals(token.getHeader().getType());
    }

    SubscriberToken verify(SignedJWT token) throws TokenRefused {
        try {
            if (!JWSAlgorithm.HS256.equals(token.getHeader().getAlgorithm()) || !token.verify(verifier)) {
                throw new TokenRefused("its signature is not of this server's key");
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
}
