package dev.tidings.catalog.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.catalog.CatalogVersion;
import dev.tidings.catalog.NotificationType;
import dev.tidings.catalog.TypeDefinition;
import dev.tidings.catalog.TypeRule;
import dev.tidings.catalog.TypeStore;
import dev.tidings.catalog.ValidationMode;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.store.Page;
import dev.tidings.testkit.store.StoreFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every store promises about types. */
abstract class TypeContract extends JdbcTypesContract {
    private static final String SCHEMA = "{\"type\":\"object\",\"title\":\"Zahlung über 5 €\"}";

    TypeContract(StoreFactory factory) {
        super(factory);
    }

    @Test
    void a_type_is_read_as_it_was_written() {
        TypeDefinition definition = new TypeDefinition(
                "An order was paid",
                SCHEMA,
                "{ \"total\": 5 }",
                List.of("webhook", "email"),
                true,
                true,
                ValidationMode.WARN);

        NotificationType written = put("order.paid", definition, TypeStore.NEW);

        assertThat(types().find(TENANT, "order.paid")).contains(written);
        assertThat(written.definition()).isEqualTo(definition);
        assertThat(written.createdAt()).isEqualTo(clock.instant());
        assertThat(written.deprecatedAt()).isEqualTo(clock.instant());
        assertThat(types().find("other", "order.paid")).isEmpty();
    }

    @Test
    void a_change_keeps_the_creation_time_and_raises_the_version() {
        NotificationType first = put("order.paid", PLAIN, TypeStore.NEW);
        Instant later = clock.advance(Duration.ofMinutes(1));

        NotificationType second = put("order.paid", described("Changed"), first.version());

        assertThat(second.version()).isGreaterThan(first.version());
        assertThat(second.createdAt()).isEqualTo(first.createdAt());
        assertThat(second.updatedAt()).isEqualTo(later);
        assertThat(types().find(TENANT, "order.paid")).contains(second);
    }

    @Test
    void a_deprecated_type_keeps_the_time_of_its_deprecation() {
        TypeDefinition deprecated = new TypeDefinition("Old", null, null, List.of(), false, true, ValidationMode.OFF);
        NotificationType first = put("old", deprecated, TypeStore.NEW);
        clock.advance(Duration.ofMinutes(1));

        NotificationType second = put(
                "old",
                new TypeDefinition("Older", null, null, List.of(), false, true, ValidationMode.OFF),
                first.version());
        NotificationType third = put("old", PLAIN, second.version());

        assertThat(second.deprecatedAt()).isEqualTo(first.deprecatedAt());
        assertThat(third.deprecatedAt()).isNull();
    }

    @Test
    void a_write_with_an_old_version_changes_nothing() {
        NotificationType first = put("order.paid", PLAIN, TypeStore.NEW);
        NotificationType second = put("order.paid", described("Second"), first.version());

        assertThat(types().replace(TENANT, "order.paid", described("Late"), first.version(), MOST))
                .isEmpty();
        assertThat(types().replace(TENANT, "order.paid", described("Again"), TypeStore.NEW, MOST))
                .isEmpty();
        assertThat(types().replace(TENANT, "order.lost", described("Gone"), first.version(), MOST))
                .isEmpty();
        assertThat(types().find(TENANT, "order.paid")).contains(second);
        assertThat(types().find(TENANT, "order.lost")).isEmpty();
    }

    @Test
    void a_type_is_deleted_only_with_its_version() {
        NotificationType type = put("order.paid", PLAIN, TypeStore.NEW);

        assertThat(types().delete(TENANT, "order.paid", type.version() + 1)).isFalse();
        assertThat(types().delete("other", "order.paid", type.version())).isFalse();
        assertThat(types().find(TENANT, "order.paid")).isPresent();
        assertThat(types().delete(TENANT, "order.paid", type.version())).isTrue();
        assertThat(types().find(TENANT, "order.paid")).isEmpty();
    }

