package dev.tidings.admin;

import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.Secret;
import dev.tidings.core.endpoint.TypeFilter;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A change of some fields of an endpoint; null keeps a field.
 *
 * @param secret replaces all signing keys
 * @param auth makes the new credentials of the present ones
 */
public record EndpointPatch(
        @Nullable String address,
        @Nullable TypeFilter types,
        MapPatch metadata,
        @Nullable Boolean enabled,
        @Nullable Secret secret,
        @Nullable UnaryOperator<EndpointAuth> auth,
        MapPatch settings) {
    EndpointPut over(Endpoint present) {
        return new EndpointPut(
                present.key(),
                address == null ? present.address() : address,
                types == null ? present.types() : types,
                metadata.over(present.metadata()),
                enabled == null ? present.enabled() : enabled,
                secret,
                auth == null ? null : auth.apply(present.auth()),
                settings.over(present.settings()));
    }

    /** Returns why Tidings disabled the endpoint; null if the change enables or disables it. */
    @Nullable
    String disabledReason(Endpoint present) {
        return enabled == null ? present.disabledReason() : null;
    }
}
