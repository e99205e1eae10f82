package dev.tidings.server.config;

import dev.tidings.core.time.Durations;
import java.time.Duration;
import java.util.List;

/**
 * Settings of authentication.
 *
 * @param corsOrigins origins whose pages may subscribe, besides the server's own
 * @param tokenTtl the default lifetime of a token
 * @param longestTokenTtl the maximum lifetime of a token
 */
public record AccessSection(List<String> corsOrigins, Duration tokenTtl, Duration longestTokenTtl, JwtSection jwt) {
    private static final Duration SHORTEST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofDays(30);

    public AccessSection {
        corsOrigins = List.copyOf(corsOrigins);
    }

    static AccessSection read(Section in) {
        List<String> origins = in.list("cors_origins", List.of());
        for (int i = 0; i < origins.size(); i++) {
            if (!origins.get(i).matches("\\*|https?://[^/?#@\\s]+")) {
                in.error("cors_origins[" + i + "]", origins.get(i), "an origin such as https://app.example.com, or *");
            }
        }
        Duration most = in.duration("max_token_ttl", Duration.ofHours(24), SHORTEST, LONGEST);
        Duration ttl = in.duration("token_ttl", Duration.ofHours(1), SHORTEST, LONGEST);
        if (ttl.compareTo(most) > 0) {
            in.error(
                    "token_ttl", Durations.text(ttl), "at most access.max_token_ttl, which is " + Durations.text(most));
        }
        return new AccessSection(origins, ttl, most, JwtSection.read(in.section("jwt")));
    }
}