    @Test
    void a_type_created_again_after_its_deletion_has_a_new_version() {
        NotificationType first = put("order.paid", PLAIN, TypeStore.NEW);
        types().delete(TENANT, "order.paid", first.version());

        assertThat(put("order.paid", PLAIN, TypeStore.NEW).version()).isGreaterThan(first.version());
    }

    @Test
    void a_list_has_pages_in_the_order_of_names() {
        for (String name : List.of("c", "a", "e", "b", "d")) {
            put(name, PLAIN, TypeStore.NEW);
        }
        types().replace("other", "aa", PLAIN, TypeStore.NEW, MOST);

        Page<NotificationType> first = types().list(TENANT, null, 3);
        Page<NotificationType> second = types().list(TENANT, first.next(), 3);

        assertThat(first.items()).extracting(NotificationType::name).containsExactly("a", "b", "c");
        assertThat(second.items()).extracting(NotificationType::name).containsExactly("d", "e");
        assertThat(second.next()).isNull();
        assertThatThrownBy(() -> types().list(TENANT, "forged", 3)).isInstanceOf(ProblemException.class);
    }

    @Test
    void a_new_type_over_the_limit_is_refused_and_a_known_one_can_still_change() {
        NotificationType known = put("t0", PLAIN, TypeStore.NEW);
        for (int i = 1; i < MOST; i++) {
            put("t" + i, PLAIN, TypeStore.NEW);
        }

        assertThatThrownBy(() -> types().replace(TENANT, "t9", PLAIN, TypeStore.NEW, MOST))
                .hasMessageContaining("at most 5 types per tenant");
        assertThat(put("t0", described("Changed"), known.version()).definition().description())
                .isEqualTo("Changed");
        assertThat(types().list(TENANT, null, 10).items()).hasSize(MOST);
        assertThat(types().replace("other", "t9", PLAIN, TypeStore.NEW, MOST)).isPresent();
    }

    @Test
    void a_catalogue_that_was_lost_with_its_tenant_starts_with_new_versions() {
        long before = put("order.paid", PLAIN, TypeStore.NEW).version();
        clock.advance(Duration.ofMillis(1));

        assertThat(types().replace("other", "order.paid", PLAIN, TypeStore.NEW, MOST)
                        .orElseThrow()
                        .version())
                .isGreaterThan(before);
    }

    @Test
    void every_change_raises_the_version_of_the_tenants_catalogue() {
        NotificationType first = put("order.paid", PLAIN, TypeStore.NEW);
        long created = types().rules(TENANT, MOST).version();
        CatalogVersion other = new CatalogVersion(
                "other",
                types().replace("other", "order.paid", PLAIN, TypeStore.NEW, MOST)
                        .orElseThrow()
                        .version());
        NotificationType second = put("order.paid", described("Changed"), first.version());
        long changed = types().rules(TENANT, MOST).version();
        types().delete(TENANT, "order.paid", second.version());
        long deleted = types().rules(TENANT, MOST).version();

        assertThat(List.of(created, changed, deleted)).isSorted().doesNotHaveDuplicates();
        assertThat(types().versions("", 10)).containsExactly(new CatalogVersion(TENANT, deleted), other);
        assertThat(types().versions(TENANT, 10)).containsExactly(other);
        assertThat(types().rules("nobody", MOST)).isEqualTo(new TypeStore.Rules(0, List.of()));
    }

    @Test
    void rules_have_what_an_intent_needs() {
        NotificationType type = put(
                "order.paid",
                new TypeDefinition("", SCHEMA, null, List.of("email"), false, true, ValidationMode.WARN),
                TypeStore.NEW);
        NotificationType plain = put("plain", PLAIN, TypeStore.NEW);

        assertThat(types().rules(TENANT, MOST).rules())
                .containsExactly(
                        new TypeRule(
                                "order.paid",
                                type.version(),
                                ValidationMode.WARN,
                                true,
                                List.of("email"),
                                type.deprecatedAt()),
                        new TypeRule("plain", plain.version(), ValidationMode.ENFORCE, false, List.of(), null));
    }

    private NotificationType put(String name, TypeDefinition definition, long expected) {
        return types().replace(TENANT, name, definition, expected, MOST).orElseThrow();
    }
}
