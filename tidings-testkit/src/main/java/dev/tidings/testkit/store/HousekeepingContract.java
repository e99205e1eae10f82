package dev.tidings.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.core.access.ApiKey;
import dev.tidings.core.access.KeyLimits;
import dev.tidings.core.access.Scope;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.store.Page;
import dev.tidings.core.store.QuarantinedItem;
import dev.tidings.core.store.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Offsets, quarantine, API keys and the store's own health. */
public abstract class HousekeepingContract extends StoreContract {
    protected HousekeepingContract(StoreFactory factory) {
        super(factory);
    }

    @Test
    void an_offset_is_the_last_one_saved_under_its_label() {
        assertThat(store().offsets().offset("startjobs")).isEmpty();

        assertThat(store().offsets().saveOffset("startjobs", null, "0-0")).isTrue();
        assertThat(store().offsets().saveOffset("startjobs", "0-0", "17-3")).isTrue();
        assertThat(store().offsets().saveOffset("other", null, "1-1")).isTrue();

        assertThat(store().offsets().offset("startjobs")).contains("17-3");
    }

    @Test
    void an_offset_moved_by_another_reader_is_not_moved_back() {
        store().offsets().saveOffset("startjobs", null, "17-3");

        assertThat(store().offsets().saveOffset("startjobs", null, "9-0")).isFalse();
        assertThat(store().offsets().saveOffset("startjobs", "8-0", "9-0")).isFalse();
        assertThat(store().offsets().saveOffset("unknown", "8-0", "9-0")).isFalse();

        assertThat(store().offsets().offset("startjobs")).contains("17-3");
        assertThat(store().offsets().offset("unknown")).isEmpty();
    }

