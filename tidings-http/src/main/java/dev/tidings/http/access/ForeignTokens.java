package dev.tidings.http.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.text.BlankText;
import dev.tidings.core.text.DisplayText;
import dev.tidings.core.text.PlainText;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.Date;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies tokens signed by others: an identity provider, or the product's own backend. Keys, issuer, audience and the
 * recipient claim are configured; tokens without an expiry are refused. May block on fetching keys.
 */
public final class ForeignTokens {
    private static final Logger LOG = LoggerFactory.getLogger(ForeignTokens.class);
    private static final int LONGEST_RECIPIENT = 200;

    private final DefaultJWTProcessor<SecurityContext> processor;
    private final Trust trust;

    /**
     * The trust settings.
     *
     * @param issuer required issuer; empty to accept any
     * @param audience required audience; empty to accept any
     * @param recipientClaim claim with the recipient
     * @param tenantClaim claim with the tenant; empty when all tokens belong to one tenant
     * @param tenant that tenant
     */
    public record Trust(String issuer, String audience, String recipientClaim, String tenantClaim, String tenant) {}

    /** @param algorithms accepted signature algorithms */
    public ForeignTokens(
            JWKSource<SecurityContext> keys, Set<JWSAlgorithm> algorithms, Trust trust, InstantSource clock) {
        this.trust = trust;
        this.processor = new DefaultJWTProcessor<>();
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(
                com.nimbusds.jose.JOSEObjectType.JWT, new com.nimbusds.jose.JOSEObjectType("at+jwt"), null));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(algorithms, keys));
        processor.setJWTClaimsSetVerifier(new Claims(trust, clock));
    }

    SubscriberToken verify(SignedJWT token) throws TokenRefused {
        try {
            JWTClaimsSet claims = processor.process(token, null);
            String recipient = text(claims, trust.recipientClaim());
            String tenant = trust.tenantClaim().isEmpty() ? trust.tenant() : text(claims, trust.tenantClaim());
            return new SubscriberToken(
                    tenant, recipient, claims.getExpirationTime().toInstant());
        } catch (KeySourceException unavailable) {
            LOG.warn("JWKS endpoint unavailable error={}", unavailable.getMessage());
            throw Problem.of(ProblemCode.UNAVAILABLE, "the JWKS endpoint is unavailable; tokens cannot be verified")
                    .exception();
        } catch (BadJOSEException | JOSEException wrong) {
            throw new TokenRefused(String.valueOf(wrong.getMessage()));
        }
    }

    private static String text(JWTClaimsSet claims, String name) throws TokenRefused {
        String value;
        try {
            value = claims.getStringClaim(name);
        } catch (ParseException notText) {
            value = null;
        }
        if (value == null || BlankText.isBlank(value) || value.codePointCount(0, value.length()) > LONGEST_RECIPIENT) {
            throw new TokenRefused("the claim " + name + " is not a text of 1 to " + LONGEST_RECIPIENT + " characters");
        }
        String broken = PlainText.flaw(value);
        String flaw = broken == null ? DisplayText.flaw(value) : broken;
        if (flaw != null) {
            throw new TokenRefused("the claim " + name + " contains " + flaw);
        }
        return value;
    }

    /** Uses this server's clock. */
    private static final class Claims extends DefaultJWTClaimsVerifier<SecurityContext> {
        private final InstantSource clock;

        Claims(Trust trust, InstantSource clock) {
            super(given(trust.audience()), exactly(trust.issuer()), Set.of("exp", trust.recipientClaim()));
            this.clock = clock;
        }

        @Override
        protected Date currentTime() {
            return Date.from(clock.instant());
        }

        private static @Nullable String given(String text) {
            return text.isEmpty() ? null : text;
        }

        private static JWTClaimsSet exactly(String issuer) {
            JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder();
            return issuer.isEmpty() ? claims.build() : claims.issuer(issuer).build();
        }
    }
}
