package dev.tidings.core.routing;

import java.util.List;
import java.util.Optional;

/** The channels of a type for which no routing rule of the configuration matches. Called on hot paths. */
public interface DefaultChannels {
    DefaultChannels NONE = (tenant, type) -> Optional.empty();

    Optional<List<String>> of(String tenant, String type);
}
