package dev.tidings.engine.dispatch.simulated;

import dev.tidings.core.notification.Intent;
import dev.tidings.core.store.Page;
import dev.tidings.core.store.Subscriptions;
import dev.tidings.store.jdbc.JdbcStore;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Transaction;
import dev.tidings.testkit.simulation.Ledger;
import dev.tidings.testkit.simulation.World;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The subscribers of one topic, in the tables of the real store. Recipients join and leave during the run. */
final class SimulatedTopic implements Subscriptions {
    static final String ID = "everybody";

    private static final Sql CREATE = Sql.of("""
        INSERT INTO topics (tenant, id, description, subscribers, version, created_at, updated_at)
        VALUES (:tenant, :id, '', 0, 0, 0, 0)
        """);

    private static final Sql RAISE = Sql.of("""
        UPDATE topics SET version = version + 1, subscribers = subscribers + :by
        """);

    private static final Sql JOIN = Sql.of("""
        INSERT INTO topic_subscribers (topic_seq, recipient, added_version) SELECT seq, :recipient, version FROM topics
        """);

    private static final Sql LEAVE = Sql.of("""
        UPDATE topic_subscribers
        SET removed_version = (SELECT version FROM topics)
        WHERE recipient = :recipient AND removed_version IS NULL
        """);

    private static final Sql MEMBER = Sql.of("""
        SELECT 1 FROM topic_subscribers WHERE recipient = :recipient AND removed_version IS NULL
        """);

    private final World world;
    private final JdbcStore store;
    private final Ledger ledger;

    SimulatedTopic(World world, JdbcStore store, Ledger ledger) {
        this.world = world;
        this.store = store;
        this.ledger = ledger;
    }

    /** More recipients than one slice has. */
    void create() {
        store.database()
                .write(
                        "create the topic",
                        tx -> tx.prepared(CREATE)
                                .text("tenant", Intent.DEFAULT_TENANT)
                                .text("id", ID)
                                .update());
        for (int i = 0; i < EngineRun.RECIPIENTS; i++) {
            toggle("user:" + i);
        }
    }

    /** Joins or leaves. */
    void toggle(String recipient) {
        boolean member = store.database().write("change the topic", tx -> toggle(tx, recipient));
        world.note(recipient, member ? "joins" : "leaves");
        ledger.subscribed(recipient, member);
    }

    @Override
    public Page<String> topicsOf(String tenant, String recipient, @Nullable String cursor) {
        boolean member = store.database()
                .read(
                        "look for a subscriber",
                        tx -> tx.prepared(MEMBER).text("recipient", recipient).exists());
        return new Page<>(member ? List.of(ID) : List.of(), null);
    }

    @Override
    public void unsubscribe(String tenant, String recipient, List<String> topics) {
        topics.forEach(topic -> toggle(recipient));
    }

    private static boolean toggle(Transaction tx, String recipient) throws SQLException {
        boolean leaves = tx.prepared(MEMBER).text("recipient", recipient).exists();
        tx.prepared(RAISE).number("by", leaves ? -1 : 1).update();
        tx.prepared(leaves ? LEAVE : JOIN).text("recipient", recipient).update();
        return !leaves;
    }
}
