package dev.tidings.channels.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.linecorp.armeria.client.WebClient;
import java.util.function.Function;

/**
 * The ways to addresses that were used lately: each is taken apart and checked once.
 *
 * @param <A> what an address of the channel is, taken apart
 */
public final class Routes<A> {
    private static final int MOST = 10_000;

    private final OutboundClient client;
    private final Function<String, A> parser;
    private final Function<A, Target> target;
    private final Cache<String, Route<A>> routes =
            Caffeine.newBuilder().maximumSize(MOST).build();

    /** @param parser throws for what is no address of the channel */
    public Routes(OutboundClient client, Function<String, A> parser, Function<A, Target> target) {
        this.client = client;
        this.parser = parser;
        this.target = target;
    }

    public record Route<A>(A address, Target target, WebClient client) {}

    public Route<A> to(String address) {
        return routes.get(address, url -> {
            A parsed = parser.apply(url);
            Target where = target.apply(parsed);
            return new Route<>(parsed, where, client.to(where));
        });
    }
}
