package dev.tidings.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.endpoint.EndpointTest;
import dev.tidings.core.endpoint.Secret;
import dev.tidings.core.id.EndpointId;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.store.EndpointRoom;
import dev.tidings.testkit.id.EndpointIds;
import dev.tidings.testkit.id.SigningSecrets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Several endpoints of one recipient: their names, ids and limit, also with concurrent writers. */
public abstract class EndpointCreationContract extends StoreContract {
    private static final EndpointKey KEY = new EndpointKey(TENANT, "user:1", "webhook");
    private static final int PLENTY = 50;

    protected EndpointCreationContract(StoreFactory factory) {
        super(factory);
    }

    @Test
    void of_concurrent_writers_of_one_version_exactly_one_succeeds() throws Exception {
        int writers = 8;
        List<Boolean> created = Race.of(
                writers,
                () -> store().endpoints()
                        .create(endpoint(KEY, true, new EndpointAuth.None()), PLENTY)
                        .isPresent());
        assertThat(created).containsOnlyOnce(true);

        AtomicInteger number = new AtomicInteger();
        Race.of(writers, () -> {
            String mine = "w" + number.incrementAndGet();
            Endpoint present;
            Endpoint wanted;
            do {
                present = stored();
                Map<String, String> settings = new HashMap<>(present.settings());
                settings.put(mine, "here");
                wanted = present.withSettings(settings);
            } while (store().endpoints().replace(wanted, present.version()).isEmpty());
            return mine;
        });

        assertThat(stored().settings()).hasSize(writers);
    }

    @Test
    void a_recipient_has_several_endpoints_per_channel_each_with_its_own_name() {
        Endpoint first = store().endpoints().put(endpoint(named("b"), true, new EndpointAuth.None()));
        Endpoint second =
                store().endpoints().put(endpoint(named("a"), false, new EndpointAuth.Bearer(new Secret("t"))));

        assertThat(store().endpoints().ofRecipients(TENANT, List.of("user:1")).get("user:1"))
                .containsExactly(second, first);
        assertThat(store().endpoints().find(named("a"))).contains(second);
        store().endpoints().recordFailure(named("b"));
        store().endpoints().pause(named("b"), now());
        store().endpoints().recordTest(named("b"), new EndpointTest("sent", null, now()));
        assertThat(store().endpoints().find(named("a"))).contains(second);
        assertThat(store().endpoints().delete(named("b"))).isTrue();
        assertThat(store().endpoints().find(named("a"))).contains(second);
        assertThat(store().endpoints().find(TENANT, first.id())).isEmpty();
    }

    @Test
    void an_endpoint_keeps_its_id_when_it_is_replaced_and_gets_another_when_it_is_created_again() {
        Endpoint first = endpoint(KEY, true, new EndpointAuth.None());
        store().endpoints().put(first);
        Endpoint other = with(ids.endpoint(now()), first);

        assertThat(store().endpoints().put(other).id()).isEqualTo(first.id());
        assertThat(store().endpoints().create(other, PLENTY)).isEmpty();
        assertThat(store().endpoints()
                        .replace(other, stored().version())
                        .orElseThrow()
                        .id())
                .isEqualTo(first.id());
        store().endpoints().delete(KEY);
        assertThat(store().endpoints().create(other, PLENTY).orElseThrow().id()).isEqualTo(other.id());
        assertThat(store().endpoints().find(TENANT, first.id())).isEmpty();
    }

    @Test
    void more_endpoints_than_the_limit_are_refused_per_recipient_and_channel() {
        EndpointAuth none = new EndpointAuth.None();
        store().endpoints().create(endpoint(named("a"), true, none), 2);
        store().endpoints().create(endpoint(named("b"), true, none), 2);

        assertThatThrownBy(() -> store().endpoints().create(endpoint(named("c"), true, none), 2))
                .isInstanceOfSatisfying(ProblemException.class, refused -> {
                    assertThat(refused.problem().code()).isEqualTo(ProblemCode.TOO_MANY_ENDPOINTS);
                    assertThat(refused.problem().message()).contains("limits.endpoints_per_recipient is 2");
                });
        assertThat(store().endpoints().create(endpoint(named("a"), true, none), 2))
                .as("an existing one is no new one")
                .isEmpty();
        for (EndpointKey elsewhere : List.of(
                new EndpointKey(TENANT, "user:1", "email"),
                new EndpointKey(TENANT, "user:2", "webhook"),
                new EndpointKey("other", "user:1", "webhook"))) {
            assertThat(store().endpoints().create(endpoint(elsewhere, true, none), 2))
                    .isPresent();
        }
        store().endpoints().delete(named("a"));
        assertThat(store().endpoints().create(endpoint(named("c"), true, none), 2))
                .isPresent();
    }

