package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.cli.rest.ApiClient;
import dev.tidings.server.tail.SseTail;
import dev.tidings.server.tail.Tail;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.server.PostgresServer;
import dev.tidings.testkit.server.RedisServer;
import dev.tidings.testkit.server.ServerOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two servers on one database and event log preserve the order of acceptance per recipient. */
@NeedsServers
class ClusterOrderTest {
    private static final int INTENTS = 200;
    private static final String SECRET_KEY = "0123456789abcdef".repeat(4);

    @TempDir
    Path folder;

    @Test
    void intents_accepted_alternately_by_two_nodes_reach_the_subscribers_of_both_in_order() throws Exception {
        String url = PostgresServer.shared().createDatabase();
        try (RedisServer redis = RedisServer.start(ServerOptions.fast());
                Application one = node("one", url, redis.url());
                Application two = node("two", url, redis.url());
                ApiClient first = new ApiClient(one.uri(), null);
                ApiClient second = new ApiClient(two.uri(), null);
                Tail here = tail(one);
                Tail there = tail(two)) {
            here.next("fresh");
            there.next("fresh");

            List<String> accepted = new ArrayList<>();
            for (int number = 0; number < INTENTS; number++) {
                accepted.add((number % 2 == 0 ? first : second)
                        .post("/v1/intents", intent(number))
                        .at("/deliveries/0/delivery_id")
                        .asText());
            }

            assertThat(heard(here)).isEqualTo(accepted);
            assertThat(heard(there)).isEqualTo(accepted);
            // Started concurrently, to save time.
            Stream.of(one, two).parallel().forEach(Application::close);
        }
    }

    private Application node(String name, String url, String redis) {
        return Application.start(Configurations.of(folder.resolve(name), """
            store: {url: "%s", pool: 4, secret_key: %s}
            redis: {url: "%s"}
            push: {log: redis}
            """.formatted(url, SECRET_KEY, redis)));
    }

    private static Tail tail(Application node) {
        return new SseTail(node.uri().getPort(), "/v1/events?recipient=user:1");
    }

    private static ObjectNode intent(int number) {
        ObjectNode intent = ApiClient.JSON.createObjectNode();
        intent.put("producer", "shop").put("idempotency_key", "k" + number).put("type", "order.paid");
        intent.putArray("channels").add("push");
        intent.putObject("audience").putArray("recipients").add("user:1");
        intent.putObject("payload").put("order", number);
        return intent;
    }

    private static List<String> heard(Tail tail) throws InterruptedException {
        List<String> ids = new ArrayList<>();
        while (ids.size() < INTENTS) {
            ids.add(tail.next("event").id());
        }
        return ids;
    }
}
