package dev.tidings.admin.grpc;

import dev.tidings.admin.SecretKeyService;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.TextCheck;
import dev.tidings.core.store.SecretKeyUse;
import dev.tidings.http.Timestamps;
import dev.tidings.http.UnaryCalls;
import dev.tidings.http.access.TokenKeyRing;
import dev.tidings.v1.ListSecretKeysRequest;
import dev.tidings.v1.ListSecretKeysResponse;
import dev.tidings.v1.ListTokenKeysRequest;
import dev.tidings.v1.ListTokenKeysResponse;
import dev.tidings.v1.ReencryptSecretsRequest;
import dev.tidings.v1.ReencryptSecretsResponse;
import dev.tidings.v1.RotateTokenKeysRequest;
import dev.tidings.v1.RotateTokenKeysResponse;
import dev.tidings.v1.SecretKey;
import dev.tidings.v1.SecretKeyServiceGrpc;
import dev.tidings.v1.TokenKey;
import dev.tidings.v1.TokenKeyServiceGrpc;
import io.grpc.BindableService;
import io.grpc.stub.StreamObserver;
import java.time.Duration;

/** Serves tidings.v1.SecretKeyService and tidings.v1.TokenKeyService: keys that all tenants share. */
public final class SystemKeyGrpc {
    private SystemKeyGrpc() {}

    public static BindableService secrets(SecretKeyService keys) {
        return new SecretKeyCalls(keys);
    }

    /**
     * @param longestTtl the maximum lifetime of a token, which is also the default overlap of a rotation
     */
    public static BindableService tokens(TokenKeyRing keys, Duration longestTtl) {
        return new TokenKeyCalls(keys, longestTtl);
    }

    /** Serves tidings.v1.SecretKeyService. */
    private static final class SecretKeyCalls extends SecretKeyServiceGrpc.SecretKeyServiceImplBase {
        private final SecretKeyService keys;

        SecretKeyCalls(SecretKeyService keys) {
            this.keys = keys;
        }

        @Override
        public void listSecretKeys(ListSecretKeysRequest request, StreamObserver<ListSecretKeysResponse> out) {
            UnaryCalls.answer(
                    out,
                    () -> keys.list()
                            .thenApply(all -> ListSecretKeysResponse.newBuilder()
                                    .addAllKeys(
                                            all.stream().map(SecretKeyCalls::of).toList())
                                    .build()));
        }

        private static SecretKey of(SecretKeyUse key) {
            return SecretKey.newBuilder()
                    .setId(key.id())
                    .setEncrypts(key.encrypts())
                    .setAvailable(key.available())
                    .setSecrets(key.secrets())
                    .setNeeded(key.needed())
                    .setSince(Timestamps.of(key.since()))
                    .build();
        }

        @Override
        public void reencryptSecrets(ReencryptSecretsRequest request, StreamObserver<ReencryptSecretsResponse> out) {
            UnaryCalls.answer(out, () -> {
                TextCheck.atMost("after", request.getAfter(), SecretKeyService.AFTER_CHARS);
                return keys.reencrypt(GrpcRequests.optional(request.getAfter()), limit(request.getLimit()))
                        .thenApply(done -> ReencryptSecretsResponse.newBuilder()
                                .setReencrypted(done.slice().reencrypted())
                                .setFailed(done.slice().failed())
                                .setNext(GrpcRequests.orEmpty(done.slice().next()))
                                .addAllRetired(done.retired())
                                .build());
            });
        }

        private static int limit(int asked) {
            if (asked < 0 || asked > SecretKeyService.MOST) {
                throw Problem.invalid(
                                "limit",
                                asked,
                                "a whole number from 1 to " + SecretKeyService.MOST + ", or 0 for "
                                        + SecretKeyService.DEFAULT_LIMIT)
                        .exception();
            }
            return asked == 0 ? SecretKeyService.DEFAULT_LIMIT : asked;
        }
    }

    /** Serves tidings.v1.TokenKeyService. */
    private static final class TokenKeyCalls extends TokenKeyServiceGrpc.TokenKeyServiceImplBase {
        private final TokenKeyRing keys;
        private final Duration longestTtl;

        /**
         * @param longestTtl the maximum lifetime of a token, which is also the default overlap of a
         * rotation
         */
        TokenKeyCalls(TokenKeyRing keys, Duration longestTtl) {
            this.keys = keys;
            this.longestTtl = longestTtl;
        }

        @Override
        public void listTokenKeys(ListTokenKeysRequest request, StreamObserver<ListTokenKeysResponse> out) {
            UnaryCalls.answer(
                    out,
                    () -> keys.keys()
                            .thenApply(all -> ListTokenKeysResponse.newBuilder()
                                    .addAllKeys(
                                            all.stream().map(TokenKeyCalls::of).toList())
                                    .build()));
        }

        @Override
        public void rotateTokenKeys(RotateTokenKeysRequest request, StreamObserver<RotateTokenKeysResponse> out) {
            UnaryCalls.answer(
                    out,
                    () -> keys.rotate(overlap(request))
                            .thenApply(fresh -> RotateTokenKeysResponse.newBuilder()
                                    .setKey(of(fresh))
                                    .build()));
        }

        private Duration overlap(RotateTokenKeysRequest request) {
            if (!request.hasOverlap()) {
                return longestTtl;
            }
            long seconds = request.getOverlap().getSeconds();
            int nanos = request.getOverlap().getNanos();
            if (seconds < 0 || nanos < 0 || seconds > longestTtl.toSeconds()) {
                throw Problem.invalid("overlap", seconds + " s", "0 s to " + longestTtl.toSeconds() + " s")
                        .exception();
            }
            return Duration.ofSeconds(seconds, nanos);
        }

        private static TokenKey of(dev.tidings.core.access.TokenKey key) {
            TokenKey.Builder shown = TokenKey.newBuilder().setId(key.id()).setCreatedAt(Timestamps.of(key.createdAt()));
            if (key.endsAt() != null) {
                shown.setEndsAt(Timestamps.of(key.endsAt()));
            }
            return shown.build();
        }
    }
}
