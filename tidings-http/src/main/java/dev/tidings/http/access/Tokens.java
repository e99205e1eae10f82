package dev.tidings.http.access;

import com.nimbusds.jwt.SignedJWT;
import dev.tidings.core.access.AccessRefused;
import dev.tidings.core.problem.Cause;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.problem.ProblemException;
import java.text.ParseException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Verifies subscriber tokens. */
public final class Tokens {
    /** Longer than any reasonable token. */
    private static final int LONGEST = 8 * 1024;

    private final OwnTokens own;
    private final @Nullable ForeignTokens foreign;
    private final Executor fetching;

    /**
     * @param foreign null when only Tidings' own tokens are accepted
     * @param fetching where fetching keys may block
     */
    public Tokens(OwnTokens own, @Nullable ForeignTokens foreign, Executor fetching) {
        this.own = own;
        this.foreign = foreign;
        this.fetching = fetching;
    }

    /** Fails with a ProblemException that never contains the token. */
    CompletableFuture<SubscriberToken> verify(String text) {
        if (text.length() > LONGEST) {
            return CompletableFuture.failedFuture(refusal("longer than " + LONGEST + " characters"));
        }
        SignedJWT token;
        try {
            token = SignedJWT.parse(text);
        } catch (ParseException noToken) {
            return CompletableFuture.failedFuture(refusal("not a signed JWT"));
        }
        if (own.claims(token) || foreign == null) {
            return own.verify(token)
                    .exceptionallyCompose(failure -> CompletableFuture.failedFuture(refusalOf(failure)));
        }
        ForeignTokens others = foreign;
        return CompletableFuture.supplyAsync(() -> checked(token, others::verify), fetching);
    }

    private interface Check {
        SubscriberToken of(SignedJWT token) throws TokenRefused;
    }

    private static SubscriberToken checked(SignedJWT token, Check check) {
        try {
            return check.of(token);
        } catch (TokenRefused refused) {
            throw refusal(String.valueOf(refused.getMessage()));
        }
    }

    /** Returns the refusal, or the failure that prevented verification. */
    private static Throwable refusalOf(Throwable failure) {
        Throwable cause = Cause.of(failure);
        return cause instanceof TokenRefused refused ? refusal(String.valueOf(refused.getMessage())) : cause;
    }

    private static ProblemException refusal(String why) {
        return new AccessRefused(
                AccessRefused.Reason.WRONG_TOKEN,
                Problem.of(ProblemCode.UNAUTHENTICATED, "the token is not valid: " + why));
    }
}
