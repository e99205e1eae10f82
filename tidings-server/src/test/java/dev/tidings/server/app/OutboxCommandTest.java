package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.cli.ExitCodes;
import dev.tidings.cli.rest.ApiClient;
import dev.tidings.client.outbox.OutboxRelay;
import dev.tidings.client.outbox.Shipment;
import dev.tidings.client.submit.Intent;
import dev.tidings.client.submit.Problem;
import dev.tidings.testkit.extension.NeedsServers;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tidings outbox} on the database of a producer. */
@NeedsServers
class OutboxCommandTest {
    private static final Intent INTENT =
            Intent.of("order.paid", "shop").to("user:42").payload("{}");

    @TempDir
    Path folder;

    private Shop shop;
    private Cli cli;

    @BeforeEach
    void open() throws SQLException {
        shop = new Shop(folder);
        cli = new Cli(Map.of(), "--database", "jdbc:sqlite:" + folder.resolve("shop.db") + "?busy_timeout=10000");
    }

    /** The first row is refused, and the second one waits for it. */
    private void refuse() throws SQLException {
        shop.publish(INTENT.key("first"), INTENT.key("second"));
        Problem problem = new Problem("invalid_field", "channels[0] is pigeon; expected push", null, null, null, null);
        try (OutboxRelay relay = shop.relay(rows -> rows.stream()
                .<Shipment>map(row -> new Shipment.Refused(problem))
                .toList())) {
            await().atMost(Shop.TIMEOUT).until(() -> shop.admin.lag().dead() == 1);
            assertThat(relay.running()).isTrue();
        }
    }

    @Test
    void dead_rows_are_listed_with_their_reason_replayed_and_discarded() throws Exception {
        assertThat(cli.run("outbox", "dead").out()).contains("No dead rows.");
        refuse();

        assertThat(cli.run("outbox", "lag").out()).contains("1 pending").contains("1 dead");
        assertThat(cli.run("outbox", "dead").out()).contains("first", "invalid_field", "channels[0] is pigeon");
        var dead = ApiClient.JSON
                .readTree(cli.run("outbox", "dead", "--json").out())
                .get(0);
        assertThat(dead.path("intent").asText()).contains("\"idempotency_key\":\"first\"");
        String id = dead.path("id").asText();

        assertThat(cli.run("outbox", "replay", id).out()).contains(id + " replayed");
        assertThat(ApiClient.JSON
                        .readTree(cli.run("outbox", "lag", "--json").out())
                        .path("pending")
                        .asInt())
                .isEqualTo(2);
        assertThat(cli.run("outbox", "discard", id).exit()).as("it is not dead").isEqualTo(ExitCodes.FAILED);
        assertThat(cli.run("outbox", "replay", "--all").out()).contains("0 replayed");
    }

    @Test
    void rows_behind_a_discarded_row_continue() throws Exception {
        refuse();
        String id = Long.toString(shop.admin.dead(0, 1).getFirst().id());

        assertThat(cli.run("outbox", "discard", id).exit()).isZero();

        try (OutboxRelay relay = shop.relay(rows ->
                rows.stream().<Shipment>map(row -> new Shipment.Shipped()).toList())) {
            shop.awaitShipped();
            assertThat(relay.running()).isTrue();
        }
        assertThat(shop.admin.lag().dead()).isZero();
    }

    @Test
    void errors_do_not_contain_the_password() {
        Cli.Result none = new Cli(Map.of())
                .run(
                        "outbox",
                        "lag",
                        "--database",
                        "jdbc:postgresql://me:tell-nobody@127.0.0.1:1/x?password=tell-nobody");
        assertThat(none.exit()).isEqualTo(ExitCodes.FAILED);
        assertThat(none.err())
                .contains("--database", "jdbc:postgresql://127.0.0.1:1/x")
                .doesNotContain("tell-nobody");

        assertThat(cli.run("outbox", "lag", "--table", "elsewhere").err()).contains("elsewhere");
        assertThat(cli.run("outbox", "lag", "--table", "x; DROP").exit()).isEqualTo(ExitCodes.USAGE);
        assertThat(cli.run("outbox", "replay").err()).contains("expected the id of a dead row, or --all");
    }
}
