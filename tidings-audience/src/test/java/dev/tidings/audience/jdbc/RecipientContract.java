package dev.tidings.audience.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.audience.RecipientStore;
import dev.tidings.core.recipient.RecipientProfile;
import dev.tidings.core.recipient.RecipientTraits;
import dev.tidings.core.store.Page;
import dev.tidings.store.jdbc.JdbcStore;
import dev.tidings.testkit.store.Race;
import dev.tidings.testkit.store.StoreContract;
import dev.tidings.testkit.store.StoreFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every store promises about profiles of recipients. */
abstract class RecipientContract extends StoreContract {
    private static final RecipientTraits GERMAN =
            new RecipientTraits("de-AT", "Europe/Vienna", "{\"name\":\"Jörg 🎺\",\"tags\":[1,null,\"\\u0000\"]}");

    private static final int ROUNDS = 15;

    RecipientContract(StoreFactory factory) {
        super(factory);
    }

    @Test
    void a_profile_is_read_as_it_was_written() {
        Instant created = clock.instant();

        RecipientProfile profile =
                recipients().create(TENANT, "user:42", GERMAN).orElseThrow();

        assertThat(profile)
                .isEqualTo(new RecipientProfile(TENANT, "user:42", GERMAN, created, created, profile.version()));
        assertThat(recipients().find(TENANT, "user:42")).contains(profile);
    }

    @Test
    void nobody_else_has_the_profile() {
        create("user:42");

        assertThat(recipients().find("other", "user:42")).isEmpty();
        assertThat(recipients().find(TENANT, "USER:42")).isEmpty();
        assertThat(recipients().find(TENANT, "user:42 ")).isEmpty();
        assertThat(recipients().list("other", null, 10).items()).isEmpty();
    }

    @Test
    void a_profile_is_created_once() {
        RecipientProfile first = create("user:42");

        assertThat(recipients().create(TENANT, "user:42", RecipientTraits.NONE)).isEmpty();
        assertThat(recipients().find(TENANT, "user:42")).contains(first);
    }

    @Test
    void only_the_present_version_is_replaced() {
        RecipientProfile first = create("user:42");
        Instant later = clock.advance(Duration.ofMinutes(1));

        RecipientProfile second = recipients()
                .replace(TENANT, "user:42", RecipientTraits.NONE, first.version())
                .orElseThrow();

        assertThat(second.traits()).isEqualTo(RecipientTraits.NONE);
        assertThat(second.createdAt()).isEqualTo(first.createdAt());
        assertThat(second.updatedAt()).isEqualTo(later);
        assertThat(second.version()).isNotEqualTo(first.version());
        assertThat(recipients().replace(TENANT, "user:42", GERMAN, first.version()))
                .isEmpty();
        assertThat(recipients().find(TENANT, "user:42")).contains(second);
        assertThat(recipients().replace(TENANT, "user:43", GERMAN, first.version()))
                .isEmpty();
    }

    @Test
    void profiles_are_listed_by_recipient_page_by_page() {
        List.of("user:b", "user:a", "user:c").forEach(this::create);

        Page<RecipientProfile> first = recipients().list(TENANT, null, 2);
        Page<RecipientProfile> second = recipients().list(TENANT, first.next(), 2);

        assertThat(first.items()).extracting(RecipientProfile::recipient).containsExactly("user:a", "user:b");
        assertThat(second.items()).extracting(RecipientProfile::recipient).containsExactly("user:c");
        assertThat(second.next()).isNull();
    }

    @Test
    void of_two_writers_one_creates_and_one_replaces() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String recipient = "user:" + round;
            List<Optional<RecipientProfile>> created = Race.of(List.of(
                    () -> recipients().create(TENANT, recipient, GERMAN),
                    () -> recipients().create(TENANT, recipient, RecipientTraits.NONE)));
            assertThat(created).filteredOn(Optional::isPresent).hasSize(1);

            long version = recipients().find(TENANT, recipient).orElseThrow().version();
            List<Optional<RecipientProfile>> replaced = Race.of(List.of(
                    () -> recipients().replace(TENANT, recipient, GERMAN, version),
                    () -> recipients().replace(TENANT, recipient, RecipientTraits.NONE, version)));
            assertThat(replaced).filteredOn(Optional::isPresent).hasSize(1);
        }
    }

    private RecipientStore recipients() {
        return new JdbcRecipients((JdbcStore) store());
    }

    private RecipientProfile create(String recipient) {
        return recipients().create(TENANT, recipient, GERMAN).orElseThrow();
    }
}
