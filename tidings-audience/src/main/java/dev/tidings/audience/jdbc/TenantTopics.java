package dev.tidings.audience.jdbc;

import dev.tidings.audience.TopicStore;
import dev.tidings.core.store.RetentionSweep;
import dev.tidings.core.tenant.TenantData;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.Sql;
import java.time.Instant;
import java.util.List;

/** The topics of a tenant and their subscribers. A deleted topic is swept, as any other; here at once. */
final class TenantTopics implements TenantData {
    private static final int TOPICS = 100;
    private static final int SUBSCRIBERS = 500;

    static final Sql READ = Sql.of("""
        SELECT id FROM topics WHERE tenant = :tenant ORDER BY id LIMIT :rows
        """);

    private final Database database;
    private final TopicStore topics;
    private final RetentionSweep sweep;

    TenantTopics(Database database, TopicStore topics) {
        this.database = database;
        this.topics = topics;
        this.sweep = topics.sweep();
    }

    @Override
    public String name() {
        return "topics";
    }

    @Override
    public Removal remove(String tenant, String after) {
        List<String> ids = database.read(
                "read the topics of a tenant",
                tx -> tx.prepared(READ)
                        .text("tenant", tenant)
                        .number("rows", TOPICS)
                        .list(row -> row.getString("id")));
        int removed = 0;
        for (String id : ids) {
            removed += topics.delete(tenant, id) ? 1 : 0;
        }
        int swept = sweep.remove(Instant.MAX, SUBSCRIBERS);
        return new Removal(removed + swept, ids.isEmpty() && swept == 0 ? null : "");
    }
}
