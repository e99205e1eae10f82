package dev.tidings.server.channel.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.linecorp.armeria.client.WebClient;
import java.util.function.Function;

/** The ways to addresses that were used lately: each is taken apart and checked once. */
public final class Routes {
    private static final int MOST = 10_000;

    private final OutboundClient client;
    private final Function<String, Target> parser;
    private final Cache<String, Route> routes =
            Caffeine.newBuilder().maximumSize(MOST).build();

    /** @param parser throws for what is no address of the channel */
    public Routes(OutboundClient client, Function<String, Target> parser) {
        this.client = client;
        this.parser = parser;
    }

    public record Route(Target target, WebClient client) {}

    public Route to(String address) {
        return routes.get(address, url -> {
            Target target = parser.apply(url);
            return new Route(target, client.to(target));
        });
    }
}
