package dev.tidings.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.access.TokenKey;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.endpoint.Secret;
import dev.tidings.core.store.ReencryptedSlice;
import dev.tidings.core.store.SecretKeyUse;
import dev.tidings.testkit.id.EndpointIds;
import dev.tidings.testkit.id.SigningSecrets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rotation of encryption keys: in slices that may be interrupted; keys are removed only when unused. */
public abstract class SecretKeyContract extends StoreContract {
    private static final String OLD = "key-1";
    private static final String NEW = "key-2";
    private static final int MANY = 25;

    protected SecretKeyContract(StoreFactory factory) {
        super(factory);
    }

    @Test
    void the_encrypting_key_is_listed_with_its_number_of_secrets() {
        store().endpoints().put(endpoint(1, "a"));
        store().tokenKeys().requireTokenKey(tokenKey("tky_1"));

        assertThat(store().secretKeys().secretKeys())
                .extracting(SecretKeyUse::id, SecretKeyUse::encrypts, SecretKeyUse::available, SecretKeyUse::secrets)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(OLD, true, true, 2L));
        assertThat(store().secretKeys().reencrypt(null, 10))
                .as("nothing to do")
                .isEqualTo(new ReencryptedSlice(0, 0, null));
        assertThat(store().secretKeys().retireSecretKeys()).as("it encrypts").isEmpty();
    }

    @Test
    void an_old_key_still_decrypts_and_the_new_one_encrypts() {
        store().endpoints().put(endpoint(1, "a"));
        cipher.encryptWith(NEW);
        store().endpoints().put(endpoint(2, "b"));

        assertThat(secretOf(1)).isEqualTo("a");
        assertThat(secretOf(2)).isEqualTo("b");
        assertThat(secretsOf(OLD)).isEqualTo(1);
        assertThat(secretsOf(NEW)).isEqualTo(1);
        assertThat(store().secretKeys().retireSecretKeys())
                .as("the old key is needed")
                .isEmpty();
    }

    @Test
    void after_a_run_only_the_new_key_is_needed() {
        List<Endpoint> before = put(MANY);
        store().tokenKeys().requireTokenKey(tokenKey("tky_1"));
        cipher.encryptWith(NEW);

        assertThat(run(null, 10)).isEqualTo(MANY + 1);

        assertThat(store().secretKeys().secretKeys())
                .filteredOn(SecretKeyUse::needed)
                .extracting(SecretKeyUse::id)
                .containsExactly(NEW);
        assertThat(store().secretKeys().retireSecretKeys()).containsExactly(OLD);
        cipher.forget(OLD);
        assertThat(before)
                .allSatisfy(one -> assertThat(store().endpoints().find(one.key()))
                        .as("unchanged, including its version, so that If-Match still works")
                        .contains(one));
        assertThat(store().tokenKeys().tokenKeys())
                .extracting(TokenKey::key)
                .containsExactly(tokenKey("tky_1").key());
    }

    @Test
    void an_interrupted_run_is_continued_by_another() {
        put(MANY);
        cipher.encryptWith(NEW);
        ReencryptedSlice first = store().secretKeys().reencrypt(null, 10);
        assertThat(first.reencrypted()).isEqualTo(10);

        assertThat(store().endpoints().find(key(1))).as("served meanwhile").isPresent();
        assertThat(store().endpoints().find(key(MANY))).as("served meanwhile").isPresent();
        assertThat(run(null, 10)).as("a fresh run does what is left").isEqualTo(MANY - 10);

        assertThat(secretsOf(OLD)).isZero();
        assertThat(store().secretKeys().retireSecretKeys()).containsExactly(OLD);
    }

    @Test
    void two_nodes_may_re_encrypt_concurrently() throws Exception {
        put(MANY);
        cipher.encryptWith(NEW);
        Callable<Integer> node = () -> run(null, 3);
        try (ExecutorService nodes = Executors.newFixedThreadPool(2)) {
            int both = 0;
            for (Future<Integer> one : nodes.invokeAll(List.of(node, node))) {
                both += one.get();
            }
            assertThat(both).as("each secret once").isEqualTo(MANY);
        }
        for (int i = 1; i <= MANY; i++) {
            assertThat(secretOf(i)).isEqualTo("secret-" + i);
        }
    }

    @Test
    void concurrent_writes_are_never_overwritten() throws Exception {
        int few = 5;
        put(few);
        AtomicBoolean stop = new AtomicBoolean();
        List<String> written = new ArrayList<>();
        try (ExecutorService owner = Executors.newSingleThreadExecutor()) {
            Future<?> writing = owner.submit(() -> {
                for (int i = 0; !stop.get(); i++) {
                    String secret = "fresh-" + i;
                    store().endpoints().put(endpoint(1 + i % few, secret));
                    written.add(secret);
                    assertThat(secretOf(1 + i % few)).isEqualTo(secret);
                }
            });
            for (int round = 2; round < 8; round++) {
                cipher.encryptWith("key-" + round);
                run(null, 2);
            }
            stop.set(true);
            writing.get();
        }
        for (int i = Math.max(0, written.size() - few); i < written.size(); i++) {
            assertThat(secretOf(1 + i % few)).isEqualTo(written.get(i));
        }
    }

    @Test
    void secrets_that_cannot_be_decrypted_are_counted_and_keep_their_key() {
        put(3);
        cipher.encryptWith(NEW);
        store().endpoints().put(endpoint(2, "b"));
        cipher.forget(OLD);

        ReencryptedSlice only = store().secretKeys().reencrypt(null, 1);
        assertThat(only.reencrypted()).isZero();
        assertThat(only.failed()).isEqualTo(1);
        assertThat(only.next()).as("it goes on behind it").isNotNull();
        assertThat(run(only.next(), 1)).isZero();

        assertThat(store().secretKeys().retireSecretKeys()).isEmpty();
        assertThat(store().secretKeys().secretKeys())
                .filteredOn(use -> use.id().equals(OLD))
                .singleElement()
                .satisfies(use -> {
                    assertThat(use.available()).isFalse();
                    assertThat(use.needed()).isTrue();
                });
    }

    @Test
    void a_retired_key_that_a_node_still_encrypts_with_is_registered_again() {
        store().endpoints().put(endpoint(1, "a"));
        cipher.encryptWith(NEW);
        run(null, 10);
        assertThat(store().secretKeys().retireSecretKeys()).containsExactly(OLD);

        cipher.encryptWith(OLD);
        store().endpoints().put(endpoint(1, "b"));
        cipher.encryptWith(NEW);

        assertThat(secretsOf(OLD)).isEqualTo(1);
        assertThat(run(null, 10)).isEqualTo(1);
        assertThat(store().secretKeys().retireSecretKeys()).containsExactly(OLD);
    }

    @Test
    void several_old_keys_are_all_replaced() {
        store().endpoints().put(endpoint(1, "a"));
        cipher.encryptWith(NEW);
        store().endpoints().put(endpoint(2, "b"));
        cipher.encryptWith("key-0");

        assertThat(run(null, 1)).isEqualTo(2);

        assertThat(store().secretKeys().retireSecretKeys()).containsExactlyInAnyOrder(OLD, NEW);
    }

    @Test
    void the_first_token_key_is_created_once() {
        assertThat(store().tokenKeys().tokenKeys()).isEmpty();
        TokenKey first = tokenKey("tky_1");

        assertThat(store().tokenKeys().requireTokenKey(first)).containsExactly(first);
        assertThat(store().tokenKeys().requireTokenKey(tokenKey("tky_2"))).containsExactly(first);
    }

    @Test
    void token_keys_overlap_until_the_older_ones_expire() {
        TokenKey first = tokenKey("tky_1");
        store().tokenKeys().requireTokenKey(first);
        Instant end = now().plus(Duration.ofHours(1));
        clock.advance(Duration.ofSeconds(1));
        TokenKey second = tokenKey("tky_2");

        store().tokenKeys().rotateTokenKeys(second, end);
        assertThat(store().tokenKeys().tokenKeys()).containsExactly(second, ended(first, end));
        clock.advance(Duration.ofSeconds(1));
        TokenKey third = tokenKey("tky_3");
        store().tokenKeys().rotateTokenKeys(third, end.plusSeconds(60));
        assertThat(store().tokenKeys().tokenKeys())
                .as("an earlier expiry is kept")
                .containsExactly(third, ended(second, end.plusSeconds(60)), ended(first, end));

        clock.advance(Duration.ofHours(1));
        assertThat(store().tokenKeys().tokenKeys()).containsExactly(third, ended(second, end.plusSeconds(60)));
        TokenKey fourth = tokenKey("tky_4");
        store().tokenKeys().rotateTokenKeys(fourth, now());
        assertThat(store().tokenKeys().tokenKeys())
                .as("the others expired immediately")
                .containsExactly(fourth);
    }

    /** Completes a run; returns the number of re-encrypted secrets. */
    private int run(@Nullable String from, int limit) {
        int all = 0;
        String after = from;
        do {
            ReencryptedSlice slice = store().secretKeys().reencrypt(after, limit);
            all += slice.reencrypted();
            after = slice.next();
        } while (after != null);
        return all;
    }

    private List<Endpoint> put(int many) {
        List<Endpoint> put = new ArrayList<>();
        for (int i = 1; i <= many; i++) {
            put.add(store().endpoints().put(endpoint(i, "secret-" + i)));
        }
        return put;
    }

    private long secretsOf(String keyId) {
        return store().secretKeys().secretKeys().stream()
                .filter(use -> use.id().equals(keyId))
                .mapToLong(SecretKeyUse::secrets)
                .sum();
    }

    private String secretOf(int number) {
        return store().endpoints()
                .find(key(number))
                .orElseThrow()
                .secrets()
                .getFirst()
                .secret()
                .reveal();
    }

    private static EndpointKey key(int number) {
        return new EndpointKey(TENANT, "user:" + number, "webhook");
    }

    private Endpoint endpoint(int number, String secret) {
        return new Endpoint(
                EndpointIds.of(key(number)),
                key(number),
                "https://example.com/hook",
                true,
                null,
                null,
                List.of(SigningSecrets.of(secret)),
                new EndpointAuth.Bearer(new Secret("token of " + secret)),
                Map.of(),
                null,
                null,
                now(),
                now());
    }

    private TokenKey tokenKey(String id) {
        return new TokenKey(id, new Secret("ab".repeat(32)), now(), null);
    }

    private static TokenKey ended(TokenKey key, Instant end) {
        return new TokenKey(key.id(), key.key(), key.createdAt(), end);
    }
}
