package dev.tidings.channels.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.linecorp.armeria.client.WebClient;
import java.util.function.Function;

/**
 * Caches parsed and validated addresses with their clients.
 *
 * @param <A> the parsed form of a channel's addresses
 */
public final class AddressCache<A> {
    private static final int MOST = 10_000;

    private final OutboundClient client;
    private final Function<String, A> parser;
    private final Function<A, TargetUrl> target;
    private final Cache<String, Route<A>> routes =
            Caffeine.newBuilder().maximumSize(MOST).build();

    /** @param parser throws for invalid addresses */
    public AddressCache(OutboundClient client, Function<String, A> parser, Function<A, TargetUrl> target) {
        this.client = client;
        this.parser = parser;
        this.target = target;
    }

    public record Route<A>(A address, TargetUrl target, WebClient client) {}

    public Route<A> to(String address) {
        return routes.get(address, url -> {
            A parsed = parser.apply(url);
            TargetUrl where = target.apply(parsed);
            return new Route<>(parsed, where, client.to(where));
        });
    }
}