    @Test
    void operational_events_are_visible_to_their_tenant() {
        store().events().addEvent(TENANT, "stream.trimmed", "redis:tidings:intents", "entries may be gone");

        assertThat(store().events().events(TENANT, null, 10).items())
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.id()).startsWith("evt_");
                    assertThat(event.kind()).isEqualTo("stream.trimmed");
                    assertThat(event.subject()).isEqualTo("redis:tidings:intents");
                    assertThat(event.message()).isEqualTo("entries may be gone");
                });
        assertThat(store().events().events("other", null, 10).items()).isEmpty();
    }

    @Test
    void quarantined_entries_are_kept_byte_for_byte() {
        QuarantinedItem item = item("1-0", new byte[] {0, -1, 127, '\n'});

        store().quarantine().quarantine(item);

        assertThat(store().quarantine().quarantined(TENANT, null, 10).items())
                .singleElement()
                .satisfies(kept -> {
                    assertThat(kept).usingRecursiveComparison().isEqualTo(item);
                });
        assertThat(store().quarantine().quarantined("other", null, 10).items()).isEmpty();
    }

    @Test
    void the_same_position_is_quarantined_once() {
        store().quarantine().quarantine(item("1-0", new byte[] {1}));
        store().quarantine().quarantine(item("1-0", new byte[] {2}));

        assertThat(store().quarantine().quarantined(TENANT, null, 10).items())
                .singleElement()
                .satisfies(kept -> assertThat(kept.raw()).containsExactly(1));
    }

    @Test
    void the_quarantine_is_listed_in_pages_newest_first() {
        for (int i = 0; i < 3; i++) {
            store().quarantine().quarantine(item(i + "-0", new byte[] {1}));
            clock.advance(Duration.ofSeconds(1));
        }

        Page<QuarantinedItem> first = store().quarantine().quarantined(TENANT, null, 2);
        Page<QuarantinedItem> second = store().quarantine().quarantined(TENANT, first.next(), 2);

        assertThat(first.items()).extracting(QuarantinedItem::position).containsExactly("2-0", "1-0");
        assertThat(second.items()).extracting(QuarantinedItem::position).containsExactly("0-0");
        assertThat(second.next()).isNull();
    }

    @Test
    void a_key_is_found_by_its_hash() {
        ApiKey key = key("key_1");
        store().keys().create(key, new byte[] {1, 2, 3});

        assertThat(store().keys().byHash(new byte[] {1, 2, 3})).contains(key);
        assertThat(store().keys().byHash(new byte[] {1, 2})).isEmpty();
        assertThat(store().keys().keys(null, null, 10).items()).containsExactly(key);
    }

    @Test
    void a_key_is_found_by_its_id_within_its_tenant_only() {
        ApiKey key = key("key_1");
        store().keys().create(key, new byte[] {1});

        assertThat(store().keys().key(TENANT, "key_1")).contains(key);
        assertThat(store().keys().key("other", "key_1")).isEmpty();
        assertThat(store().keys().key(TENANT, "key_2")).isEmpty();
    }

    @Test
    void the_keys_of_a_tenant_are_listed_in_pages_without_those_of_others() {
        for (int i = 1; i <= 6; i++) {
            ApiKey key = new ApiKey(
                    "key_" + i,
                    i % 2 == 0 ? "other" : TENANT,
                    "ci",
                    Set.of(Scope.PRODUCE),
                    now(),
                    null,
                    KeyLimits.NONE,
                    null);
            store().keys().create(key, new byte[] {(byte) i});
        }
        assertThat(store().keys().revoke("key_3")).isTrue();

        Page<ApiKey> first = store().keys().keys(TENANT, null, 2);
        Page<ApiKey> second = store().keys().keys(TENANT, first.next(), 2);

        assertThat(first.items()).extracting(ApiKey::id).containsExactly("key_1", "key_3");
        assertThat(second.items()).extracting(ApiKey::id).containsExactly("key_5");
        assertThat(second.next()).isNull();
        assertThat(store().keys().keys("nobody", null, 2).items()).isEmpty();
        assertThat(store().keys().keys(null, null, 6).items()).hasSize(6);
        assertThatThrownBy(() -> store().keys().keys(TENANT, "nonsense", 2))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("cursor");
    }

    @Test
    void the_expiry_of_a_key_can_change_until_it_is_revoked() {
        store().keys().create(key("key_1"), new byte[] {1});
        Instant later = now().plus(Duration.ofDays(2));

        assertThat(store().keys().expireKey("key_1", now().plus(Duration.ofDays(1))))
                .isTrue();
        assertThat(store().keys().expireKey("key_1", later)).isTrue();
        assertThat(store().keys().expireKey("key_2", later)).isFalse();
        assertThat(store().keys().revoke("key_1")).isTrue();
        assertThat(store().keys().expireKey("key_1", later.plusSeconds(1))).isFalse();

        assertThat(store().keys().byHash(new byte[] {1}))
                .map(found -> found.limits().expiresAt())
                .contains(later);
    }

    @Test
    void a_revoked_key_is_still_listed_but_not_valid() {
        assertThat(store().keys().anyInForce()).isFalse();
        store().keys().create(key("key_1"), new byte[] {1});
        assertThat(store().keys().anyInForce()).isTrue();
        Instant revoked = clock.advance(Duration.ofHours(1));

        assertThat(store().keys().revoke("key_1")).isTrue();
        assertThat(store().keys().revoke("key_1")).isFalse();
        assertThat(store().keys().revoke("key_2")).isFalse();

        assertThat(store().keys().anyInForce()).isFalse();
        assertThat(store().keys().byHash(new byte[] {1})).map(ApiKey::revokedAt).contains(revoked);
    }

    @Test
    void the_limits_of_a_key_are_kept() {
        KeyLimits limits = new KeyLimits(
                now().plus(Duration.ofDays(90)),
                List.of("10.0.0.0/8", "2001:db8::/32"),
                List.of("build.*", "invoice.paid"),
                List.of("user:1, and more", "team:*"));
        ApiKey bounded = new ApiKey("key_1", TENANT, "ci", Set.of(Scope.PRODUCE), now(), null, limits, null);

        store().keys().create(bounded, new byte[] {1});

        assertThat(store().keys().byHash(new byte[] {1})).contains(bounded);
        assertThat(store().keys().key(TENANT, "key_1")).contains(bounded);
    }

    @Test
    void the_last_use_of_a_key_never_decreases() {
        store().keys().create(key("key_1"), new byte[] {1});

        store().keys().used("key_1", now().plusSeconds(60));
        store().keys().used("key_1", now());
        store().keys().used("key_2", now());

        assertThat(store().keys().byHash(new byte[] {1}))
                .map(ApiKey::lastUsedAt)
                .contains(now().plusSeconds(60));
    }

    @Test
    void an_expired_key_is_invalid_but_still_counts_as_existing() {
        KeyLimits brief = new KeyLimits(now().plusSeconds(60), List.of(), List.of(), List.of());
        ApiKey key = new ApiKey("key_1", TENANT, "ci", Set.of(Scope.ADMIN), now(), null, brief, null);
        store().keys().create(key, new byte[] {1});
        assertThat(key.inForce(now())).isTrue();

        clock.advance(Duration.ofSeconds(60));

        assertThat(store().keys().byHash(new byte[] {1}).orElseThrow().inForce(now()))
                .isFalse();
        assertThat(store().keys().anyInForce()).isTrue();
    }

    @Test
    void two_keys_never_share_a_hash() {
        store().keys().create(key("key_1"), new byte[] {1});

        assertThatThrownBy(() -> store().keys().create(key("key_2"), new byte[] {1}))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void the_clock_has_millisecond_precision() {
        clock.set(Instant.parse("2026-01-01T00:00:00.123456789Z"));

        assertThat(store().clock().instant()).isEqualTo(Instant.parse("2026-01-01T00:00:00.123Z"));
    }

    @Test
    void an_open_store_is_writable_and_a_closed_one_reports_it() {
        store().checkWritable();
        store().close();
        store().close();

        assertThatThrownBy(() -> store().checkWritable())
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("closed");
    }

    private QuarantinedItem item(String position, byte[] raw) {
        return new QuarantinedItem(
                "qrn_" + ids.next(now()), TENANT, "redis:intents", position, raw, "no JSON object", now());
    }

    private ApiKey key(String id) {
        return new ApiKey(id, TENANT, "ci", Set.of(Scope.PRODUCE, Scope.OPERATE), now(), null, KeyLimits.NONE, null);
    }
}
