package dev.tidings.jobs.jdbc;

import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.tenant.TenantData;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.Sql;

/** Refuses the deletion of a tenant with a live runtime: without its row, nobody would stop it. */
final class TenantRuntimes implements TenantData {
    private static final Sql LIVE = Sql.of("""
        SELECT game_id
        FROM runtimes
        WHERE tenant = :tenant AND status IN ('starting', 'running', 'stopping')
        LIMIT 1
        """);

    private final Database database;

    TenantRuntimes(Database database) {
        this.database = database;
    }

    @Override
    public String name() {
        return "live runtimes";
    }

    @Override
    public Removal remove(String tenant, String after) {
        database.read(
                        "look for live runtimes",
                        tx -> tx.prepared(LIVE).text("tenant", tenant).first(row -> row.getString("game_id")))
                .ifPresent(game -> {
                    throw Problem.of(
                                    ProblemCode.ILLEGAL_STATE,
                                    "the runtime of game " + game
                                            + " is live; stop it with a key of the tenant (tidings"
                                            + " runtimes stop), then delete the tenant again")
                            .exception();
                });
        return new Removal(0, null);
    }
}