    @Test
    void concurrent_writers_do_not_exceed_the_limit() throws Exception {
        int limit = 3;
        AtomicInteger number = new AtomicInteger();
        store().endpoints().create(endpoint(named("first"), true, new EndpointAuth.None()), limit);

        List<Boolean> created = Race.of(8, () -> {
            EndpointKey key = named("w" + number.incrementAndGet());
            try {
                return store().endpoints()
                        .create(endpoint(key, true, new EndpointAuth.None()), limit)
                        .isPresent();
            } catch (ProblemException refused) {
                return false;
            }
        });

        assertThat(created).filteredOn(one -> one).hasSize(limit - 1);
        assertThat(store().endpoints().ofRecipients(TENANT, List.of("user:1")).get("user:1"))
                .hasSize(limit);
    }

    @Test
    void more_endpoints_than_the_quota_of_the_tenant_are_refused() {
        EndpointAuth none = new EndpointAuth.None();
        EndpointRoom two = new EndpointRoom(PLENTY, 2);
        store().endpoints().create(endpoint(new EndpointKey(TENANT, "user:1", "webhook"), true, none), two);
        store().endpoints().create(endpoint(new EndpointKey(TENANT, "user:2", "email"), true, none), two);

        Endpoint third = endpoint(new EndpointKey(TENANT, "user:3", "webhook"), true, none);
        assertThatThrownBy(() -> store().endpoints().create(third, two))
                .isInstanceOfSatisfying(ProblemException.class, refused -> {
                    assertThat(refused.problem().code()).isEqualTo(ProblemCode.TENANT_QUOTA);
                    assertThat(refused.problem().field()).isEqualTo("endpoints");
                    assertThat(refused.problem().expected()).isEqualTo("at most 2 endpoints");
                });
        assertThat(store().endpoints().create(endpoint(new EndpointKey("other", "user:3", "webhook"), true, none), two))
                .isPresent();
        store().endpoints().delete(new EndpointKey(TENANT, "user:2", "email"));
        assertThat(store().endpoints().create(third, two)).isPresent();
    }

    @Test
    void concurrent_writers_do_not_exceed_the_quota_of_the_tenant() throws Exception {
        AtomicInteger number = new AtomicInteger();

        List<Boolean> created = Race.of(8, () -> {
            EndpointKey key = new EndpointKey(TENANT, "user:" + number.incrementAndGet(), "webhook");
            try {
                return store().endpoints()
                        .create(endpoint(key, true, new EndpointAuth.None()), new EndpointRoom(PLENTY, 3))
                        .isPresent();
            } catch (ProblemException refused) {
                return false;
            }
        });

        assertThat(created).filteredOn(one -> one).hasSize(3);
    }

    private static EndpointKey named(String name) {
        return new EndpointKey(TENANT, "user:1", "webhook", name);
    }

    private static Endpoint with(EndpointId id, Endpoint one) {
        return new Endpoint(
                id,
                one.key(),
                one.address(),
                one.enabled(),
                one.disabledReason(),
                one.pausedUntil(),
                one.secrets(),
                one.auth(),
                one.settings(),
                one.failures(),
                one.lastTest(),
                one.createdAt(),
                one.updatedAt());
    }

    private Endpoint stored() {
        return store().endpoints().find(KEY).orElseThrow();
    }

    private Endpoint endpoint(EndpointKey key, boolean enabled, EndpointAuth auth) {
        return new Endpoint(
                EndpointIds.of(key),
                key,
                "https://example.com/hook",
                enabled,
                null,
                null,
                List.of(SigningSecrets.of("whsec_1")),
                auth,
                Map.of(),
                null,
                null,
                now(),
                now());
    }
}
