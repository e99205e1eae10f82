package dev.tidings.admin;

import dev.tidings.core.channel.Channel;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.Secret;
import dev.tidings.core.endpoint.SigningSecret;
import dev.tidings.core.id.Ids;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Replaces the signing keys of an endpoint while receivers still know the old ones. */
final class SecretRotation {
    /** How long the previous key keeps signing after a rotation. */
    static final Duration OVERLAP = Duration.ofHours(24);

    /** The maximum number of keys that sign at once: each adds a signature to every message. */
    static final int MOST = 10;

    private final Ids ids;

    SecretRotation(Ids ids) {
        this.ids = ids;
    }

    /** An endpoint with other keys, and those that are new. */
    record Rotated(Endpoint endpoint, List<SigningSecret> made) {}

    /** The current key made of a secret. */
    SigningSecret fresh(Secret secret, Instant now) {
        return new SigningSecret(SigningSecret.PREFIX + ids.next(now), secret, now, null);
    }

    /** The keys that a channel makes for an endpoint; empty if the channel does not sign. */
    List<SigningSecret> made(Channel channel, Instant now) {
        return channel.newSecrets().stream().map(secret -> fresh(secret, now)).toList();
    }

    /** @param given null to generate a key */
    Rotated rotate(Channel channel, Endpoint present, @Nullable Secret given, Instant now) {
        List<SigningSecret> made = given == null ? made(channel, now) : List.of(fresh(given, now));
        if (made.isEmpty()) {
            throw Problem.of(
                            ProblemCode.ILLEGAL_STATE,
                            "the channel " + present.key().channel() + " does not sign messages")
                    .exception();
        }
        List<SigningSecret> secrets = new ArrayList<>(made);
        for (SigningSecret old : present.secrets()) {
            if (old.validAt(now)) {
                secrets.add(old.endsAt() == null ? old.endingAt(now.plus(OVERLAP)) : old);
            }
        }
        if (secrets.size() > MOST) {
            throw Problem.overLimit(
                            "secret", secrets.size() + " signing keys", "at most " + MOST + "; retire an old one")
                    .exception();
        }
        Endpoint rotated = present.withSecrets(secrets);
        channel.checkEndpoint(rotated);
        return new Rotated(rotated, made);
    }

    /** The endpoint without one of its old keys. */
    static Endpoint retire(Endpoint present, String id) {
        SigningSecret retired = present.secrets().stream()
                .filter(secret -> secret.id().equals(id))
                .findFirst()
                .orElseThrow(() -> Problem.notFound("signing key", id).exception());
        if (retired.endsAt() == null) {
            throw Problem.at(
                            ProblemCode.ILLEGAL_STATE,
                            "secret_id",
                            id,
                            "an old signing key; this one is current, so rotate the secret first")
                    .exception();
        }
        return present.withSecrets(present.secrets().stream()
                .filter(secret -> !secret.id().equals(id))
                .toList());
    }
}
