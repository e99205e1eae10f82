package dev.tidings.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.core.audit.AuditAction;
import dev.tidings.core.audit.AuditChange;
import dev.tidings.core.audit.AuditFilter;
import dev.tidings.core.audit.AuditOrigin;
import dev.tidings.core.audit.AuditRecord;
import dev.tidings.core.audit.AuditSource;
import dev.tidings.core.audit.AuditedWrite;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.store.EndpointRoom;
import dev.tidings.core.store.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The audit log has a record if and only if its change is in the store. */
public abstract class AuditContract extends StoreContract {
    private static final int WRITERS = 8;
    private static final AuditOrigin OPERATOR =
            new AuditOrigin(TENANT, "key_1", "Ann's laptop", AuditSource.REST, "192.0.2.7", "tidings-cli/1", "req-1");

    protected AuditContract(StoreFactory factory) {
        super(factory);
    }

    @Test
    void a_change_is_recorded_with_its_origin_and_values() {
        AuditChange change =
                new AuditChange(TENANT, "endpoint.created", "ept_1", "{\"enabled\":false}", "{\"enabled\":true}", true);

        by(OPERATOR, () -> AuditedWrite.of(change, () -> create("user:1", EndpointRoom.of(5))));

        AuditRecord written = records(AuditFilter.of(TENANT)).getFirst();
        assertThat(written.id()).startsWith(AuditRecord.PREFIX);
        assertThat(written).isEqualTo(new AuditRecord(written.id(), now(), OPERATOR, change));
    }

    @Test
    void what_nobody_requested_is_recorded_as_done_by_the_server() {
        AuditedWrite.of(created("a"), () -> create("user:1", EndpointRoom.of(5)));

        assertThat(records(AuditFilter.of(TENANT)).getFirst().origin())
                .isEqualTo(new AuditOrigin(TENANT, "server", null, AuditSource.SERVER, null, null, null));
    }

    @Test
    void a_transaction_that_changes_nothing_has_no_record() {
        Endpoint present = create("user:1", EndpointRoom.of(5)).orElseThrow();

        assertThat(AuditedWrite.of(created("taken"), () -> create("user:1", EndpointRoom.of(5))))
                .isEmpty();
        assertThat(AuditedWrite.of(
                        change(AuditAction.ENDPOINT_DELETED, "old"),
                        () -> store().endpoints().delete(present.key(), present.version() + 1)))
                .isFalse();

        assertThat(records(AuditFilter.of(TENANT))).isEmpty();
    }

    @Test
    void a_transaction_that_is_rolled_back_has_no_record() {
        create("user:1", EndpointRoom.of(5));

        assertThatThrownBy(() -> AuditedWrite.of(
                        created("full"), () -> store().endpoints().create(endpoint("user:1", "b"), 1)))
                .hasMessageContaining("1 endpoints");

        assertThat(records(AuditFilter.of(TENANT))).isEmpty();
    }

    @Test
    void writes_that_are_not_audited_leave_no_record() {
        create("user:1", EndpointRoom.of(5));
        acceptOne("user:1");

        assertThat(records(AuditFilter.of(TENANT))).isEmpty();
    }

    @Test
    void a_change_of_several_transactions_has_one_record() {
        AuditedWrite.of(created("a"), () -> {
            create("user:1", EndpointRoom.of(5));
            return create("user:2", EndpointRoom.of(5));
        });

        assertThat(records(AuditFilter.of(TENANT))).hasSize(1);
    }

    @Test
    void of_concurrent_changes_to_one_version_exactly_the_one_that_wins_is_recorded() throws Exception {
        Endpoint present = create("user:1", EndpointRoom.of(5)).orElseThrow();
        AtomicInteger number = new AtomicInteger();
        List<String> won = Race.of(WRITERS, () -> {
                    String name = "writer " + number.incrementAndGet();
                    boolean written = AuditedWrite.of(
                            change(AuditAction.ENDPOINT_PAUSED, name),
                            () -> store().endpoints().pause(present.key(), now(), present.version()));
                    return Optional.ofNullable(written ? name : null);
                })
                .stream()
                .flatMap(Optional::stream)
                .toList();

        assertThat(won).hasSize(1);
        assertThat(records(AuditFilter.of(TENANT)))
                .extracting(written -> written.change().object())
                .isEqualTo(won);
    }

