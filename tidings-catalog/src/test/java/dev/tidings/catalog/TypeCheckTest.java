package dev.tidings.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.catalog.jdbc.JdbcTypes;
import dev.tidings.core.intent.IntentTypes;
import dev.tidings.core.notification.Audience;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.notification.IntentKeys;
import dev.tidings.core.notification.Payload;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.telemetry.EngineListener;
import dev.tidings.http.StoreThreads;
import dev.tidings.store.jdbc.sqlite.SqliteStore;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.store.ReversingCipher;
import dev.tidings.testkit.time.SettableClock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TypeCheckTest {
    private static final int MOST = 10;
    private static final String INTEGER = "{\"type\":\"integer\"}";

    private final SettableClock clock = SettableClock.atStart();
    private final SqliteStore database =
            SqliteStore.openInMemory("type-check", clock, new ReversingCipher(), new CountingIds());
    private final TypeStore store = new JdbcTypes(database);
    private final CachedCatalog catalog = new CachedCatalog(store);
    private final StoreThreads threads =
            new StoreThreads(Runnable::run, Runnable::run, Runnable::run, Runnable::run, (delay, task) -> {});
    private final List<String> invalid = new ArrayList<>();

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void a_type_that_is_not_in_the_catalogue_is_accepted_without_work() {
        assertThat(check(false).check(intent("1"))).isSameAs(IntentTypes.ACCEPTED);
    }

    @Test
    void a_type_that_is_not_in_the_catalogue_is_refused_where_the_setting_says_so() {
        put(null, ValidationMode.ENFORCE);

        assertThat(check(true).check(intent("1"))).isSameAs(IntentTypes.ACCEPTED);
        store.delete(
                "default",
                "order.paid",
                store.find("default", "order.paid").orElseThrow().version());
        catalog.refresh();
        assertThatThrownBy(() -> check(true).check(intent("1")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("type is order.paid");
    }

    @Test
    void an_enforced_schema_refuses_and_a_warning_only_counts() {
        put(INTEGER, ValidationMode.ENFORCE);
        TypeCheck check = check(false);

        assertThat(check.check(intent("1"))).isCompleted();
        assertThatThrownBy(() -> check.check(intent("\"private\"")).join())
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("string found, integer expected")
                .hasMessageNotContaining("private");
        put(INTEGER, ValidationMode.WARN);
        assertThat(check.check(intent("\"private\""))).isCompletedWithValue(null);
        put(INTEGER, ValidationMode.OFF);
        assertThat(check.check(intent("\"private\""))).isSameAs(IntentTypes.ACCEPTED);

        assertThat(invalid).containsExactly("order.paid enforce", "order.paid warn");
    }

    @Test
    void a_missing_payload_violates_a_schema() {
        put(INTEGER, ValidationMode.ENFORCE);

        assertThatThrownBy(() -> check(false).check(intent(null)).join()).hasMessageContaining("is missing");
    }

    @Test
    void a_changed_schema_holds_after_the_next_refresh() {
        put(INTEGER, ValidationMode.ENFORCE);
        TypeCheck check = check(false);
        assertThat(check.check(intent("1"))).isCompleted();

        NotificationType present = store.find("default", "order.paid").orElseThrow();
        store.replace(
                "default",
                "order.paid",
                definition("{\"type\":\"string\"}", ValidationMode.ENFORCE),
                present.version(),
                MOST);
        assertThat(check.check(intent("1"))).isCompleted();
        catalog.refresh();

        assertThat(check.check(intent("\"one\""))).isCompleted();
        assertThatThrownBy(() -> check.check(intent("1")).join()).hasMessageContaining("string expected");
    }

    @Test
    void a_catalogue_that_is_gone_is_forgotten_at_the_next_refresh() {
        put(INTEGER, ValidationMode.ENFORCE);
        database.clear();
        catalog.refresh();

        assertThat(catalog.rule("default", "order.paid")).isNull();
    }

    @Test
    void default_channels_are_those_of_the_tenants_own_type() {
        store.replace(
                "default",
                "order.paid",
                new TypeDefinition("", null, null, List.of("email"), false, false, ValidationMode.OFF),
                TypeStore.NEW,
                MOST);
        catalog.refresh();

        assertThat(catalog.of("default", "order.paid")).contains(List.of("email"));
        assertThat(catalog.of("other", "order.paid")).isEmpty();
        assertThat(catalog.of("default", "order.lost")).isEmpty();
    }

    private TypeCheck check(boolean refusesUnknown) {
        EngineListener listener = new EngineListener() {
            @Override
            public void payloadInvalid(String type, String mode) {
                invalid.add(type + " " + mode);
            }
        };
        return new TypeCheck(
                catalog, store, refusesUnknown, threads, Runnable::run, new ViolationLog(clock.ticker()), listener);
    }

    private void put(@Nullable String schema, ValidationMode mode) {
        long present = store.find("default", "order.paid")
                .map(NotificationType::version)
                .orElse(TypeStore.NEW);
        store.replace("default", "order.paid", definition(schema, mode), present, MOST);
        catalog.refresh();
    }

    private static TypeDefinition definition(@Nullable String schema, ValidationMode mode) {
        return new TypeDefinition("", schema, null, List.of(), false, false, mode);
    }

    private static Intent intent(@Nullable String payload) {
        return new Intent(
                "default",
                "shop",
                "order-1",
                "order.paid",
                new Audience.Recipients(List.of("user:42")),
                List.of(),
                null,
                payload == null ? null : Payload.of(payload),
                IntentKeys.NONE,
                null,
                null,
                null,
                null);
    }
}