    @Test
    void a_list_goes_from_the_newest_to_the_oldest_and_pages_neither_repeat_nor_skip() {
        for (int i = 0; i < 5; i++) {
            write("object " + i);
            clock.advance(Duration.ofMillis(i % 2));
        }

        List<String> listed = new ArrayList<>();
        @Nullable String cursor = null;
        do {
            Page<AuditRecord> page = store().audit().records(AuditFilter.of(TENANT), cursor, 2);
            page.items().forEach(one -> listed.add(one.change().object()));
            cursor = page.next();
            // What is added meanwhile is newer than every later page.
            write("added");
        } while (cursor != null);

        assertThat(listed).containsExactly("object 4", "object 3", "object 2", "object 1", "object 0");
    }

    @Test
    void a_list_selects_by_actor_action_object_and_time() {
        by(OPERATOR, () -> write("ept_1"));
        clock.advance(Duration.ofSeconds(1));
        Instant between = now();
        by(
                OPERATOR,
                () -> AuditedWrite.of(
                        change(AuditAction.KEY_REVOKED, "key_9"), () -> create("user:9", EndpointRoom.of(5))));
        write("ept_2");

        assertThat(objects(null, null, null, null, null)).containsExactly("ept_2", "key_9", "ept_1");
        assertThat(objects("key_1", null, null, null, null)).containsExactly("key_9", "ept_1");
        assertThat(objects(null, "endpoint.created", null, null, null)).containsExactly("ept_2", "ept_1");
        assertThat(objects(null, "endpoint.*", null, null, null)).containsExactly("ept_2", "ept_1");
        assertThat(objects(null, "end.*", null, null, null)).isEmpty();
        assertThat(objects(null, null, "key_9", null, null)).containsExactly("key_9");
        assertThat(objects(null, null, null, between, null)).containsExactly("ept_2", "key_9");
        assertThat(objects(null, null, null, null, between)).containsExactly("ept_1");
        assertThat(records(AuditFilter.of("other"))).isEmpty();
    }

    @Test
    void old_records_are_removed_in_bounded_batches_and_by_nothing_else() {
        for (int i = 0; i < 5; i++) {
            write("object " + i);
        }
        clock.advance(Duration.ofDays(400));

        assertThat(store().retention().removeOperational(now(), 100)).isZero();
        assertThat(store().retention().removeAudit(now().minus(Duration.ofDays(401)), 3))
                .isZero();
        assertThat(store().retention().removeAudit(now(), 3)).isEqualTo(3);
        assertThat(store().retention().removeAudit(now(), 3)).isEqualTo(2);
        assertThat(records(AuditFilter.of(TENANT))).isEmpty();
    }

    private List<String> objects(
            @Nullable String actor,
            @Nullable String action,
            @Nullable String object,
            @Nullable Instant since,
            @Nullable Instant until) {
        return records(new AuditFilter(TENANT, actor, action, object, since, until)).stream()
                .map(one -> one.change().object())
                .toList();
    }

    private List<AuditRecord> records(AuditFilter filter) {
        return store().audit().records(filter, null, 100).items();
    }

    private int written;

    private Object write(String object) {
        return AuditedWrite.of(created(object), () -> create("recipient:" + written++, EndpointRoom.of(5)));
    }

    private static void by(AuditOrigin origin, Supplier<?> write) {
        origin.run(() -> Objects.requireNonNull(write.get()));
    }

    private static AuditChange created(String object) {
        return change(AuditAction.ENDPOINT_CREATED, object);
    }

    private static AuditChange change(AuditAction action, String object) {
        return AuditChange.of(TENANT, action, object);
    }

    private Optional<Endpoint> create(String recipient, EndpointRoom room) {
        return store().endpoints().create(endpoint(recipient, "default"), room);
    }

    private Endpoint endpoint(String recipient, String name) {
        return plainEndpoint(
                ids.endpoint(now()), new EndpointKey(TENANT, recipient, CHANNEL, name), "https://example.test/hook");
    }
}
